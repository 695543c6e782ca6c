"""Which account should a person decide on next? Those first whose decision says most.

A decision on a member is worth a look as far as its place is doubtful and as far as the group rests
on it. For a member with stability s (the share of the n resamples in which it stays), whose
strongest tie has b bits where the weakest member of the case has b0::

    unstable = (n (1 - s) + 1) / (n + 2)          Laplace's rule of succession; 1/2 where s is null
    weak     = 2^-(b - b0) / 2                    even odds at the edge of what is found at all
    doubt    = 1 - (1 - unstable) (1 - weak)      either is enough: a noisy or (Pearl 1988)
    weight   = bits of its ties to fellow members / bits of all ties inside its group
    stakes   = 1 + members tied to it alone + weight * members of its group

``doubt * stakes`` is how many accounts are named wrongly, as far as one may expect, if nobody
looks: itself, those who would leave with it, and its part in what is said of the whole group.
Members come by falling ``doubt * stakes``; then attached accounts, which are counted in no figure,
the smallest q first; then accounts that people were unsure of, the longest ago first. Accounts that
were confirmed or excluded are not asked for again.
"""

from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from demasque.campaigns import RESAMPLES
from demasque.case import CaseStore
from demasque.dossier import decisions_made
from demasque.sentences import Percent, Sentence

QUEUE: Final = Sentence(
    "Members come first, by how doubtful their place is (unstable, or tied hardly more strongly "
    "than the weakest member) times how much rests on it (itself, members tied to it alone, its "
    "part in its group’s ties); then attached accounts, the smallest q first; then accounts noted "
    "as unsure, the longest ago first."
)
"""The order, for readers."""

_MEMBERS: Final = f"""
WITH inside AS (
    SELECT m.campaign, s.account_a, s.account_b, s.bits
    FROM strengths s JOIN memberships m ON m.account = s.account_a
    JOIN memberships o ON o.account = s.account_b AND o.campaign = m.campaign
), ends AS (
    SELECT campaign, account_a AS account, account_b AS partner, bits FROM inside
    UNION ALL SELECT campaign, account_b, account_a, bits FROM inside
), own AS (
    SELECT account, sum(bits) AS bits, arg_max(partner, (bits, partner)) AS strongest,
           count(*) AS partners, max(bits) AS best
    FROM ends GROUP BY account
), hanging AS (
    SELECT e.partner AS account, count(*) AS hanging
    FROM ends e JOIN own ON own.account = e.account AND own.partners = 1 GROUP BY e.partner
), groups AS (
    SELECT campaign, sum(bits) AS bits FROM inside GROUP BY campaign
), sizes AS (
    SELECT campaign, count(*) AS members FROM memberships GROUP BY campaign
), edge AS (SELECT min(best) AS weakest FROM own), scored AS (
    SELECT m.campaign, m.account, own.strongest AS partner, own.best AS bits, m.stability,
           own.partners, coalesce(h.hanging, 0) AS hanging, own.bits / g.bits AS weight,
           1 + coalesce(h.hanging, 0) + own.bits / g.bits * z.members AS stakes,
           coalesce(({RESAMPLES} * (1 - m.stability) + 1) / ({RESAMPLES} + 2), 0.5) AS unstable,
           0.5 * 2 ** (weakest - own.best) AS weak
    FROM memberships m JOIN own USING (account) JOIN groups g ON g.campaign = m.campaign
    JOIN sizes z ON z.campaign = m.campaign
    CROSS JOIN edge LEFT JOIN hanging h ON h.account = m.account
)"""
_QUEUE: Final = f"""
{_MEMBERS}, asked AS (
    SELECT 'member' AS standing, campaign, account, partner, bits, stability, partners, hanging,
           weight, stakes, 1 - (1 - unstable) * (1 - weak) AS doubt, NULL::DOUBLE AS q, d.decision
    FROM scored LEFT JOIN decided d USING (account)
    UNION ALL
    SELECT 'attached', campaign, account, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, q,
           d.decision
    FROM attached LEFT JOIN decided d USING (account)
)
SELECT if(decision IS NULL, standing, 'unsure') AS standing, campaign, account, partner, bits,
       stability, partners, hanging, weight, stakes, doubt, q
FROM asked WHERE decision IS NULL OR decision = 'unsure'
ORDER BY CASE WHEN decision IS NOT NULL THEN 2 WHEN standing = 'attached' THEN 1 ELSE 0 END,
         round(doubt * stakes, 12) DESC, q, campaign, account
"""
_STRONGEST: Final = """
SELECT account_a, account_b, kind, shared, expected, window_seconds, q FROM ties
WHERE account_a IN (SELECT unnest(?::VARCHAR[])) OR account_b IN (SELECT unnest(?::VARCHAR[]))
ORDER BY bits DESC, kind"""
_MET: Final = """
SELECT account, kind, shared, expected, window_seconds, q FROM attached
WHERE account IN (SELECT unnest(?::VARCHAR[]))"""


@dataclass(frozen=True)
class StrongestEvidence:
    """The strongest evidence of one kind; ``partner`` is None where the group as a whole is it."""

    partner: str | None
    kind: str
    shared: int
    expected: float
    window_seconds: float
    q: float


@dataclass(frozen=True)
class NextAccount:
    """One account to decide on: why it is asked for, and the strongest evidence."""

    place: int  # in the queue, from 1
    standing: str  # member, attached, unsure
    campaign: str
    account: str
    why: tuple[Sentence, ...]
    evidence: StrongestEvidence | None


def decision_queue(store: CaseStore) -> pa.Table:
    """All accounts to decide on, the most informative first.

    Columns ``standing, campaign, account, partner, bits, stability, partners, hanging, weight,
    stakes, doubt, q``: null where they say nothing of an account of that standing.
    """
    queue = store.sql(_QUEUE)
    standing = queue["standing"].to_pylist()
    unsure = [n for n, each in enumerate(standing) if each == "unsure"]
    if not unsure:
        return queue
    said = {each.account: (each.at, each.entry) for each in decisions_made(store) if each.stands}
    accounts = queue["account"]
    by_time = sorted(unsure, key=lambda n: (*map(str, said.get(accounts[n].as_py(), ("",))), n))
    others = [n for n, each in enumerate(standing) if each != "unsure"]
    return queue.take(pa.array([*others, *by_time], pa.int64()))


def next_accounts(
    store: CaseStore, queue: pa.Table, most: int = 20, skip: int = 0
) -> tuple[NextAccount, ...]:
    """Some accounts of :func:`decision_queue`, each with the reason and its strongest evidence."""
    rows = queue.slice(skip, most).to_pylist()
    names = [row["account"] for row in rows]
    best: dict[tuple[str, str], StrongestEvidence] = {}
    for tie in store.sql(_STRONGEST, (names, names)).to_pylist():
        a, b = tie.pop("account_a"), tie.pop("account_b")
        best.setdefault((a, b), StrongestEvidence(b, **tie))
        best.setdefault((b, a), StrongestEvidence(a, **tie))
    met = {
        row.pop("account"): StrongestEvidence(None, **row)
        for row in store.sql(_MET, (names,)).to_pylist()
    }
    return tuple(
        NextAccount(
            place=skip + n,
            standing=row["standing"],
            campaign=row["campaign"],
            account=row["account"],
            why=_why(row),
            evidence=best.get((row["account"], row["partner"] or "")) or met.get(row["account"]),
        )
        for n, row in enumerate(rows, 1)
    )


def _why(row: dict[str, Any]) -> tuple[Sentence, ...]:
    if row["doubt"] is None:
        return (Sentence("It stands with the group as a whole, and is no member of it."),)
    said = []
    if row["stability"] is None:
        said.append(Sentence("How firmly it belongs to the group is not known."))
    elif row["stability"] < 1:
        said.append(
            Sentence(
                "It stays in the group in {share} of the resamples.",
                share=Percent(row["stability"]),
            )
        )
    said.append(
        Sentence.counted(
            "It is tied with {n} member; less than 1% of the group’s tie strength goes if it goes.",
            "It is tied with {n} members; less than 1% of the group’s tie strength goes if it "
            "goes.",
            row["partners"],
        )
        if row["weight"] < 0.01
        else Sentence.counted(
            "It is tied with {n} member; {share} of the group’s tie strength goes if it goes.",
            "It is tied with {n} members; {share} of the group’s tie strength goes if it goes.",
            row["partners"],
            share=Percent(row["weight"]),
        )
    )
    if row["hanging"]:
        said.append(
            Sentence.counted(
                "{n} other member is tied to it alone, and would leave with it.",
                "{n} other members are tied to it alone, and would leave with it.",
                row["hanging"],
            )
        )
    return tuple(said)
