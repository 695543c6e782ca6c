"""Regeneration: who is first seen after a removal, and carries what the campaign spread before?

A campaign's own things are the messages, pages, sites and pictures that two members or more posted
before the removal and hardly anybody outside did. Counted is how many of them a new account posts
afterwards. What chance gives is read from accounts outside that were in the case before: they saw
the same days, the same news, and the talk about the removal. Accounts differ in how much they pass
on, so that counts are negative binomial (Greenwood and Yule, Journal of the Royal Statistical
Society 83, 1920), with the mean and the variance that are seen among the others, and never below
the share of them that carry as much. Benjamini and Hochberg's rate is kept over all new accounts.
An account that is found is a lead: it is no member, and nothing rests on it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa

from demasque.accounts import FEWEST_OTHERS
from demasque.case import CaseStore
from demasque.coordination import benjamini_hochberg
from demasque.dossier.outcomes.new_accounts import CARRYING_POSTS, NEW_ACCOUNTS, REMOVALS
from demasque.schema import TABLES


@dataclass(frozen=True, slots=True)
class ReturnRule:
    """When a new account is listed.

    ``most_false``: of the accounts listed, the share that chance may give. ``fewest``: distinct
    things of a campaign that it carries, in posts of their own. ``made_up``: things that the
    account carries that is added to those it is compared with. Tried: 0.01 to 0.1, 1 to 5, 1 to 5,
    in simulated worlds (docs/measurements.md).
    """

    most_false: float = 0.01
    fewest: int = 3
    made_up: int = 3


USUAL_RULE: Final = ReturnRule()

_REMOVALS_TRIED: Final = 2
"""Removals of one campaign that are looked at, those of most members: each reads all that was
posted (two seconds of a million posts)."""

_SCHEMA: Final = TABLES["regenerated"].schema
_POSTS_SCHEMA: Final = TABLES["regenerated_posts"].schema


def find_regenerated(store: CaseStore, rule: ReturnRule = USUAL_RULE) -> pa.Table:
    """Find the new accounts that carry a campaign's things after a removal of its members.

    Fills ``regenerated`` and ``regenerated_posts`` in place of what stood there, and returns the
    first: by campaign, the smallest q
    first. An account is listed once, with the removal and the campaign that say most. Accounts that
    people excluded, and those that were reported by mistake or restored, never are.
    """
    tried: list[dict[str, Any]] = []
    for campaign, moments in groupby(store.sql(REMOVALS).to_pylist(), _campaign):
        for removal in list(moments)[:_REMOVALS_TRIED]:
            tried += _tried(store, campaign, removal, rule)
    found = _beyond_chance(tried, rule)
    table = pa.Table.from_pylist(found, _SCHEMA)
    posts = pa.Table.from_pylist(_posts(store, found), _POSTS_SCHEMA)
    store.replace({"regenerated": table, "regenerated_posts": posts})
    return table


def _posts(store: CaseStore, found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The posts that show it, for those listed."""
    posts: list[dict[str, Any]] = []
    removals = sorted({(row["campaign"], row["removed_at"]) for row in found})
    for removal in removals:
        listed = [r["account"] for r in found if (r["campaign"], r["removed_at"]) == removal]
        rows = store.sql(CARRYING_POSTS, (*removal, listed)).to_pylist()
        posts += [row | {"campaign": removal[0]} for row in rows]
    return posts


def _campaign(row: Mapping[str, Any]) -> str:
    return str(row["campaign"])


def _tried(
    store: CaseStore, campaign: str, removal: Mapping[str, Any], rule: ReturnRule
) -> list[dict[str, Any]]:
    """Every new account that can be compared, with its p."""
    found = store.sql(NEW_ACCOUNTS, (campaign, removal["removed_at"])).to_pylist()
    tried: list[dict[str, Any]] = []
    for platform in sorted({row["platform"] for row in found}):
        rows = [row for row in found if row["platform"] == platform]
        others = _Others([row for row in rows if not row["new"]], rule.made_up)
        for row in rows:
            compared = others.beside(row) if row["new"] else None
            if compared is not None:
                p, expected = compared
                told = {"campaign": campaign, "removed_at": removal["removed_at"]}
                tried.append(row | told | {"log10_p": math.log10(p), "expected": expected})
    return tried


class _Others:
    """Accounts of one platform that new ones are compared with."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], made_up: int) -> None:
        ranked = sorted(rows, key=lambda row: (-row["later"], row["account"]))
        self._size = np.array([row["later"].bit_length() for row in ranked], np.int64)
        self._made_up = made_up
        self._shared = np.array([row["shared"] for row in ranked], np.float64)

    def beside(self, row: Mapping[str, Any]) -> tuple[float, float] | None:
        """p of what a new account carries, and what those it is compared with carry on average;
        None where too few are known.

        They are all others of the platform, or those that posted about as much as it did (by powers
        of two) or more, ``FEWEST_OTHERS`` at least: whichever make it less surprising.
        """
        if len(self._size) < FEWEST_OTHERS:
            return None
        alike = int(np.count_nonzero(self._size >= row["later"].bit_length()))
        groups = (self._shared, self._shared[: max(alike, FEWEST_OTHERS)])
        p = max(_chance(group, row["shared"], self._made_up) for group in groups)
        return p, float(max(group.mean() for group in groups))


def _chance(others: np.ndarray, shared: int, made_up: int) -> float:
    """That an account like these carries as many things, or more.

    One account is added to them that carries ``made_up`` things: what no other carries is not
    impossible, only rare.
    """
    if shared == 0:
        return 1.0
    counts = np.append(others, made_up)
    as_many = float(np.count_nonzero(others >= shared)) / len(others)
    return min(1.0, max(_tail(shared, float(counts.mean()), float(counts.var())), as_many))


def _tail(shared: int, mean: float, variance: float) -> float:
    """P(X >= shared) of a negative binomial; of Poisson's law where the variance is no larger."""
    if variance <= mean * (1 + 1e-9):
        variance = mean * (1 + 1e-6)
    size, chance = mean * mean / (variance - mean), mean / variance
    log_term = (
        math.lgamma(shared + size) - math.lgamma(size) - math.lgamma(shared + 1)
        + size * math.log(chance) + shared * math.log1p(-chance)
    )  # fmt: skip
    term, total, n = math.exp(log_term), 0.0, shared
    while term > total * 1e-12 and n < shared + 100_000:
        total += term
        term *= (n + size) / (n + 1) * (1 - chance)
        n += 1
    return max(total, math.ulp(0.0))


def _beyond_chance(tried: Sequence[Mapping[str, Any]], rule: ReturnRule) -> list[dict[str, Any]]:
    """Those listed, each account once."""
    logs = np.array([row["log10_p"] for row in tried]) * math.log(10)
    q = (10.0 ** benjamini_hochberg(logs, len(tried))).tolist() if tried else []
    rows = [dict(row) | {"q": each} for row, each in zip(tried, q, strict=True)]
    kept = [row for row in rows if row["q"] <= rule.most_false and row["shared"] >= rule.fewest]
    best: dict[str, dict[str, Any]] = {}
    for row in sorted(kept, key=_by_evidence):
        best.setdefault(row["account"], row)
    ordered = sorted(best.values(), key=lambda row: (_place(row), row["q"], row["account"]))
    return [{name: row[name] for name in _SCHEMA.names} for row in ordered]


def _by_evidence(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["q"], row["log10_p"], _place(row), row["removed_at"], row["account"]


def _place(row: Mapping[str, Any]) -> tuple[int, str]:
    """C2 comes before C10."""
    return len(row["campaign"]), row["campaign"]
