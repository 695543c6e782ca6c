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
_IN_ORDER: Final = f"""
    SELECT p.post, p.account, epoch_us(p.posted_at) AS micros, coalesce(p.lang, '') AS lang
    FROM posts p WHERE {OWN_WORDS} AND p.text IS NOT NULL
    ORDER BY p.posted_at, p.source_file, p.source_line, p.post"""

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


def read_own_posts(store: CaseStore, asked: pa.ChunkedArray) -> tuple[OwnPosts, Int64]:
    """Read the posts, in strata of language and time; and the number of each that is asked for.

    Accounts are numbered by their first post. Languages of fewer posts than a stratum has are one
    together.
    """
    names, languages = pa.array([], pa.string()), pa.array([], pa.string())
    empty = np.empty(0, dtype=np.int32)
    accounts, langs, times = [empty], [empty], [np.empty(0, dtype=np.int64)]
    numbers, before = np.full(len(asked), -1, dtype=np.int64), 0
    # By batches, since the names of all posts are many times larger than their codes.
    for batch in store.stream(_IN_ORDER, rows=_BATCH):
        account, names = _codes(batch.column("account"), names)
        lang, languages = _codes(batch.column("lang"), languages)
        accounts.append(account)
        langs.append(lang)
        times.append(batch.column("micros").to_numpy(zero_copy_only=False).astype(np.int64))
        place = pc.index_in(asked, batch.column("post"))
        here = pc.is_valid(place).to_numpy()
        numbers[here] = before + place.drop_null().to_numpy()
        before += batch.num_rows
    lang, at = np.concatenate(langs), np.concatenate(times)
    rare = np.bincount(lang, minlength=len(languages)) < STRATUM_EVENTS
    stratum = _strata(np.where(rare[lang], -1, lang), at)
    return OwnPosts(np.concatenate(accounts), stratum, names), numbers


def _codes(column: pa.Array, known: pa.Array) -> tuple[Int32, pa.Array]:
    """Number values as they first appear, after those known before; and all known by then."""
    encoded = column.dictionary_encode()
    new = encoded.dictionary.filter(pc.invert(pc.is_in(encoded.dictionary, known)))
    known = pa.concat_arrays([known, new])
    places = pc.index_in(encoded.dictionary, known).to_numpy(zero_copy_only=False)
    codes: Int32 = places.astype(np.int32)[encoded.indices.to_numpy()]
    return codes, known


def _strata(language: Int32, at: Int64) -> Int32:
    stratum, numbered = np.zeros(len(at), dtype=np.int32), 0
    for each in np.unique(language):
        here = np.flatnonzero(language == each)
        own = strata_of(at[here])
        stratum[here] = numbered + own
        numbered += int(own.max()) + 1
    return stratum


def first_uses(posts: OwnPosts, number: Int64, uses: pa.Table) -> WordUses:
    """Number the uses of words (`trace`, by the `number` of each post), each account's first.

    An account that repeats itself would, permuted, lend its words to as many others.
    """
    words = np.unique(uses["trace"].to_numpy(), return_inverse=True)[1]
    order = np.argsort(number, kind="stable")
    post, words = number[order], words[order].astype(np.int64)
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
