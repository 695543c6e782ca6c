"""Campaigns without the accounts that people excluded: who is left, and who left with them.

What a detection found is in ``set_aside`` for every account that is no member of the campaign it
was found in, and in ``memberships`` for all others. Set aside are *excluded* accounts; members that
were tied to nobody but these, and are *untied* now; and those of a smaller part that only excluded
accounts joined to the rest: they stand *apart*, in a campaign of their own. All of it comes back
when exclusions are taken back.
"""

from collections.abc import Collection, Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns.exclusions.parts_left import names_of_parts, parts_left
from demasque.campaigns.overview import BY_EVIDENCE, overview
from demasque.case import CaseStore
from demasque.schema import CAMPAIGNS, MEMBERSHIPS, SET_ASIDE

_AS_FOUND: Final = """
    SELECT campaign, account, stability FROM set_aside
    UNION ALL SELECT campaign, account, stability FROM memberships
    ANTI JOIN set_aside USING (account)"""

_CONCERNED: Final = f"""
    SELECT DISTINCT campaign FROM ({_AS_FOUND})
    WHERE account IN (SELECT unnest(?::VARCHAR[])) OR campaign IN (SELECT campaign FROM set_aside)
    ORDER BY campaign"""

_INSIDE: Final = f"""
WITH found AS (
    SELECT * FROM ({_AS_FOUND})
    WHERE campaign IN (SELECT unnest($1::VARCHAR[]))
      AND account NOT IN (SELECT unnest($2::VARCHAR[]))
), inside AS (
    SELECT account_a, account_b, s.bits FROM strengths s
    JOIN found a ON a.account = s.account_a
    JOIN found b ON b.account = s.account_b AND b.campaign = a.campaign
    WHERE s.bits > 0
)"""
"""Steps of SQL; parameters: campaigns as they were found, and accounts that are left out."""

_PAIRS: Final = f"{_INSIDE} SELECT * FROM inside ORDER BY ALL"

_TIED: Final = f"""{_INSIDE}, ends AS (
    SELECT account_a AS account, bits FROM inside UNION ALL SELECT account_b, bits FROM inside
)
SELECT campaign, account, coalesce(max(bits), 0.0) AS bits, count(bits) AS partners,
       any_value(stability) AS stability
FROM found LEFT JOIN ends USING (account) GROUP BY campaign, account
ORDER BY substring(campaign, 2)::BIGINT, bits DESC, account"""

_OTHERS: Final = f"""
    SELECT m.* FROM memberships m ANTI JOIN (
        SELECT account FROM ({_AS_FOUND}) WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
    ) USING (account)"""


def set_members_aside(store: CaseStore, excluded: Collection[str]) -> None:
    """Take excluded accounts out of campaigns, and let all others back in; fills ``set_aside``.

    Changes ``memberships`` and ``campaigns`` with it: every figure there is of those who are left.
    A campaign with no two tied members left is none any more; one that falls into parts which no
    tie joins is several. Campaigns that no exclusion concerns, now or before, stay as they are. The
    same as if the exclusions of before had never been.
    """
    out = sorted(excluded)
    concerned = store.sql(_CONCERNED, (out,))["campaign"].to_pylist()
    if not concerned:
        return
    found = store.sql(_TIED, (concerned, [])).to_pylist()
    parts = parts_left(store.sql(_PAIRS, (concerned, out)))
    now = names_of_parts(store, parts, {row["account"]: row["campaign"] for row in found})
    left = [row for row in store.sql(_TIED, (concerned, out)).to_pylist() if row["account"] in now]
    members = pa.Table.from_pylist(
        [row | {"campaign": now[row["account"]]} for row in left], MEMBERSHIPS
    )
    aside = [row | {"why": why} for row in found if (why := _why(row, now, excluded)) is not None]
    others = store.sql(_OTHERS, (concerned,)).cast(MEMBERSHIPS)
    same = store.sql("FROM campaigns").cast(CAMPAIGNS)
    same = same.filter(pc.is_in(same["campaign"], others["campaign"].unique()))
    store.replace(
        {
            "memberships": pa.concat_tables([others, members]),
            "set_aside": pa.Table.from_pylist(aside, SET_ASIDE),
            "campaigns": pa.concat_tables([same, overview(store, members).cast(CAMPAIGNS)]),
        }
    )


def campaigns_left(store: CaseStore) -> pa.Table:
    """The ``campaigns`` table, the largest evidence first."""
    return store.sql(f"SELECT * FROM campaigns ORDER BY {BY_EVIDENCE}").cast(CAMPAIGNS)


def _why(
    row: Mapping[str, object], now: Mapping[str, str], excluded: Collection[str]
) -> str | None:
    """Why an account is no member of the campaign that it was found in; None if it is one."""
    account = str(row["account"])
    if account in excluded:
        return "excluded"
    if account not in now:
        return "untied"
    return "apart" if now[account] != row["campaign"] else None
