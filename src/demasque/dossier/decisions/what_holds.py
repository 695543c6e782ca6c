"""What holds of each account; where the custody log was changed, on the cautious side.

As long as the log is whole, what holds follows from the decisions that stand. Where it is not as it
was written, lines from there on prove nothing, but forgetting them would put people back whom
somebody excluded. So nothing is let back in until the log is mended: what the findings were made
with stays, a doubtful line may keep an account out, and none may let one back in.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.decisions.deciding import Held, decisions_among, decisions_made, held
from demasque.dossier.decisions.decision_algebra import Verdict, most_cautious
from demasque.dossier.journal.journal import EntryKind, journal_entries

_BEFORE: Final = "SELECT account, decision, people FROM main.decided ORDER BY account"
"""Of the findings before: inside a detection, ``decided`` alone is empty at first."""


def what_holds(store: CaseStore) -> dict[str, Held]:
    """What decisions on each account come to, by account.

    Where the custody log is broken: the most cautious of what the findings were made with, of the
    decisions before the break, and of the doubts (exclude, unsure) from there on whose lines can
    still be read, whether or not they are as they were said.
    """
    broken = store.custody.verify()
    if broken is None:
        return held(decisions_made(store))
    return _most_cautious(
        decided_before(store),
        _proven(store, broken.doubtful_from),
        _doubted(store, broken.doubtful_from),
    )


def decided_before(store: CaseStore) -> dict[str, Held]:
    """What held of each account when the findings were made."""
    rows = store.sql(_BEFORE).to_pylist()
    return {row["account"]: Held(Verdict(row["decision"]), row["people"]) for row in rows}


def _proven(store: CaseStore, first_doubtful: int) -> dict[str, Held]:
    entries = journal_entries(store, EntryKind.DECISION, EntryKind.RETRACTION)
    return held(decisions_among(each for each in entries if each.line < first_doubtful))


def _doubted(store: CaseStore, first_doubtful: int) -> dict[str, Held]:
    people: dict[str, set[str]] = {}
    verdicts: dict[str, list[Verdict]] = {}
    for account, verdict, person in _read_anyway(store, first_doubtful):
        people.setdefault(account, set()).add(person)
        verdicts.setdefault(account, []).append(verdict)
    return {
        account: Held(max(each, key=list(Verdict).index), len(people[account]))
        for account, each in verdicts.items()
    }


def _read_anyway(store: CaseStore, first_doubtful: int) -> Iterator[tuple[str, Verdict, str]]:
    """Accounts, doubts and persons of lines that prove nothing, as far as they can be read."""
    for line in store.custody.entries():
        said: Mapping[str, Any] = line["details"]
        body = said.get("body")
        if line["line"] < first_doubtful or not isinstance(body, dict):
            continue
        account, verdict = body.get("account"), body.get("verdict")
        if isinstance(account, str) and verdict in (Verdict.EXCLUDE, Verdict.UNSURE):
            yield account, Verdict(verdict), str(said.get("said_by"))


def _most_cautious(*each: Mapping[str, Held]) -> dict[str, Held]:
    """Of each account the most cautious verdict; and the most people that stood on one side.

    The same once more changes nothing, so that a case that was settled stays settled.
    """
    combined: dict[str, Held] = {}
    for account in sorted({account for some in each for account in some}):
        there = [some[account] for some in each if account in some]
        verdict = most_cautious(one.verdict for one in there)
        if verdict is not None:
            combined[account] = Held(verdict, max(one.people for one in there))
    return combined
