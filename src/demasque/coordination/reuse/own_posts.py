"""What chance permutes for reuse: posts in an account's own words, within language and time."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.coordination.events.index import Int32, Int64, starts
from demasque.coordination.null.strata import (
    STRATUM_EVENTS,
    StratumActivity,
    count_runs,
    strata_of,
)
from demasque.traces import OWN_WORDS

# Numbered in the exports' own order, which no pseudonym key changes.
NUMBERED: Final = f"""
    SELECT p.post, p.account, epoch_us(p.posted_at) AS micros, coalesce(p.lang, '') AS lang,
           row_number() OVER (ORDER BY p.posted_at, p.source_file, p.source_line, p.post) - 1
               AS number
    FROM posts p WHERE {OWN_WORDS} AND p.text IS NOT NULL"""
"""SQL: the posts in their accounts' own words, and the number of each."""

_BATCH: Final = 1 << 20


class OwnPosts(NamedTuple):
    """Posts in their accounts' own words, by number: whose (`names[account]`), which stratum."""

    account: Int32
    stratum: Int32
    names: pa.Array


class WordUses(NamedTuple):
    """Which of :class:`OwnPosts` uses which words (a code), once an account and words."""

    post: Int64
    words: Int32


def read_own_posts(store: CaseStore) -> OwnPosts:
    """Read the posts, in strata of language and time.

    Languages of fewer posts than a stratum has are one together.
    """
    names, languages = _in_order(store, "account"), _in_order(store, "lang")
    empty = np.empty(0, dtype=np.int32)
    accounts, langs, times = [empty], [empty], [np.empty(0, dtype=np.int64)]
    # By batches, since the names of all posts are many times larger than their codes.
    query = f"SELECT account, lang, micros FROM ({NUMBERED}) ORDER BY number"
    for batch in store.stream(query, rows=_BATCH):
        accounts.append(_codes(batch.column("account"), names))
        langs.append(_codes(batch.column("lang"), languages))
        times.append(batch.column("micros").to_numpy(zero_copy_only=False).astype(np.int64))
    lang, at = np.concatenate(langs), np.concatenate(times)
    rare = np.bincount(lang, minlength=len(languages)) < STRATUM_EVENTS
    return OwnPosts(np.concatenate(accounts), _strata(np.where(rare[lang], -1, lang), at), names)


def _in_order(store: CaseStore, column: str) -> pa.Array:
    """The values of a column in order of their first post."""
    query = f"SELECT {column} FROM ({NUMBERED}) GROUP BY {column} ORDER BY min(number)"
    return pa.array(store.sql(query)[column].to_pylist(), pa.string())


def _codes(column: pa.Array, values: pa.Array) -> Int32:
    codes: Int32 = pc.index_in(column, values).to_numpy(zero_copy_only=False).astype(np.int32)
    return codes


def _strata(language: Int32, at: Int64) -> Int32:
    stratum, numbered = np.zeros(len(at), dtype=np.int32), 0
    for each in np.unique(language):
        here = np.flatnonzero(language == each)
        own = strata_of(at[here])
        stratum[here] = numbered + own
        numbered += int(own.max()) + 1
    return stratum


def first_uses(posts: OwnPosts, uses: pa.Table) -> WordUses:
    """Number the uses of words (`number` of the post, `trace`), each account's first of each.

    An account that repeats itself would, permuted, lend its words to as many others.
    """
    post = uses["number"].to_numpy().astype(np.int64)
    words = np.unique(uses["trace"].to_numpy(), return_inverse=True)[1]
    order = np.argsort(post, kind="stable")
    post, words = post[order], words[order].astype(np.int64)
    key = words * max(len(posts.names), 1) + posts.account[post]
    first = np.sort(np.unique(key, return_index=True)[1])
    return WordUses(post[first], words[first].astype(np.int32))


def activity(posts: OwnPosts) -> StratumActivity:
    """How many posts each account has by stratum."""
    order = np.argsort(posts.account, kind="stable")
    begin = starts(np.bincount(posts.account, minlength=len(posts.names)))
    stratum, counts, sizes = count_runs(posts.stratum[order], begin)
    return StratumActivity(starts(sizes), stratum, counts)


def permuted_users(
    posts: OwnPosts, uses: WordUses, times: int, rng: np.random.Generator
) -> Iterator[Int32]:
    """Yield, so many times, whose each use is when the accounts of each stratum are permuted.

    Only posts with words matter: theirs are drawn, without replacement, from all of the stratum.
    """
    by_stratum = posts.account[np.argsort(posts.stratum, kind="stable")]
    begin = starts(np.bincount(posts.stratum))
    post, place = np.unique(uses.post, return_inverse=True)
    stratum = posts.stratum[post]
    order = np.argsort(stratum, kind="stable")
    present, first, counts = np.unique(stratum[order], return_index=True, return_counts=True)
    for _ in range(times):
        users = np.empty(len(post), dtype=np.int32)
        for s, at, n in zip(present.tolist(), first.tolist(), counts.tolist(), strict=True):
            drawn = rng.choice(int(begin[s + 1] - begin[s]), n, replace=False)
            users[order[at : at + n]] = by_stratum[begin[s] + drawn]
        yield users[place]
