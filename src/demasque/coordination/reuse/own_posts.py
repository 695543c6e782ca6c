"""What chance permutes for reuse: posts in an account's own words, within language and time."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
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

# In the exports' own order, which no pseudonym key changes.
_POSTS: Final = f"""
    SELECT p.post, p.account, epoch_us(p.posted_at) AS micros, coalesce(p.lang, '') AS lang
    FROM posts p WHERE {OWN_WORDS} AND p.text IS NOT NULL
    ORDER BY p.posted_at, p.source_file, p.source_line, p.post"""


class OwnPosts(NamedTuple):
    """Posts in their accounts' own words: whose (`names[account]`), and in which stratum."""

    account: Int32
    stratum: Int32
    names: pa.Array
    posts: pa.Array  # their ids


class WordUses(NamedTuple):
    """Which of :class:`OwnPosts` uses which words (a code), once an account and words."""

    post: Int64
    words: Int32


def read_own_posts(store: CaseStore) -> OwnPosts:
    """Read the posts, in strata of language and time.

    Languages of fewer posts than a stratum has are one together.
    """
    table = store.sql(_POSTS).combine_chunks()
    names = table["account"].combine_chunks().dictionary_encode()
    languages = table["lang"].combine_chunks().dictionary_encode().indices.to_numpy()
    rare = np.bincount(languages) < STRATUM_EVENTS
    languages = np.where(rare[languages], -1, languages) if len(languages) else languages
    at, stratum = table["micros"].to_numpy(), np.zeros(table.num_rows, dtype=np.int32)
    numbered = 0
    for language in np.unique(languages):
        here = np.flatnonzero(languages == language)
        own = strata_of(at[here])
        stratum[here] = numbered + own
        numbered += int(own.max()) + 1
    account = names.indices.to_numpy().astype(np.int32)
    return OwnPosts(account, stratum, names.dictionary, table["post"].combine_chunks())


def first_uses(posts: OwnPosts, uses: pa.Table) -> WordUses:
    """Number the uses of words, each account's first of each.

    An account that repeats itself would, permuted, lend its words to as many others.
    """
    post = pc.index_in(uses["post"], posts.posts).to_numpy().astype(np.int64)
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


def permuted(posts: OwnPosts, rng: np.random.Generator) -> Int32:
    """Permute the accounts over the posts of each stratum."""
    shuffled = np.lexsort((rng.random(len(posts.account)), posts.stratum))
    account: npt.NDArray[np.int32] = np.empty_like(posts.account)
    account[np.argsort(posts.stratum, kind="stable")] = posts.account[shuffled]
    return account
