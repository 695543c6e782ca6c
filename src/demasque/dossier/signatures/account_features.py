"""What each account of a case has of what signatures speak of, class by class.

==========  =====================================================================================
words       the message (copy family of two accounts or more): its shingles, and it as a whole
media       the picture or clip that two accounts or more used: ``pdq:`` and 64 digits where files
            were added, else the hash of what the export gives
sites       the host that a link leads to; shorteners are none
hashtags    the tag, folded
sources     what is passed on: the post that two accounts or more reposted, as a whole message, and
            whose posts: names of the analyst's list, never private persons
names       how the handle is made: ``shape``, ``pattern`` (without lengths), ``digits``, ``host``
hours       shares of posts by hour of the week, UTC: ``000`` is Monday, 0 h
languages   shares of posts by language: as the export states it, else as the longest posts read
platforms   shares of posts by platform, and of messages by the step they took: ``x > reddit``
venues      shares by kind of venue of the posts that stand under listed ones
==========  =====================================================================================

``accounts`` is no class here: who is in both of two cases can only be seen with both keys. Whose
posts are passed on is known to a case by pseudonym only, which another case has not; and a hash
without a key of a person's handle could be guessed. So sources are those that an analyst named.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from demasque.case import CaseStore
from demasque.dossier.signatures import feature_queries as queries
from demasque.dossier.signatures.account_languages import foremost, languages_used
from demasque.dossier.signatures.feature_names import (
    feature_hash,
    message_hashes,
    words_features,
)
from demasque.media import protected_media
from demasque.progress import Progress, quiet
from demasque.text import SHORTENERS

SHARES: Final = frozenset({"hours", "languages", "platforms", "venues"})
"""Classes whose entries are shares of an account's posts; in all others an entry is 1."""


@dataclass(frozen=True)
class ClassFeatures:
    """One class: a row for each account, a column for each feature.

    An entry is 1 where the account has the feature; in the classes of :data:`SHARES` it is the
    account's share of posts. ``names`` says what the columns are, sorted: hashes wherever words,
    addresses or names would stand, the same in every case.
    """

    names: pa.Array
    matrix: sparse.csr_matrix


@dataclass(frozen=True)
class AccountFeatures:
    """Every account with posts, by pseudonym, in order of its first post; and its features."""

    accounts: pa.Array
    platform: pa.Array
    lang: pa.Array  # of most of its posts; null where it cannot be told
    posts: npt.NDArray[np.int64]
    first_at: npt.NDArray[np.int64]  # seconds since the epoch
    last_at: npt.NDArray[np.int64]
    classes: Mapping[str, ClassFeatures]


def account_features(store: CaseStore, progress: Progress = quiet) -> AccountFeatures:
    """The features of every account with posts; words, media and sites as the detection saw them.

    A case that was not detected yet has none of these three. Same case, same features, whatever
    its key: only the order of accounts that began in one row of one file follows from it.
    """
    table = store.sql(queries.ACCOUNTS)
    spoken = languages_used(store)
    readers: dict[str, Callable[[CaseStore, int], ClassFeatures]] = {
        "words": _words,
        "media": _media,
        "sites": partial(_named, query=queries.SITES, name=_site, parameters=([],)),
        "hashtags": partial(_named, query=queries.HASHTAGS, name=_hashtag, parameters=([],)),
        "sources": _sources,
        "names": partial(_named, query=queries.NAMES, name=str),
        "hours": partial(_shares, query=queries.HOURS),
        "languages": lambda _, accounts: _of_posts(spoken, accounts),
        "platforms": _platforms,
        "venues": partial(_shares, query=queries.VENUES),
    }
    classes = {}
    for done, (kind, read) in enumerate(readers.items()):
        progress("reading features", done, len(readers))
        classes[kind] = read(store, table.num_rows)
    progress("reading features", len(readers), len(readers))
    return AccountFeatures(
        accounts=table["account"].combine_chunks(),
        platform=table["platform"].combine_chunks(),
        lang=foremost(spoken, table.num_rows),
        posts=table["posts"].to_numpy(),
        first_at=table["first_at"].to_numpy(),
        last_at=table["last_at"].to_numpy(),
        classes=classes,
    )


def without_posts(features: AccountFeatures, store: CaseStore, posts: pa.Array) -> AccountFeatures:
    """The same, but sites and hashtags of ``posts`` are left out: they speak for something else."""
    accounts, left_out = len(features.accounts), (posts.to_pylist(),)
    read = {
        "sites": _named(store, accounts, queries.SITES, _site, left_out),
        "hashtags": _named(store, accounts, queries.HASHTAGS, _hashtag, left_out),
    }
    return replace(features, classes={**features.classes, **read})


def _words(store: CaseStore, accounts: int) -> ClassFeatures:
    """Each account's features are those of its own words, not of the family's exemplar.

    What only one of the family wrote would else count as everybody's, and leave the case.
    """
    used = store.sql(queries.WORDS)
    texts = used["value"].combine_chunks().dictionary_encode()
    features = words_features(texts.dictionary.to_pylist())
    lengths = np.array([len(each) for each in features], np.int64)
    begins = np.cumsum(lengths) - lengths
    every = pa.array([name for each in features for name in each], pa.string())
    written = texts.indices.to_numpy()
    repeats = lengths[written]
    number = np.repeat(used["number"].to_numpy(), repeats)
    within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    at = np.repeat(begins[written], repeats) + within
    return _of_ones(number, every.dictionary_encode(), at, accounts)


def _media(store: CaseStore, accounts: int) -> ClassFeatures:
    used = store.sql(queries.MEDIA)
    hidden = protected_media(store)
    prints = {row["media"]: row["pdq"] for row in store.sql(queries.PRINTS).to_pylist()}
    added = set(store.sql("SELECT media FROM media_files")["media"].to_pylist())

    def name(value: str) -> str | None:
        if value in hidden:
            return None
        if value in added:
            return f"pdq:{prints[value]}" if value in prints else None
        return feature_hash("media", value)

    return _named_rows(used, accounts, name)


def _sources(store: CaseStore, accounts: int) -> ClassFeatures:
    named = store.sql(queries.SOURCES)
    reposted = store.sql(queries.REPOSTED)
    texts = reposted["value"].combine_chunks().dictionary_encode()
    messages = dict(
        zip(texts.dictionary.to_pylist(), message_hashes(texts.dictionary.to_pylist()), strict=True)
    )
    passed_on = _named_rows(reposted, accounts, messages.get)
    listed = _named_rows(named, accounts, _source)
    return _beside(passed_on, listed)


def _named(
    store: CaseStore,
    accounts: int,
    query: str,
    name: Callable[[str], str | None],
    parameters: Sequence[object] = (),
) -> ClassFeatures:
    return _named_rows(store.sql(query, parameters), accounts, name)


def _named_rows(used: pa.Table, accounts: int, name: Callable[[str], str | None]) -> ClassFeatures:
    """``used`` has number and value; ``name`` gives a value's feature, or None."""
    encoded = used["value"].combine_chunks().dictionary_encode()
    named = pa.array([name(value) for value in encoded.dictionary.to_pylist()], pa.string())
    kept = pc.is_valid(named).to_numpy(zero_copy_only=False)
    indices = encoded.indices.to_numpy()
    rows = kept[indices] if len(indices) else np.zeros(0, np.bool_)
    number = used["number"].to_numpy()
    return _of_ones(number[rows], named.dictionary_encode(), indices[rows], accounts)


def _site(host: str) -> str | None:
    # Sites have no underscore: there the name of an account stood, and its pseudonym stands now.
    if "." not in host or "_" in host or host in SHORTENERS:
        return None
    return feature_hash("sites", host)


def _hashtag(tag: str) -> str:
    return feature_hash("hashtags", unicodedata.normalize("NFKC", tag).casefold())


def _source(name: str) -> str:
    return feature_hash("sources", unicodedata.normalize("NFKC", name).casefold())


def _shares(store: CaseStore, accounts: int, query: str) -> ClassFeatures:
    return _of_posts(store.sql(query), accounts)


def _of_posts(used: pa.Table, accounts: int) -> ClassFeatures:
    """``used`` has number, value and posts: each account's shares of its posts."""
    encoded = used["value"].combine_chunks().dictionary_encode()
    matrix = _matrix(
        used["number"].to_numpy(),
        encoded.indices.to_numpy(),
        used["posts"].to_numpy().astype(np.float64),
        (accounts, len(encoded.dictionary)),
    )
    totals = np.asarray(matrix.sum(axis=1)).ravel()
    matrix.data /= np.repeat(totals, np.diff(matrix.indptr))
    return _sorted(encoded.dictionary, matrix)


def _platforms(store: CaseStore, accounts: int) -> ClassFeatures:
    held = _shares(store, accounts, queries.PLATFORMS)
    steps = _shares(store, accounts, queries.PLATFORM_STEPS)
    return _beside(held, steps)


def _beside(one: ClassFeatures, other: ClassFeatures) -> ClassFeatures:
    both = sparse.hstack([one.matrix, other.matrix]).tocsr()
    return _sorted(pa.concat_arrays([one.names, other.names]), both)


def _of_ones(
    number: npt.NDArray[np.int64], names: pa.Array, at: npt.NDArray[np.int64], accounts: int
) -> ClassFeatures:
    """``names`` is dictionary-encoded; row i says that account number[i] has names[at[i]]."""
    column = names.indices.to_numpy(zero_copy_only=False)[at]
    entries = np.ones(len(column))
    matrix = _matrix(number, column, entries, (accounts, len(names.dictionary)))
    matrix.data[:] = 1.0
    return _sorted(names.dictionary, matrix)


def _matrix(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    entries: npt.NDArray[np.float64],
    shape: Sequence[int],
) -> sparse.csr_matrix:
    return sparse.csr_matrix((entries, (rows, columns)), shape=tuple(shape))


def _sorted(names: pa.Array, matrix: sparse.csr_matrix) -> ClassFeatures:
    """Put columns in the order of their names, and leave out those that nobody has."""
    used = np.flatnonzero(np.bincount(matrix.indices, minlength=len(names)))
    order = used[np.array(pc.sort_indices(names.take(pa.array(used))), np.int64)]
    arranged = matrix[:, order]
    arranged.sort_indices()
    return ClassFeatures(names.take(pa.array(order)), arranged)
