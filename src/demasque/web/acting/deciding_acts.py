"""Deciding on accounts: confirmed, unsure or excluded, by a named person, with the reason."""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import groupby
from typing import Any, Final

from demasque.api import Case
from demasque.dossier import same_speaker
from demasque.errors import UsageError
from demasque.publish import short
from demasque.sentences import Sentence
from demasque.web.acting.act import Act, Done, Posted
from demasque.web.sessions import Undo

_MOST: Final = 500
"""Accounts decided on at once: a page lists 100; more is work for ``demasque decide``."""

_NAMED: Final = 3
"""Accounts that the answer names; of more it says how many."""

_UNDO: Final = "undo"


def _decide_one(case: Case, posted: Posted) -> Done:
    return _decide(case, posted, (posted.path["account"],))


def _decide_many(case: Case, posted: Posted) -> Done:
    accounts = posted.many("accounts")
    if not accounts:
        raise UsageError("Tick at least one account to decide on.")
    if len(accounts) > _MOST:
        raise UsageError("Decide on {n} accounts at once, at most.", n=_MOST)
    return _decide(case, posted, accounts)


def _decide(case: Case, posted: Posted, accounts: Sequence[str]) -> Done:
    by, verdict = posted.value("by"), posted.value("verdict")
    if not by:
        raise UsageError("Say who judges: a name, and the office.")
    if not verdict:
        raise UsageError("Choose what to decide: confirm, unsure or exclude.")
    before = _members(case)
    if verdict == _UNDO:
        _take_back(case, accounts, by, posted.many("earlier"))
        undo = None
    else:
        undo = _way_back(case, accounts, by)
        case.decide(accounts, verdict, by=by, because=posted.value("because"))
    return Done(_told(_said(verdict, accounts), _changed(before, _members(case))), undo)


def _way_back(case: Case, accounts: Sequence[str], by: str) -> Undo:
    """What puts back the decisions of this person that stand now, or none where none stands."""
    earlier = [
        each["entry"]
        for each in case.decisions().to_pylist()
        if each["stands"] and each["account"] in accounts and same_speaker(each["by"], by)
    ]
    values = {"accounts": " ".join(accounts), "verdict": _UNDO, "by": by}
    return Undo("/decide", values | ({"earlier": " ".join(earlier)} if earlier else {}))


def _take_back(case: Case, accounts: Sequence[str], by: str, earlier: Sequence[str]) -> None:
    """Take decisions back; those of the entries ``earlier`` are said again in their place."""
    entries = [
        each
        for each in case.decisions().to_pylist()
        if each["entry"] in earlier and each["account"] in accounts and same_speaker(each["by"], by)
    ]
    again = {each["account"] for each in entries}
    others = [account for account in accounts if account not in again]
    if others:
        case.undecide(others, by=by)
    for (verdict, because), same in groupby(sorted(entries, key=_words), _words):
        meant = [each["account"] for each in same]
        case.decide(meant, verdict, by=by, because=because)


def _words(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["decision"], entry["because"]


def _members(case: Case) -> dict[str, int]:
    return {each["campaign"]: each["accounts"] for each in case.campaigns().to_pylist()}


def _said(verdict: str, accounts: Sequence[str]) -> Sentence:
    """What was just done, with the first accounts by the beginning of their names."""
    n, listed = len(accounts), [short(each) for each in accounts[:_NAMED]]
    if n > _NAMED:
        listed.append("…")
    if verdict == "confirm":
        return Sentence.counted(
            "Account {listed} is confirmed.", "{n} accounts are confirmed: {listed}.",
            n, listed=listed,
        )  # fmt: skip
    if verdict == "unsure":
        return Sentence.counted(
            "Account {listed} is noted as unsure.", "{n} accounts are noted as unsure: {listed}.",
            n, listed=listed,
        )  # fmt: skip
    if verdict == "exclude":
        return Sentence.counted(
            "Account {listed} is excluded.", "{n} accounts are excluded: {listed}.",
            n, listed=listed,
        )  # fmt: skip
    return Sentence.counted(
        "The decision on account {listed} is taken back.",
        "The decisions on {n} accounts are taken back: {listed}.",
        n,
        listed=listed,
    )


def _changed(before: Mapping[str, int], now: Mapping[str, int]) -> list[Sentence]:
    """Which groups have another number of members than before."""
    said = []
    for campaign in sorted({*before, *now}, key=lambda name: (len(name), name)):
        n = now.get(campaign, 0)
        if n == before.get(campaign, 0):
            continue
        if n:
            said.append(
                Sentence.counted(
                    "{campaign} has {n} account now.",
                    "{campaign} has {n} accounts now.",
                    n,
                    campaign=campaign,
                )
            )
        else:
            said.append(Sentence("{campaign} is a group no more.", campaign=campaign))
    return said


def _told(first: Sentence, rest: Sequence[Sentence]) -> Sentence:
    return reduce(lambda one, other: Sentence("{one} {other}", one=one, other=other), rest, first)


DECIDE: Final = Act("decide", "/accounts/{account}/decide", _decide_one)
DECIDE_MANY: Final = Act("decide-many", "/decide", _decide_many)
