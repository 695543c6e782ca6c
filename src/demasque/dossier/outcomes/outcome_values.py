"""What became of what was handed over, and who came after: values for whoever shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.case import CaseStore
from demasque.dossier.outcomes.outcome_query import OUTCOMES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of accounts, or posts, of one platform that one handover named.

    ``referral`` is the handover's id, and ``form``, ``receiver``, ``campaign`` and ``made_at`` are
    its own; None for everything together, also what no handover names. ``what`` is "account" or
    "post". The counts go by the latest status of each; ``known`` are those that were seen removed,
    suspended, up or restored; ``with_account`` posts without a status of their own whose account is
    gone; ``unseen`` of which no list speaks. ``reversals`` are removals taken back at any time,
    ``errors`` reports that were mistakes; ``set_aside`` counts accounts, and
    posts of accounts, that were handed over and that people excluded since, which no other figure
    holds. ``share`` of the
    known that is gone, with an interval of 95 %; None where none is known. ``median_seconds`` from
    handover to removal, None where more than half were still there when last seen; it rests on
    ``timed``. ``later_posts`` that accounts which are still up wrote after the handover, in this
    case.
    """

    referral: str | None
    form: str | None
    receiver: str | None
    campaign: str | None
    made_at: datetime | None
    platform: str | None
    what: str
    handed: int
    known: int
    removed: int
    suspended: int
    up: int
    unknown: int
    restored: int
    reversals: int
    errors: int
    with_account: int
    unseen: int
    set_aside: int
    share: float | None
    share_low: float | None
    share_high: float | None
    timed: int
    median_seconds: float | None
    later_posts: int

    @property
    def gone(self) -> int:
        """Removed or suspended."""
        return self.removed + self.suspended


@dataclass(frozen=True, slots=True)
class Regenerated:
    """An account first seen after a removal that carries what a campaign spread: a lead.

    ``shared`` distinct rare things in posts of their own, of these ``kinds``; ``expected`` is how
    many accounts alike carry on average. ``first_at`` is its first post in the case and
    ``created_at`` when it was made, where known: an account that is older was taken up again, or
    is only new to this case. ``now_in`` is the campaign that it is a member of by now, if any.
    """

    campaign: str
    account: str
    platform: str
    removed_at: datetime
    kinds: tuple[str, ...]
    shared: int
    expected: float
    log10_p: float
    q: float
    first_at: datetime
    posts: int
    created_at: datetime | None
    now_in: str | None


_REGENERATED: Final = """
    SELECT r.campaign, r.account, w.platform, removed_at, string_split(kinds, '|') AS kinds, shared,
           expected, log10_p, q, first_at, r.posts, created_at, m.campaign AS now_in
    FROM regenerated r
    JOIN (SELECT account, min(platform) AS platform FROM posts GROUP BY account) w USING (account)
    LEFT JOIN accounts a USING (account) LEFT JOIN memberships m ON m.account = r.account
    ORDER BY length(r.campaign), r.campaign, q, r.account"""


def case_outcomes(store: CaseStore) -> tuple[Outcome, ...]:
    """What became of what was handed over: everything together first, then by referral; by
    platform, accounts before posts. Nothing before a list of statuses was taken."""
    return tuple(Outcome(**row) for row in store.sql(OUTCOMES).to_pylist())


def regenerated_accounts(store: CaseStore) -> tuple[Regenerated, ...]:
    """The accounts that :func:`find_regenerated` found last, by campaign, the smallest q first."""
    rows = store.sql(_REGENERATED).to_pylist()
    return tuple(Regenerated(**row | {"kinds": tuple(row["kinds"])}) for row in rows)
