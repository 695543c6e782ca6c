"""Campaigns without the accounts that people excluded: who is left, and who left with them.

The campaigns that a detection found are ``memberships`` and ``set_aside`` together. An excluded
account is set aside; so is a member that was tied to nobody but excluded ones, since nothing ties
it to those who are left. What is set aside comes back when the exclusion is taken back.
"""

from collections.abc import Collection
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns.overview import BY_EVIDENCE, overview
from demasque.case import CaseStore
from demasque.schema import CAMPAIGNS, MEMBERSHIPS, SET_ASIDE

_AS_FOUND: Final = """
    SELECT campaign, account, stability FROM memberships
    UNION ALL SELECT campaign, account, stability FROM set_aside"""

_CONCERNED: Final = """
    SELECT campaign FROM set_aside UNION
    SELECT campaign FROM memberships WHERE account IN (SELECT unnest(?::VARCHAR[]))
    ORDER BY campaign"""

_TIED: Final = f"""
WITH found AS (
    SELECT * FROM ({_AS_FOUND})
    WHERE campaign IN (SELECT unnest($1::VARCHAR[]))
      AND account NOT IN (SELECT unnest($2::VARCHAR[]))
), inside AS (
    SELECT account_a, account_b, s.bits FROM strengths s
    JOIN found a ON a.account = s.account_a
    JOIN found b ON b.account = s.account_b AND b.campaign = a.campaign
    WHERE s.bits > 0
), ends AS (
    SELECT account_a AS account, bits FROM inside UNION ALL SELECT account_b, bits FROM inside
)
SELECT campaign, account, coalesce(max(bits), 0.0) AS bits, count(bits) AS partners,
       any_value(stability) AS stability
FROM found LEFT JOIN ends USING (account) GROUP BY campaign, account
ORDER BY substring(campaign, 2)::BIGINT, bits DESC, account"""
"""Who is tied how inside a campaign; parameters: campaigns, and accounts that are left out."""

_OTHERS: Final = "SELECT * FROM {table} WHERE campaign NOT IN (SELECT unnest(?::VARCHAR[]))"


def set_members_aside(store: CaseStore, excluded: Collection[str]) -> None:
    """Take excluded accounts out of campaigns, and let all others back in; fills ``set_aside``.

    Changes ``memberships`` and ``campaigns`` with it: every figure there is of those who are left.
    A campaign with no two tied members left is none any more. Campaigns that no exclusion concerns,
    now or before, stay as they are. The same as if the exclusions of before had never been.
    """
    out = sorted(excluded)
    concerned = store.sql(_CONCERNED, (out,))["campaign"].to_pylist()
    if not concerned:
        return
    found = store.sql(_TIED, (concerned, [])).cast(_without_why())
    left = store.sql(_TIED, (concerned, out)).cast(MEMBERSHIPS)
    left = left.filter(pc.greater(left["partners"], 0))
    others = {
        name: store.sql(_OTHERS.format(table=name), (concerned,)).cast(schema)
        for name, schema in (("memberships", MEMBERSHIPS), ("campaigns", CAMPAIGNS))
    }
    store.replace(
        {
            "memberships": pa.concat_tables([others["memberships"], left]),
            "set_aside": _set_aside(found, left, out),
            "campaigns": pa.concat_tables(
                [others["campaigns"], overview(store, left).cast(CAMPAIGNS)]
            ),
        }
    )


def campaigns_left(store: CaseStore) -> pa.Table:
    """The ``campaigns`` table, the largest evidence first."""
    return store.sql(f"SELECT * FROM campaigns ORDER BY {BY_EVIDENCE}").cast(CAMPAIGNS)


def _without_why() -> pa.Schema:
    return pa.schema([field for field in SET_ASIDE if field.name != "why"])


def _set_aside(found: pa.Table, left: pa.Table, excluded: list[str]) -> pa.Table:
    gone = found.filter(pc.invert(pc.is_in(found["account"], left["account"])))
    is_excluded = pc.is_in(gone["account"], pa.array(excluded, pa.string()))
    why = pc.if_else(is_excluded, "excluded", "untied")
    return gone.append_column(SET_ASIDE.field("why"), why).cast(SET_ASIDE)
