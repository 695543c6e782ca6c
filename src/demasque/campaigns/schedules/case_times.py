"""When members of campaigns posted, and when others of the same languages and venues did.

Only times known to the minute are read, and of each campaign only the days from the first to the
last on which members left the same traces: an account that was taken over has years of posts
before. One walk of the case's tables serves all campaigns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.campaigns.languages import STATED
from demasque.campaigns.schedules.slots import Slots, slots_of
from demasque.case import CaseStore

Array = npt.NDArray[Any]

REFERENCE_ACCOUNTS: Final = 400
"""Accounts outside all campaigns that a campaign is compared with, at most."""

FEWEST_REFERENCE: Final = 30
"""With fewer accounts at a step, the next one is taken: both in common, then one, then anyone."""

_DRAWN: Final = 20_000
"""Accounts outside campaigns among which those that have something in common are looked for."""

_LEAST_SHARE: Final = 0.1  # of a campaign's posts: a language that is rarer is not its own

STEPS: Final = ("languages and venues", "languages", "venues", "everybody")
"""What reference accounts have in common with a campaign, closest first."""

_MEMBERS: Final = """members AS (
    SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
)"""
_SPANS: Final = """used AS (
    SELECT campaign, account, kind, trace, "at" FROM events JOIN members USING (account)
), shared AS (
    SELECT campaign, min("at") AS first_at, max("at") AS last_at FROM used
    GROUP BY campaign, kind, trace HAVING count(DISTINCT account) > 1
), spans AS (
    SELECT campaign, (min(first_at) AT TIME ZONE 'UTC')::DATE AS first_day,
           (max(last_at) AT TIME ZONE 'UTC')::DATE AS last_day
    FROM shared GROUP BY campaign
)"""
_TIMED: Final = "time_precision IN ('second', 'minute')"
_MINUTE: Final = "epoch_us(posted_at) // 60000000"

_WRITTEN: Final = f"""WITH {_MEMBERS}, {_SPANS}
SELECT campaign, account, {_MINUTE} AS minute, {_TIMED} AS timed
FROM posts JOIN members USING (account) LEFT JOIN spans USING (campaign)
WHERE first_day IS NULL
   OR (posted_at AT TIME ZONE 'UTC')::DATE BETWEEN first_day AND last_day
ORDER BY campaign, account, minute"""

# Attached accounts may be among them: nothing rests on who is attached.
# Names of accounts are keyed hashes: the first in their order are as good as drawn.
_REFERENCE: Final = f"""WITH {_MEMBERS}, drawn AS (
    SELECT DISTINCT account FROM posts ANTI JOIN memberships USING (account)
    WHERE {_TIMED} ORDER BY account LIMIT {_DRAWN}
), outside AS MATERIALIZED (
    SELECT DISTINCT account, lang, venue FROM posts SEMI JOIN drawn USING (account)
    WHERE {_TIMED}
), spoken AS (
    SELECT campaign, lang FROM (
        SELECT campaign, lang, count(*) AS posts
        FROM posts JOIN members USING (account) GROUP BY ALL
    ) WHERE {STATED} IS NOT NULL
    QUALIFY posts >= {_LEAST_SHARE} * sum(posts) OVER (PARTITION BY campaign)
), under AS (
    SELECT DISTINCT campaign, venue FROM posts JOIN members USING (account)
    WHERE venue IS NOT NULL AND venue <> account
), speakers AS (
    SELECT DISTINCT campaign, account FROM (SELECT DISTINCT account, lang FROM outside)
    JOIN spoken USING (lang)
), visitors AS (
    SELECT DISTINCT campaign, account FROM (SELECT DISTINCT account, venue FROM outside)
    JOIN under USING (venue)
), anyone AS (
    SELECT account FROM drawn ORDER BY account LIMIT {REFERENCE_ACCOUNTS}
), steps AS (
    SELECT campaign, account, 0 AS step FROM speakers JOIN visitors USING (campaign, account)
    UNION ALL SELECT campaign, account, 1 FROM speakers
    UNION ALL SELECT campaign, account, 2 FROM visitors
    UNION ALL
    SELECT campaign, account, 3 FROM anyone CROSS JOIN (SELECT DISTINCT campaign FROM members)
), enough AS (
    SELECT campaign, coalesce(min(step) FILTER (WHERE accounts >= {FEWEST_REFERENCE}), 3) AS step
    FROM (SELECT campaign, step, count(*) AS accounts FROM steps GROUP BY ALL) GROUP BY campaign
)
SELECT campaign, account, step FROM steps JOIN enough USING (campaign, step)
QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY account) <= {REFERENCE_ACCOUNTS}
ORDER BY campaign, account"""

_POSTED: Final = f"""
WITH chosen AS (SELECT unnest(?::VARCHAR[]) AS account)
SELECT account, {_MINUTE} AS minute FROM posts SEMI JOIN chosen USING (account)
WHERE {_TIMED} ORDER BY account, minute"""


@dataclass(frozen=True)
class GroupTimes:
    """When the accounts of one campaign posted, and when its reference accounts did."""

    campaign: str
    posts: int  # on the campaign's days
    account: Array  # number of the member that wrote each post whose time is known to the minute
    minute: Array  # minutes since the epoch, UTC, of these posts
    accounts: int  # members with such a post
    reference: Slots  # on the same days
    step: str  # one of ``STEPS``; what reference accounts have in common with it

    @property
    def slots(self) -> Slots:
        """The members' slots."""
        return slots_of(self.account, self.minute)


def group_times(store: CaseStore, campaigns: Sequence[str]) -> list[GroupTimes]:
    """Read the times of campaigns, in the order given."""
    wanted = list(campaigns)
    if not wanted:
        return []
    written = store.sql(_WRITTEN, (wanted,))
    chosen = store.sql(_REFERENCE, (wanted,))
    names = pa.compute.unique(chosen["account"]).to_pylist()
    posted = store.sql(_POSTED, (names,))
    campaign = _numbers(written["campaign"], wanted)
    by_reference = _numbers(chosen["campaign"], wanted)
    author = pa.compute.index_in(posted["account"], pa.array(names, pa.string())).to_numpy()
    when = posted["minute"].to_numpy()
    found = []
    for number, name in enumerate(wanted):
        part = written.filter(pa.array(campaign == number))
        timed = part.filter(part["timed"])
        account = timed["account"].combine_chunks().dictionary_encode()
        minute = timed["minute"].to_numpy()
        mine = chosen.filter(pa.array(by_reference == number))
        members = np.isin(author, _numbers(mine["account"], names))
        found.append(
            GroupTimes(
                campaign=name,
                posts=part.num_rows,
                account=account.indices.to_numpy().astype(np.int64),
                minute=minute.astype(np.int64),
                accounts=len(account.dictionary),
                reference=_within(author[members], when[members], minute),
                step=STEPS[mine["step"][0].as_py()] if mine.num_rows else STEPS[-1],
            )
        )
    return found


def _numbers(column: pa.ChunkedArray, names: Sequence[str]) -> Array:
    placed: Array = pa.compute.index_in(column, pa.array(names, pa.string())).to_numpy()
    return placed


def _within(author: Array, when: Array, minute: Array) -> Slots:
    """The slots of others on the days from the first to the last of ``minute``."""
    if not len(minute):
        return slots_of(author[:0], when[:0])
    day = 24 * 60
    kept = (when >= minute.min() // day * day) & (when < (minute.max() // day + 1) * day)
    return slots_of(author[kept], when[kept])
