"""The accounts of a case as a whole: creation rushes, and who lay idle, with base rates.

Where nobody is tied, this is what the accounts themselves show. Nothing here names an account, and
no judgement rests on it: how the accounts were chosen for the export decides much of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.accounts.activity.dormant import LONG, POSTS_BEFORE, TIMES_OWN
from demasque.accounts.base_rates.base_rate import BaseRate
from demasque.accounts.profile.created_together import CREATED_TOGETHER
from demasque.accounts.whole_case.creation_rushes import Rush, creation_rushes
from demasque.case import CaseStore
from demasque.sentences import Percent, Seconds, Sentence

RUSHES_SAID: Final = 5
"""Rushes that are put into words, the most surprising first."""

_CREATED: Final = """
SELECT platform, account, epoch(created_at) AS made FROM accounts WHERE created_at IS NOT NULL
ORDER BY platform, account"""

# Of accounts with too few posts, or too short a time of them, a gap cannot be told from a habit.
_IDLE: Final = f"""
WITH enough AS (
    SELECT account FROM posts GROUP BY account
    HAVING count(*) > {POSTS_BEFORE} AND epoch(max(posted_at) - min(posted_at)) >= {2 * LONG}
), stepped AS (
    SELECT account, posted_at, row_number() OVER steps AS place,
           epoch(posted_at - lag(posted_at) OVER steps) AS gap
    FROM posts SEMI JOIN enough USING (account)
    WINDOW steps AS (PARTITION BY account ORDER BY posted_at, post)
), measured AS (
    SELECT account, place, gap, coalesce(max(gap) OVER (
        PARTITION BY account ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS before
    FROM stepped
)
SELECT account,
       bool_or(place > {POSTS_BEFORE} AND gap >= {LONG} AND gap >= {TIMES_OWN} * before) AS idle
FROM measured GROUP BY account ORDER BY account"""


@dataclass(frozen=True)
class CreationRush:
    """A time in which many accounts of one platform were created. ``first_at`` is UTC.

    ``expected``: as many as the year around gives; ``idle``: of those whose posts can tell, how
    many lay idle at some time, against the case's others; None where too few can.
    """

    platform: str
    first_at: datetime
    seconds: int
    accounts: int
    dated: int  # accounts of the platform whose creation date is known
    expected: float
    p: float  # corrected for all windows looked at
    idle: BaseRate | None

    @property
    def sentence(self) -> Sentence:
        """What is seen, with the base rate."""
        return Sentence(
            "Within {span} from {first}, {n} of {dated} accounts were created; going by the year "
            "around, {expected} would be.",
            span=Seconds(self.seconds),
            first=self.first_at.date(),
            n=self.accounts,
            dated=self.dated,
            expected=round(self.expected, 1),
        )

    @property
    def idle_sentence(self) -> Sentence | None:
        """Whether its accounts lay idle more often than others."""
        if self.idle is None:
            return None
        return self.idle.beside(
            Sentence(
                "Of the {known} of these whose posts can tell, {n} ({share}) lay idle for a month "
                "or more, much longer than ever before, and then went on.",
                known=self.idle.members_known,
                n=self.idle.members_with,
                share=Percent(self.idle.share),
            )
        )


@dataclass(frozen=True)
class CaseAccounts:
    """The accounts of a case: how many there are, rushes, and who lay idle."""

    accounts: int
    dated: int  # whose creation date is known
    rushes: tuple[CreationRush, ...]
    idle: int
    idle_known: int  # accounts whose posts can tell

    @property
    def sentences_of_rushes(self) -> tuple[Sentence, ...]:
        """The most surprising rushes in words, at most five."""
        return tuple(rush.sentence for rush in self.rushes[:RUSHES_SAID])

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is seen, and what could not be known."""
        if self.dated < self.accounts or not self.dated:
            known = Sentence(
                "The export says when {dated} of {accounts} accounts were created.",
                dated=self.dated,
                accounts=self.accounts,
            )
        else:
            known = Sentence("The export says when all accounts were created.")
        seen = self.sentences_of_rushes or (
            Sentence("No time stands out in which many more were created than around it."),
        )
        return (known, *(seen if self.dated else ()), self._idle_sentence())

    def _idle_sentence(self) -> Sentence:
        if not self.idle_known:
            return Sentence("The posts cover too short a time to see whether accounts lay idle.")
        return Sentence(
            "Of {known} accounts whose posts can tell, {n} ({share}) lay idle for a month or more, "
            "much longer than ever before, and then went on.",
            known=self.idle_known,
            n=self.idle,
            share=Percent(self.idle / self.idle_known),
        )


INNOCENT_RUSHES: Final = (
    *CREATED_TOGETHER.innocent,
    Sentence("A list of accounts that was itself chosen by when they were created."),
)
"""What a rush may mean besides."""


def case_accounts(store: CaseStore) -> CaseAccounts:
    """Look at all accounts of a case, platform by platform."""
    created = store.sql(_CREATED)
    idle = dict(zip(*(each.to_pylist() for each in store.sql(_IDLE).columns), strict=True))
    rushes: list[CreationRush] = []
    for platform in created["platform"].unique().to_pylist():
        here = created.filter(pc.equal(created["platform"], platform))
        rushes += _rushes(platform, here["account"], here["made"].to_numpy(), idle)
    (counted,) = store.sql(
        "SELECT (SELECT count(*) FROM accounts) + (SELECT count(DISTINCT account) FROM posts "
        "ANTI JOIN accounts USING (account)) AS n"
    ).to_pylist()
    return CaseAccounts(
        accounts=counted["n"],
        dated=created.num_rows,
        rushes=tuple(sorted(rushes, key=lambda rush: (rush.p, -rush.accounts, rush.first_at))),
        idle=sum(idle.values()),
        idle_known=len(idle),
    )


def _rushes(
    platform: str,
    names: pa.ChunkedArray,
    made: npt.NDArray[np.float64],
    idle: dict[str, bool],
) -> list[CreationRush]:
    return [
        CreationRush(
            platform,
            datetime.fromtimestamp(rush.first, UTC),
            rush.seconds,
            rush.accounts,
            len(made),
            rush.expected,
            rush.p,
            _idle_rate(names.filter(pa.array(_within(rush, made))).to_pylist(), idle),
        )
        for rush in creation_rushes(made)
    ]


def _within(rush: Rush, made: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return np.asarray((made >= rush.first) & (made <= rush.first + rush.seconds))


def _idle_rate(accounts: Sequence[str], idle: dict[str, bool]) -> BaseRate | None:
    """Return how many of the accounts lay idle, against all others whose posts can tell."""
    known = [idle[account] for account in accounts if account in idle]
    others = len(idle) - len(known)
    if not known or not others:
        return None
    from scipy.stats import hypergeom  # slow to import: not for every command

    bearing, everybody = sum(known), sum(idle.values())
    p = float(hypergeom.sf(bearing - 1, len(idle), everybody, len(known)))
    return BaseRate(bearing, len(known), everybody - bearing, others, p)
