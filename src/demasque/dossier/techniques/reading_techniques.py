"""What people said of techniques, read back from the journal, and what holds of it.

Where the custody log is not as it was written, lines from there on prove nothing. As with decisions
on accounts, a doubtful line may then reject a technique or take an acceptance back, and none may
accept one or take a rejection back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import inf
from typing import Final

from demasque.case import CaseStore
from demasque.dossier.journal.journal import Entry, EntryKind, journal_entries, speaker
from demasque.dossier.judging_by_people.judged_members import found_again, memberships, taken_out
from demasque.dossier.techniques.disarm_register import techniques
from demasque.dossier.techniques.technique_values import SaidOfTechnique, TechniqueVerdict

_CAUTION: Final = tuple(TechniqueVerdict)


def said_of_techniques(store: CaseStore) -> tuple[SaidOfTechnique, ...]:
    """Everything that was ever said of techniques in the case, in the order of the journal."""
    entries = journal_entries(store, EntryKind.TECHNIQUE, EntryKind.RETRACTION)
    said = [each for each in entries if each.kind is EntryKind.TECHNIQUE and readable(each)]
    if not said:
        return ()
    broken = store.custody.verify()
    doubtful = inf if broken is None else broken.doubtful_from
    now, out = memberships(store), taken_out(store)
    found = [_said(each, _campaign(each, now, out)) for each in said]
    left = _not_taken_back(said, entries, doubtful)
    last = _last_words(each for each in found if each.entry in left)
    return tuple(replace(each, stands=each.entry in last) for each in found)


def what_holds_of(said: Iterable[SaidOfTechnique]) -> Mapping[tuple[str, str], SaidOfTechnique]:
    """By campaign and id, whose word holds: a rejection before acceptances, of these the newest."""
    found: dict[tuple[str, str], SaidOfTechnique] = {}
    for each in said:
        if each.stands and each.campaign is not None:
            place = (each.campaign, each.technique.id)
            found[place] = max(found.get(place, each), each, key=_caution)
    return found


def readable(entry: Entry) -> bool:
    """Whether an entry says what one of this kind must; what cannot have been said is left out."""
    body = entry.body
    members, posts = body.get("members"), body.get("posts", [])
    return (
        body.get("technique") in techniques()
        and body.get("verdict") in list(TechniqueVerdict)
        and isinstance(body.get("because"), str)
        and isinstance(body.get("campaign"), str)
        and all(
            isinstance(each, list) and all(isinstance(one, str) for one in each)
            for each in (members, posts)
        )
    )


def _not_taken_back(
    said: Iterable[Entry], entries: Iterable[Entry], doubtful: float
) -> frozenset[str]:
    """Entries that nothing took back; lines from ``doubtful`` on count on the cautious side."""
    listed = tuple(entries)
    gone = {each.supersedes for each in listed if each.line < doubtful}
    perhaps = {each.supersedes for each in listed}
    return frozenset(
        each.id
        for each in said
        if (
            each.id not in gone
            if each.body["verdict"] == TechniqueVerdict.REJECT
            else each.id not in perhaps and each.line < doubtful
        )
    )


def _last_words(said: Iterable[SaidOfTechnique]) -> frozenset[str]:
    """The latest of one person on one technique: copies of a case may each have one."""
    last: dict[tuple[str | None, str, str], SaidOfTechnique] = {}
    for each in said:
        place = (each.campaign, each.technique.id, speaker(each.by))
        last[place] = max(last.get(place, each), each, key=lambda one: (one.at, *_caution(one)))
    return frozenset(each.entry for each in last.values())


def _caution(said: SaidOfTechnique) -> tuple[int, float, str]:
    return _CAUTION.index(said.verdict), said.at.timestamp(), said.entry


def _campaign(entry: Entry, now: Mapping[str, frozenset[str]], out: frozenset[str]) -> str | None:
    found = found_again(entry.body["members"], now, out)
    return None if found is None else found.campaign


def _said(entry: Entry, campaign: str | None) -> SaidOfTechnique:
    return SaidOfTechnique(
        entry=entry.id,
        campaign=campaign,
        named=entry.body["campaign"],
        technique=techniques()[entry.body["technique"]],
        verdict=TechniqueVerdict(entry.body["verdict"]),
        by=entry.by,
        because=entry.body["because"],
        posts=tuple(entry.body.get("posts", ())),
        at=entry.at,
        stands=False,
    )
