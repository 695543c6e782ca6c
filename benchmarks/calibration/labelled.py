"""A case whose accounts are labelled: how well are they ranked, and who is named?"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ranking import average_precision, recall_at_precision

from demasque.campaigns import attach, find_campaigns
from demasque.case import CaseStore
from demasque.coordination import detect
from demasque.ingest import add_files, reveal
from demasque.schema import EVENTS
from demasque.text import long_enough_each, match_keys
from demasque.traces import extract

TEXTS: Final = ("text",)
TEXTS_AND_REPOSTS: Final = ("text", "repost")

# The same within 10 minutes, per pair; an account has the count of its best partner.
_COUNTED: Final = """
    WITH pairs AS (
        SELECT a.account AS one, b.account AS other, count(DISTINCT (a.kind, a.trace)) AS shared
        FROM events AS a JOIN events AS b USING (kind, trace)
        WHERE kind IN {kinds} AND a.account <> b.account
          AND abs(epoch_us(a."at") - epoch_us(b."at")) <= 600_000_000
        GROUP BY ALL)
    SELECT one AS account, max(shared)::DOUBLE AS score FROM pairs GROUP BY one
"""


@dataclass(frozen=True)
class Truth:
    """Whether each pseudonym belongs to the operation; those who never posted included.

    Accounts without a label are judged neither way.
    """

    operation: Mapping[str, bool]
    silent: int  # labelled operation accounts without a post

    @property
    def members(self) -> int:
        """Labelled accounts of the operation, with posts or without."""
        return sum(self.operation.values()) + self.silent

    def arrays(self, scores: Mapping[str, float]) -> tuple[np.ndarray, np.ndarray]:
        """Scores and labels over all labelled accounts, 0 where there is no score."""
        value = [scores.get(name, 0.0) for name in self.operation] + [0.0] * self.silent
        return np.array(value), np.array([*self.operation.values()] + [True] * self.silent)

    def ranked(self, scores: Mapping[str, float]) -> tuple[float, float]:
        """AP and R95 of a ranking of the accounts."""
        score, label = self.arrays(scores)
        return average_precision(score, label), recall_at_precision(score, label)

    def right(self, accounts: frozenset[str]) -> tuple[int, int]:
        """How many of these accounts are the operation's, and how many have a label."""
        known = [self.operation[name] for name in accounts if name in self.operation]
        return sum(known), len(known)


class NamedAccounts(NamedTuple):
    """Whom a detection names: by ties of their own, or attached to those that have them."""

    tied: frozenset[str]
    attached: frozenset[str]


@contextmanager
def case_of(posts: pa.Table, seed: int) -> Iterator[CaseStore]:
    """A case of these posts, with their traces, for as long as it is needed.

    Pseudonyms decide the order in which permutations meet the accounts, so their key is the seed's.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(posts, folder / "posts.parquet")
        CaseStore.create(folder / "case").close()
        key = folder / "case" / "pseudonym.key"
        key.write_text(hashlib.blake2b(f"{seed}".encode(), digest_size=32).hexdigest() + "\n")
        with CaseStore.open(folder / "case") as store:
            add_files(store, [folder / "posts.parquet"])
            extract(store)
            yield store


def read_truth(store: CaseStore, labels: Mapping[str, bool]) -> Truth:
    """Labels (raw account id -> of the operation) by the case's pseudonyms."""
    names, left = reveal(store, "account"), dict(labels)
    known = zip(names["pseudonym"].to_pylist(), names["raw"].to_pylist(), strict=True)
    operation = {name: left.pop(raw) for name, raw in known if raw in left}
    return Truth(operation, sum(left.values()))


def name_accounts(store: CaseStore, windows: tuple[str, ...] | None = None) -> NamedAccounts:
    """Detect, divide into campaigns and attach, as a user does: whom does that name, by what?"""
    detect(store, windows=windows)
    find_campaigns(store)
    attach(store, windows=windows)
    tied = "SELECT account_a AS account FROM ties UNION SELECT account_b FROM ties"
    attached = "SELECT account FROM attached"
    return NamedAccounts(
        frozenset(store.sql(tied)["account"].to_pylist()),
        frozenset(store.sql(attached)["account"].to_pylist()),
    )


def strengths(store: CaseStore) -> dict[str, float]:
    """The accounts' `bits` in the last detection."""
    bits = store.sql("FROM account_bits").to_pydict()
    return dict(zip(bits["account"], bits["bits"], strict=True))


def counted(store: CaseStore, kinds: tuple[str, ...]) -> dict[str, float]:
    """The plain rule: how much an account and its best partner did alike within 10 minutes."""
    names = ", ".join(f"'{kind}'" for kind in kinds)
    found = store.sql(_COUNTED.format(kinds=f"({names})")).to_pydict()
    return dict(zip(found["account"], found["score"], strict=True))


def exact_words(store: CaseStore, events: pa.Table) -> pa.Table:
    """The events with the text kind's traces by normal form alone, not by copy family."""
    texts = store.sql(
        "SELECT p.account, p.posted_at, p.post, p.text FROM posts p "
        "WHERE p.post IN (SELECT post FROM events WHERE kind = 'text') ORDER BY posted_at, post"
    )
    keys = match_keys(texts["text"].to_pylist())
    enough = np.flatnonzero(long_enough_each(keys))
    trace = np.unique(np.array(keys), return_inverse=True)[1].astype(np.int64)
    columns = [
        pa.repeat("text", len(texts)),
        texts["account"],
        pa.array(trace),
        texts["posted_at"],
        texts["post"],
    ]
    others = events.filter(pc.not_equal(events["kind"], "text")).cast(EVENTS)
    return pa.concat_tables([others, pa.table(columns, schema=EVENTS).take(pa.array(enough))])
