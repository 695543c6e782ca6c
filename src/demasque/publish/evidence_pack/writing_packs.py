"""Write an evidence pack: one campaign as a ZIP file that holds without the program."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from inspect import getsource
from pathlib import Path
from typing import Any, Final

from demasque.case import CaseStore, verify
from demasque.dossier import keep_handover, without_names
from demasque.errors import UsageError, readable
from demasque.findings import (
    ORGANISATIONS,
    CampaignFindings,
    CaseFindings,
    HandedCampaign,
    handed_campaigns,
    read_findings,
)
from demasque.ingest import reveal as reveal_from_evidence
from demasque.progress import Progress, quiet
from demasque.publish.brief_content import BriefContent, brief_content
from demasque.publish.evidence_pack import check_custody
from demasque.publish.evidence_pack.pack_custody import packed_judgements, packed_log, packed_runs
from demasque.publish.evidence_pack.pack_tables import PackTables
from demasque.publish.evidence_pack.pack_values import (
    FORMAT,
    LOG,
    MANIFEST,
    NOBODY,
    STAMP,
    SUMS,
    VERSION,
    EvidencePack,
    PackOptions,
)
from demasque.publish.evidence_pack.pack_words import PackStory, methods, readme
from demasque.publish.evidence_pack.pack_zip import PackZip
from demasque.publish.evidence_pack.time_stamping import TimeStamp, check_server, time_stamp
from demasque.publish.evidence_pack.wacz_files import check_wacz, wacz_paths
from demasque.publish.exporting import Revealer, revealed_names
from demasque.publish.replacing import new_file, refuse_folder
from demasque.publish.templating import environment
from demasque.sentences import Percent, Sentence
from demasque.wording import LANGUAGES, catalogue

_README: Final = {"en": "README.txt", "fr": "LISEZMOI.txt"}
_METHODS: Final = {"en": "METHODS.txt", "fr": "METHODES.txt"}


def write_pack(
    store: CaseStore,
    campaign: str,
    path: str | os.PathLike[str],
    options: PackOptions | None = None,
    reveal: bool = False,
    revealer: Revealer = reveal_from_evidence,
    progress: Progress = quiet,
) -> EvidencePack:
    """Write an evidence pack of one campaign, and a line of the custody log that it is handed over.

    The same case gives the same bytes, unless a time stamp is asked for.

    Args:
        store: an open case.
        campaign: a name such as "C1".
        path: the file to write; an older one is replaced once the new one is complete.
        options: web archives, time stamp, receiver, label.
        reveal: whether to add original ids of accounts and posts. Writes a line to the custody log
            before anything else is written.
        revealer: where original ids come from.
        progress: told the bytes of evidence read.

    Raises:
        UsageError: no such campaign, a web archive that is not as its own list says, a server that
            gives no time stamp, or the path cannot be written: then nothing is left of it.
        DemasqueError: original ids are asked for, but the case is anonymised.
    """
    asked = options or PackOptions()
    target = Path(path)
    refuse_folder(target)
    if asked.server is not None:
        check_server(asked.server)
    archives = wacz_paths(asked.wacz)
    found = read_findings(store, progress, campaigns=[campaign])
    handed = handed_campaigns(found)[0]
    told = None if asked.to is None else without_names(store, " ".join(asked.to.split())) or None
    names = revealed_names(store, "pack", target, revealer, progress) if reveal else {}
    story = PackStory(
        found.case, campaign, asked.tlp, told, reveal, asked.server is not None, len(archives)
    )
    with new_file(target) as draft:
        sound = not verify(store)
        tables = PackTables(store, campaign, names)
        with PackZip(draft) as into:
            tables.write(into)
            _write_words(into, store, found, handed, story, tables.scrubbed)
            brought = [_bring(into, each, n) for n, each in enumerate(archives, 1)]
            _write_manifest(into, found, handed, story, brought, sound)
            files = into.files
            sums = "".join(f"{each.sha256}  {each.name}\n" for each in files).encode()
            into.add(SUMS, sums)
            stamp = None if asked.server is None else _stamped(into, sums, asked.server)
        kept = keep_handover(
            store,
            "pack",
            told or NOBODY,
            sums,
            [each.account for each in handed.profile.members],
            campaign=campaign,
        )
    return EvidencePack(
        target,
        kept.id,
        campaign,
        kept.accounts,
        handed.profile.posts,
        files,
        sha256(sums).hexdigest(),
        None if stamp is None else stamp.at,
        tuple(_warnings(story, sound)),
    )


def _write_words(
    into: PackZip,
    store: CaseStore,
    found: CaseFindings,
    handed: HandedCampaign,
    story: PackStory,
    scrubbed: Callable[[str], str],
) -> None:
    """What people read, and what tells of the case: brief, judgements, custody, runs, README."""
    content = _shown(brief_content(_with_bodies_only(found), story.campaign))
    for lang in LANGUAGES:
        words = catalogue(lang)
        template = environment(words).get_template("brief.html")
        page = template.render(brief=content, original_ids_beside=story.revealed)
        into.add(f"brief.{lang}.html", scrubbed(page).encode())
        into.add(_README[lang], readme(story, words))
        into.add(_METHODS[lang], methods(words, _settings(found)))
    into.add("judgements.json", scrubbed(_json(packed_judgements(handed))).encode())
    into.add("runs.json", scrubbed(_json(packed_runs(found))).encode())
    into.add(LOG, packed_log(store, story.campaign))
    into.add("check_custody.py", getsource(check_custody).encode())


def _with_bodies_only(found: CaseFindings) -> CaseFindings:
    """The findings, in which of those targeted only bodies have a name: a pack travels."""

    def unnamed(each: CampaignFindings) -> CampaignFindings:
        placement = each.anatomy.placement
        targets = tuple(
            one if one.kind in ORGANISATIONS else replace(one, name=None)
            for one in placement.targets
        )
        anatomy = replace(each.anatomy, placement=replace(placement, targets=targets))
        return replace(each, anatomy=anatomy)

    return replace(found, campaigns=tuple(unnamed(each) for each in found.campaigns))


def _shown(content: BriefContent) -> BriefContent:
    """The first page without pictures, not even blurred: none is ever in a pack."""
    return replace(content, pictures=())


def _settings(found: CaseFindings) -> list[Sentence]:
    """How the detection was set that the findings come from."""
    runs = [run for run in found.runs if run["command"] == "detect"]
    if not runs:
        return []
    last = runs[-1]
    return [
        Sentence(
            "These findings come from the detection of {moment}, by version {version} of Démasque: "
            "false discoveries at most {fdr}, at least {shared} traces shared.",
            moment=datetime.fromisoformat(last["began"]),
            version=last["version"],
            fdr=Percent(float(last["arguments"].get("fdr", 0.01))),
            shared=int(last["arguments"].get("min_shared", 2)),
        )
    ]


def _bring(into: PackZip, path: Path, number: int) -> dict[str, Any]:
    """Check a web archive and copy it unchanged; what the manifest says of it."""
    try:
        # One open file, so that what is copied is what was checked.
        with path.open("rb") as file:
            check_wacz(file, path.name)
            file.seek(0)
            copied = into.copy(f"wacz/{number:03d}.wacz", file)
    except PermissionError as error:
        raise UsageError("{path} cannot be read.", path=path) from error
    return {"path": copied.name, "name": readable(path.name)}


def _write_manifest(
    into: PackZip,
    found: CaseFindings,
    handed: HandedCampaign,
    story: PackStory,
    brought: list[dict[str, Any]],
    sound: bool,
) -> None:
    said = {
        "format": FORMAT,
        "format_version": VERSION,
        "program": f"demasque {version('demasque')}",
        "case": story.case,
        "campaign": story.campaign,
        "found_at": _found_at(found),
        "rung": int(handed.rung),
        "tlp": f"TLP:{story.tlp.upper()}",
        "receiver": story.to,
        "original_ids": story.revealed,
        "accounts": len(handed.profile.members),
        "posts": handed.profile.posts,
        "evidence_and_log_verified": sound,
        "wacz": brought,
        "files": [asdict(each) for each in into.files],
    }
    into.add(MANIFEST, _json(said).encode())


def _found_at(found: CaseFindings) -> str | None:
    began = [run["began"] for run in found.runs if run["command"] == "detect"]
    return str(began[-1]) if began else None


def _stamped(into: PackZip, sums: bytes, server: str) -> TimeStamp:
    stamp = time_stamp(sums, server)
    into.add(STAMP, stamp.answer)
    return stamp


def _warnings(story: PackStory, sound: bool) -> Iterator[Sentence]:
    if not sound:
        yield Sentence(
            "The evidence or the custody log of the case is not as it was written, and the pack "
            "says so. demasque verify tells what is wrong."
        )
    if story.revealed:
        yield Sentence(
            "It names accounts as the platforms do. Give it only to people who need that."
        )
    if story.archives:
        yield Sentence(
            "Web archives show people as the platform does, those who were excluded, too: look "
            "through them before you hand the pack over."
        )


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"
