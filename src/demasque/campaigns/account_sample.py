"""Accounts with their posts, to measure signs on: members, and others to compare them with.

A sign says little before it is known how common it is. Members of campaigns are therefore measured
beside a draw of the case's other accounts: those that wrote posts, are in no campaign and stand
with none. The draw goes by the order of pseudonyms, which are keyed hashes: the same in every run,
and nothing to do with what an account is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns import sample_queries as queries
from demasque.case import CaseStore

MOST_MEMBERS: Final = 500
"""Members of one campaign that are measured; of larger campaigns the first by pseudonym."""

MOST_OTHERS: Final = 2_000
"""Other accounts that are measured: a rate of 3 % is then known within 0.8 %, 19 times in 20."""

Array = npt.NDArray[Any]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class AccountSample:
    """Some accounts and all of their posts.

    ``accounts``: one row an account, by pseudonym: account, platform, what the export says of it
    (``demasque.schema.ACCOUNTS``, null where it says nothing), and ``posts`` held by the case.
    ``posts``: by ``row`` (the account's place in ``accounts``), then time: at (seconds, UTC),
    time_precision, kind, lang, venue, client, parent_account, topic (first hashtag, or the site
    of the first link), reactions (null where none are counted), shared (members: a fellow member
    left one of its traces; others: anybody did). ``links``: whom accounts repost, quote or follow:
    row, other, returned (the other does so, too), fellow (both are in the campaign).
    ``drawn_from``: how many accounts could have been drawn.
    """

    accounts: pa.Table = field(default_factory=lambda: queries.ACCOUNTS_SCHEMA.empty_table())
    posts: pa.Table = field(default_factory=lambda: queries.POSTS_SCHEMA.empty_table())
    links: pa.Table = field(default_factory=lambda: queries.LINKS_SCHEMA.empty_table())
    drawn_from: int = 0
    _measured: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return int(self.accounts.num_rows)

    @cached_property
    def row(self) -> Array:
        """For each post its account's place in ``accounts``."""
        return np.asarray(self.posts["row"].to_numpy())

    @cached_property
    def at(self) -> Array:
        """For each post its time, in seconds (UTC)."""
        return np.asarray(self.posts["at"].to_numpy())

    @cached_property
    def platform(self) -> Array:
        """For each account its platform."""
        return np.array(self.accounts["platform"].to_pylist(), dtype=object)

    def numbers(self, column: str) -> Array:
        """One number an account; NaN where the export gives none. Times are in seconds (UTC)."""
        values = self.accounts[column]
        if pa.types.is_timestamp(values.type):
            values = pc.cast(pc.cast(values, pa.timestamp("s", "UTC"), safe=False), pa.int64())
        whole = pc.fill_null(pc.cast(values, pa.float64()), np.nan)
        return np.asarray(whole.to_numpy(), dtype=np.float64)

    def words(self, column: str) -> list[str | None]:
        """One word an account; None where the export gives none."""
        values: list[str | None] = self.accounts[column].to_pylist()
        return values

    def once(self, measure: Callable[["AccountSample"], T]) -> T:
        """Measure something, or give what it was: the others are asked anew for each campaign."""
        if measure not in self._measured:
            self._measured[measure] = measure(self)
        found: T = self._measured[measure]
        return found

    def per_account(self, weights: Array | None = None) -> Array:
        """Posts of each account, or the sum of what is given for each post."""
        return np.bincount(self.row, weights=weights, minlength=len(self))


NOBODY: Final = AccountSample()
"""No accounts: of a profile that was not measured on a case."""


@dataclass(frozen=True)
class AccountSamples:
    """Members of each campaign, and the others that all are compared with."""

    members: Mapping[str, AccountSample]
    others: AccountSample


def account_samples(store: CaseStore, campaigns: Sequence[str]) -> AccountSamples:
    """Load the samples of campaigns, walking the case's tables once for all of them.

    A campaign that the case does not have is an empty sample.
    """
    drawn = store.sql(queries.DRAWN, (list(campaigns), MOST_MEMBERS, MOST_OTHERS))
    chosen = (drawn["campaign"].to_pylist(), drawn["account"].to_pylist())
    accounts = store.sql(queries.ACCOUNTS_OF, chosen)
    posts = store.sql(queries.POSTS_OF, (*chosen, list(campaigns)))
    links = store.sql(queries.LINKS_OF, chosen)
    among = {campaign: _only(campaign, accounts, posts, links) for campaign in campaigns}
    whole = drawn["drawn_from"].to_pylist()
    others = _only("", accounts, posts, links, max(whole, default=0))
    return AccountSamples(among, others)


def _only(
    campaign: str, accounts: pa.Table, posts: pa.Table, links: pa.Table, drawn_from: int = 0
) -> AccountSample:
    """Cut one group out; rows of accounts are numbered within it already."""
    accounts, posts, links = (
        each.filter(pc.equal(each["campaign"], campaign)).drop_columns(["campaign"])
        for each in (accounts, posts, links)
    )
    return AccountSample(accounts, posts, links, drawn_from or accounts.num_rows)
