"""The same steps as the commands, for Python: ``demasque.open_case``."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from demasque.api.options import PathLike, detect_options, extract_options
from demasque.api.upkeep import Upkeep, how_read, personal_dropped
from demasque.assessment import Assessment, assess
from demasque.campaigns import CampaignProfile, find_campaigns, profiles
from demasque.case import CaseStore, RunRecord
from demasque.coordination import Detection, detect, memory_size, tie_posts
from demasque.errors import DemasqueError, Sentence, UsageError, readable
from demasque.extensions import left_out
from demasque.ingest import AddedFile, add_files
from demasque.progress import Progress, quiet
from demasque.publish import calibrated, export, write_report
from demasque.schema import CAMPAIGNS, MEMBERSHIPS
from demasque.text import load_embedder
from demasque.traces import extract


@dataclass(frozen=True)
class Findings:
    """What a detection found: the ties (counts and warnings), and the campaigns they form."""

    detection: Detection
    campaigns: pa.Table


def create_case(path: PathLike) -> "Case":
    """Make a new case in folder ``path`` and open it.

    Raises:
        UsageError: a case, or something else, is there already.
    """
    case = Case(CaseStore.create(path))
    with case._run("init", {"path": os.fspath(path)}):
        return case


def open_case(
    path: PathLike,
    *,
    create: bool = False,
    wait_seconds: float = 30.0,
    on_wait: Callable[[str], None] | None = None,
) -> "Case":
    """Open the case in folder ``path``; with ``create``, make it if there is none yet.

    One command or program at a time works on a case: while another does, this waits up to
    ``wait_seconds`` and tells ``on_wait`` so once.

    Raises:
        UsageError: there is no case (or, with ``create``, something else is in its place).
        DemasqueError: the case stays taken, is damaged, or was made by a later version.
    """
    if create and not Path(path).exists():
        return create_case(path)
    wait = {} if on_wait is None else {"on_wait": on_wait}
    return Case(CaseStore.open(path, wait_seconds, **wait))


class Case(Upkeep):
    """An open case; use it in a ``with`` statement. Every step that changes it or lets something
    out leaves a record under ``runs/``.
    """

    def __init__(self, store: CaseStore) -> None:
        self._store = store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the next command or program in."""
        self._store.close()

    @property
    def path(self) -> Path:
        """The folder."""
        return self._store.path

    @property
    def detected(self) -> bool:
        """Whether a detection has looked at the posts and its findings are here."""
        return self._store.findings_run() is not None and self._has("events")

    def add(
        self,
        *files: PathLike,
        format: str | None = None,
        mapping: Mapping[str, str] | None = None,
        date_order: str | None = None,
        keep_profile_text: bool = False,
        progress: Progress = quiet,
    ) -> list[AddedFile]:
        """Add export files; what became of each, in the order given.

        Args:
            files: export files; adding one twice adds nothing.
            format: id of a format (docs/formats.md); found out from each file when None.
            mapping: field -> column, or field -> ``=constant``.
            date_order: what stands first in dates such as 3/4/2024, "day" or "month", where the
                file does not show it.
            keep_profile_text: store display names and bios as written, not only as hashes.
            progress: called as ``progress(step, done, total)``, here in bytes.

        Returns:
            One :class:`AddedFile` per file, with rows read, kept and rejected. A file that cannot
            be read has its ``problem`` in words and stops no other.

        Raises:
            UsageError: a file is not there; a format, field or column does not exist.
        """
        paths = [os.fspath(file) for file in files]
        if not paths:
            raise UsageError("Name at least one file to add.")
        fields = dict(mapping or {})
        if date_order is not None:
            fields.setdefault("date_order", f"={date_order}")
        arguments = {
            "files": [readable(path) for path in paths],
            "format": format,
            "mapping": fields,
            "keep_profile_text": keep_profile_text,
        }
        with self._run("add", arguments) as record:
            added = add_files(self._store, paths, format, fields, progress, keep_profile_text)
            for file in added:
                _note_added(record, file)
            record.note("files", how_read(added))
            record.note("personal_dropped", personal_dropped(added))
        return added

    def detect(
        self,
        windows: Sequence[str | float] | None = None,
        *,
        fdr: float = 0.01,
        kinds: Sequence[str] | None = None,
        min_shared: int = 2,
        seed: int = 0,
        memory: str | int | None = None,
        without_rules: Sequence[str] = (),
        expansions: PathLike | None = None,
        progress: Progress = quiet,
    ) -> Findings:
        """Find ties between accounts and the campaigns they form, in place of earlier findings.

        Args:
            windows: how close in time two uses of one thing must be, inclusive: '60s', '1h', or a
                number of seconds. Several are tried at once; each pair is judged by the one that
                says most, at the price of the tries. None: the method's own (docs/method.md).
            fdr: the share of false ties to be expected among those found, between 0 and 1.
            kinds: kinds of trace to look at (url, text, ...); None for the usual ones.
            min_shared: pairs with fewer shared things are not judged.
            seed: of the division into campaigns; the same seed gives the same campaigns.
            memory: '4GB', or bytes: what is not at work waits on disk. The findings are the same.
            without_rules: rules of the normal form of words (docs/text.md) to do without.
            expansions: a file of two columns, short address and full address, by which links of
                shorteners are read. Nothing is fetched.
            progress: called as ``progress(step, done, total)``.

        Raises:
            UsageError: a window, rate, kind, memory limit or rule that makes no sense.
            DemasqueError: the case has no posts yet.
        """
        options = detect_options(windows, fdr, kinds, min_shared)
        options["memory"] = None if memory is None else memory_size(memory)
        arguments = {"windows": windows, "kinds": kinds, "fdr": fdr, "min_shared": min_shared}
        how = extract_options(without_rules, expansions)
        if without_rules:
            arguments["without_rules"] = list(without_rules)
        if expansions is not None:
            arguments["expansions"] = os.fspath(expansions)
        with self._run("detect", arguments, seed) as record:
            self._need_posts()
            with self._store.replacing_findings(record.name):
                for kind, said in extract(self._store, kinds, progress, **how).items():
                    record.note(kind, said)
                detection = detect(self._store, **options, progress=progress)
                campaigns = find_campaigns(self._store, seed, progress)
            for sentence in detection.warnings:
                record.warn(sentence)
            record.note("detection", asdict(detection))
            record.note("campaigns", campaigns.num_rows)
            self._store.custody.write("detect", **arguments, campaigns=campaigns.num_rows)
        return Findings(detection, campaigns)

    def campaigns(self) -> pa.Table:
        """The campaigns of the last detection, strongest first: see ``demasque.schema.CAMPAIGNS``.

        Times are UTC, ``bits`` the summed strength of the ties, ``filler`` a share of one.
        """
        return self._store.sql(
            "SELECT * FROM campaigns ORDER BY substring(campaign, 2)::BIGINT"
        ).cast(CAMPAIGNS)

    def memberships(self) -> pa.Table:
        """Who is in which campaign: see ``demasque.schema.MEMBERSHIPS``; ``bits`` of evidence."""
        return self._store.sql(
            f"SELECT {', '.join(MEMBERSHIPS.names)} FROM memberships "
            "ORDER BY substring(campaign, 2)::BIGINT, bits DESC, account"
        ).cast(MEMBERSHIPS)

    def pseudonym(self, platform: str, account: str) -> str:
        """The name that an account goes by in this case.

        Raises:
            DemasqueError: the case is anonymised: its key was destroyed.
        """
        return self.pseudonyms(platform, [account])[0]

    def pseudonyms(self, platform: str, accounts: Sequence[str]) -> list[str]:
        """The names that accounts of one platform go by in this case, in the order given.

        Raises:
            DemasqueError: the case is anonymised: its key was destroyed.
        """
        made = self._store.names.many("account", platform, pa.array(accounts, pa.string()))
        names: list[str] = made.to_pylist()
        return names

    def campaign(self, name: str) -> tuple[CampaignProfile, Assessment]:
        """One campaign (such as "C1"): measured, and how sure one may be of what.

        Raises:
            UsageError: there is no campaign of this name.
        """
        return next(self.judged([name]))

    def judged(self, names: Sequence[str]) -> Iterator[tuple[CampaignProfile, Assessment]]:
        """Several campaigns, in the order given; much quicker than one at a time.

        Raises:
            UsageError: there is no campaign of one of these names.
        """
        known = self.campaigns()["campaign"].to_pylist()
        for name in names:
            if name not in known:
                listed = (
                    Sentence("from {first} to {last}", first=known[0], last=known[-1])
                    if known
                    else Sentence("none so far")
                )
                raise UsageError(
                    "There is no campaign {name}. Campaigns: {listed}.",
                    name=repr(name),
                    listed=listed,
                )
        for measured in profiles(self._store, names):
            yield measured, assess(measured)

    def tie_posts(self, account_a: str, account_b: str, kind: str) -> pa.Table:
        """The posts behind one tie, pair by pair: ``trace, value, post_a, post_b, at_a, at_b``."""
        return tie_posts(self._store, account_a, account_b, kind)

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Ask the case's tables (see docs/architecture.md) a question in SQL."""
        return self._store.sql(query, parameters)

    def report(
        self,
        path: PathLike,
        lang: str = "en",
        progress: Progress = quiet,
        *,
        meaning: PathLike | None = None,
    ) -> Path:
        """Write the report, one HTML file that needs nothing else, in "en" or "fr".

        With ``meaning``, a model by which messages that may say the same in other words or another
        language are shown as leads: "use-multilingual" (the extra ``meaning``), or a folder.

        Raises:
            UsageError: no such language or model, or the path cannot be written.
        """
        arguments = {"path": os.fspath(path), "lang": lang}
        if meaning is not None:
            arguments["meaning"] = os.fspath(meaning)
        with self._run("report", arguments) as record:
            if not self.detected:
                record.warn(Sentence("Nothing was looked for yet: run detect first."))
            model = None
            if meaning is not None:
                model = calibrated(self._store, load_embedder(meaning), progress)
                record.note("meaning", asdict(model.calibration))
            written = write_report(self._store, path, lang, progress, model)
            self._store.custody.write("report", path=os.fspath(path))
        return written

    def export(
        self,
        format: str,
        path: PathLike,
        *,
        reveal: bool = False,
        progress: Progress = quiet,
    ) -> Path:
        """Write the case in another format: csv, parquet (folders), gexf or graphml (files).

        ``reveal`` adds original ids of accounts and posts, and a line to the custody log.

        Raises:
            UsageError: no such format, or the path cannot be written.
            DemasqueError: original ids are asked for, but the key was destroyed.
        """
        arguments = {"format": format, "path": os.fspath(path), "reveal": reveal}
        with self._run("export", arguments):
            written = export(self._store, format, path, reveal, progress=progress)
            self._store.custody.write("export", **arguments)
        return written

    def _has(self, table: str) -> bool:
        return bool(self._store.sql(f"SELECT 1 FROM {table} LIMIT 1").num_rows)

    def _need_posts(self) -> None:
        if not self._has("posts"):
            raise DemasqueError(
                "{path} has no posts yet: add an export first, with demasque add {path} FILE",
                path=self.path,
            )

    @contextmanager
    def _run(
        self, command: str, arguments: Mapping[str, Any], seed: int | None = None
    ) -> Iterator[RunRecord]:
        """A run's record, naming the files that the case rests on."""
        with self._store.run(command, arguments, seed) as record:
            for file in self._store.evidence.files().values():
                record.input(file.name, file.sha256)
            yield record
            for sentence in left_out():
                record.warn(sentence)


def _note_added(record: RunRecord, file: AddedFile) -> None:
    if file.source_file:
        record.input(file.name, file.source_file)
    for sentence in (*file.warnings, *([file.problem] if file.problem else [])):
        record.warn(sentence)
