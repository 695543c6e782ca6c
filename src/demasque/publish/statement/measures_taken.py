"""What was done about a campaign, in a statement: what its case says was written to whom.

A case knows that a letter or a brief was written, not that it was sent.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from demasque.case import CaseStore
from demasque.publish.statement.statement_values import StatedFinding, StatedSentence, rests
from demasque.sentences import Sentence

TO_CHECK: Final = Sentence(
    "Check that the letters and briefs of which it speaks were sent: the program knows only that "
    "they were written."
)
"""What the writer of a draft is told, where it speaks of any."""

_WRITTEN_TO: Final = """
    SELECT CASE WHEN platform IS NULL OR platform = 'unknown' THEN receiver ELSE platform END AS
               addressee, list(handover ORDER BY handover) AS letters, min(made_at) AS first_at
    FROM handovers WHERE form = 'referral' AND campaign = ?
    GROUP BY addressee ORDER BY addressee"""
_BRIEFS: Final = "SELECT count(*) AS n FROM handovers WHERE form = 'brief' AND campaign = ?"

_NAMED: Final = """(SELECT DISTINCT account FROM handed_over WHERE handover IN ({letters}) \
AND account NOT IN (SELECT account FROM decided WHERE decision = 'exclude'))"""
_STATUS: Final = """(SELECT account, arg_max(status, (s.at, list_position(['removed', \
'suspended', 'unknown', 'up', 'restored', 'error'], status))) AS status, \
bool_or(status = 'restored') AS ever_restored FROM statuses s JOIN {named} USING (account) \
WHERE s.post IS NULL GROUP BY account)"""
"""The latest status of each account; of several of one moment the most cautious."""

_SEEN: Final = {
    "gone": (Sentence("accounts removed or suspended"), "status IN ('removed', 'suspended')"),
    "known": (
        Sentence("accounts looked at since"),
        "status IN ('removed', 'suspended', 'up', 'restored')",
    ),
    "reversals": (Sentence("removals taken back"), "ever_restored"),
    "errors": (Sentence("mistakes of letters about an account"), "status = 'error'"),
}
"""What is counted of the accounts that letters named, and the condition that counts it."""


class _Letters(NamedTuple):
    """The letters to one platform, or to one receiver where the platform is not known."""

    addressee: str
    handovers: tuple[str, ...]
    first: date

    @property
    def quoted(self) -> str:
        """Their ids, for SQL."""
        return ", ".join(f"'{each}'" for each in self.handovers)


def measures_taken(store: CaseStore, campaign: str) -> Iterator[StatedSentence]:
    """Letters to platforms, and briefs to those addressed, as far as the case records them."""
    written = [
        _Letters(row["addressee"], tuple(row["letters"]), row["first_at"].date())
        for row in store.sql(_WRITTEN_TO, (campaign,)).to_pylist()
    ]
    if not written:
        yield _no_letter(campaign)
    for letters in written:
        yield _letter(store, letters)
    for letters in written:
        yield from _became(store, letters)
    briefs = store.sql(_BRIEFS, (campaign,))["n"][0].as_py()
    if briefs:
        yield _briefs(campaign, briefs)


def speaks_of_sending(store: CaseStore, campaign: str) -> bool:
    """Whether the case records letters or briefs on a campaign."""
    return bool(
        store.sql(_WRITTEN_TO, (campaign,)).num_rows
        or store.sql(_BRIEFS, (campaign,))["n"][0].as_py()
    )


def _no_letter(campaign: str) -> StatedSentence:
    return rests(
        Sentence("No referral to a platform is on record so far."),
        StatedFinding(
            Sentence("referrals to platforms"),
            0,
            "case.sql(\"SELECT count(*) FROM handovers WHERE form = 'referral' AND campaign = "
            f"'{campaign}'\")",
        ),
    )


def _briefs(campaign: str, briefs: int) -> StatedSentence:
    return rests(
        Sentence.counted(
            "For those whom the posts address, {n} brief was written.",
            "For those whom the posts address, {n} briefs were written.",
            briefs,
        ),
        StatedFinding(
            Sentence("briefs written for those addressed"),
            briefs,
            "case.sql(\"SELECT count(*) FROM handovers WHERE form = 'brief' AND campaign = "
            f"'{campaign}'\")",
        ),
    )


def _letter(store: CaseStore, letters: _Letters) -> StatedSentence:
    to, rows = letters.addressee, f"FROM handovers WHERE handover IN ({letters.quoted})"
    named = _counted(
        store,
        Sentence("accounts that letters to {platform} refer", platform=to),
        f"SELECT count(*) FROM {_NAMED.format(letters=letters.quoted)}",
    )
    whom = StatedFinding(
        Sentence("to whom letters were written: {platform}", platform=to),
        to,
        "case.sql(\"SELECT any_value(CASE WHEN platform IS NULL OR platform = 'unknown' THEN "
        f'receiver ELSE platform END) {rows}")',
    )
    first = StatedFinding(
        Sentence("day of the first letter to {platform}", platform=to),
        letters.first,
        f"case.sql(\"SELECT (min(made_at) AT TIME ZONE 'UTC')::DATE {rows}\")",
    )
    number = StatedFinding(
        Sentence("letters to {platform}", platform=to),
        len(letters.handovers),
        f'case.sql("SELECT count(*) {rows}")',
    )
    words = Sentence.counted(
        "A letter that refers accounts to {platform} was written on {day}. Accounts that it "
        "refers: {accounts}.",
        "{n} letters that refer accounts to {platform} were written, the first on {day}. Accounts "
        "that they refer: {accounts}.",
        len(letters.handovers),
        platform=to,
        day=letters.first,
        accounts=named.value,
    )
    return rests(words, whom, number, first, named)


def _became(store: CaseStore, letters: _Letters) -> Iterator[StatedSentence]:
    """What became of the accounts of all letters to one platform, as far as somebody looked."""
    seen = {figure: _seen(store, letters, figure) for figure in _SEEN}
    value = {figure: one.value for figure, one in seen.items()}
    if value["known"]:
        yield rests(
            Sentence(
                "Accounts in letters to {platform} that somebody looked at since: {known}. Removed "
                "or suspended: {gone}.",
                platform=letters.addressee,
                known=value["known"],
                gone=value["gone"],
            ),
            seen["known"],
            seen["gone"],
        )
    if value["reversals"] or value["errors"]:
        yield rests(
            Sentence(
                "Of accounts in letters to {platform}, removals that were taken back: {reversals}. "
                "Letters that were mistaken about an account: {errors}.",
                platform=letters.addressee,
                reversals=value["reversals"],
                errors=value["errors"],
            ),
            seen["reversals"],
            seen["errors"],
        )


def _seen(store: CaseStore, letters: _Letters, figure: str) -> StatedFinding:
    what, condition = _SEEN[figure]
    status = _STATUS.format(named=_NAMED.format(letters=letters.quoted))
    return _counted(
        store,
        Sentence("{what}, {platform}", what=what, platform=letters.addressee),
        f"SELECT count(*) FROM {status} WHERE {condition}",
    )


def _counted(store: CaseStore, title: Sentence, query: str) -> StatedFinding:
    """A count, and the query that gives it: what the annex says is what was run."""
    (n,) = store.sql(query).columns[0].to_pylist()
    return StatedFinding(title, n, f'case.sql("{query}")')
