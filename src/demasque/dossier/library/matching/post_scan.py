"""One walk over a case's posts: which of them carry which of the wanted indicators, and how."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from demasque.case import CaseStore
from demasque.dossier.library.matching.address_lookup import AddressLookup, Carried
from demasque.dossier.library.matching.hash_lookup import posts_with_hashes
from demasque.dossier.library.matching.headline_lookup import HeadlineLookup
from demasque.dossier.library.matching.wanted_indicators import Wanted, folded_tag
from demasque.dossier.library.matching.written_addresses import (
    MAY_HOLD_ADDRESS,
    WRITTEN_ADDRESS,
    plain_address,
)
from demasque.progress import Progress, quiet

HOW: Final = (
    "link",  # a link of the post
    "expanded",  # where the user's file of expanded addresses says that a link leads
    "written",  # an address in the words, defanged or not
    "inside",  # an address inside another one: a redirect, an archive, a reader
    "hashtag",
    "words",  # the whole post says it
    "part",  # among other words
    "copy",  # the post is a copy of one that says it
    "media_words",  # words read in a picture of the post, or heard in a clip, say or name it
    "bytes",  # the same file
    "export",  # the same hash in an export
    "picture",  # a picture or frame that looks the same
)
"""How a post carries an indicator. Of several ways the first counts."""

SCANNED: Final = pa.schema([("post", pa.string()), ("number", pa.int64()), ("how", pa.int8())])
"""A post, the number of an indicator that it carries, and the place of how in ``HOW``."""

Lookup = Callable[[Sequence[str]], list[tuple[tuple[int, str], ...]]]
"""Of each value, the numbers of the indicators that it carries, and how."""

_LINKS: Final = "SELECT post, url AS value FROM links"
_EXPANDED: Final = """
    SELECT e.post, t.value FROM events e JOIN traces t USING (kind, trace) WHERE kind = 'url'"""
_TAGS: Final = "SELECT post, tag AS value FROM hashtags"
_TEXTS: Final = "SELECT post, text AS value FROM posts WHERE text IS NOT NULL"
_WRITTEN: Final = """
    SELECT post, unnest(regexp_extract_all(text, ?)) AS value FROM posts
    WHERE regexp_matches(text, ?)"""
_IN_MEDIA: Final = """
    SELECT post, {value} AS value FROM media_words JOIN media_in_posts USING (media)
    WHERE text IS NOT NULL"""
_COPIES: Final = """
    WITH saying AS (SELECT unnest(?::VARCHAR[]) AS post, unnest(?::BIGINT[]) AS number),
    families AS (SELECT DISTINCT exemplar, number FROM copies JOIN saying USING (post))
    SELECT DISTINCT post, number FROM copies JOIN families USING (exemplar)"""


def scan_posts(store: CaseStore, sought: Wanted, progress: Progress = quiet) -> pa.Table:
    """The posts that carry an indicator (``SCANNED``), by number and post, one row each."""
    parts = list(_parts(store, sought, progress))
    found = pa.concat_tables([SCANNED.empty_table(), *parts]).combine_chunks()
    least = found.group_by(["post", "number"]).aggregate([("how", "min")])
    columns = [least["post"], least["number"], least["how_min"]]
    once = pa.table(columns, schema=SCANNED)
    return once.sort_by([("number", "ascending"), ("post", "ascending")])


def _parts(store: CaseStore, sought: Wanted, progress: Progress) -> Iterator[pa.Table]:
    walk = partial(_walk, store, progress)
    if sought.domains or sought.urls:
        addresses = AddressLookup(sought)
        yield from walk(_LINKS, (), _addresses(addresses, "link"))
        yield from walk(_EXPANDED, (), _addresses(addresses, "expanded"))
        parameters = (WRITTEN_ADDRESS, MAY_HOLD_ADDRESS)
        yield from walk(_WRITTEN, parameters, _written(addresses, "written"))
        in_media = _IN_MEDIA.format(value="unnest(regexp_extract_all(text, ?))")
        yield from walk(in_media, parameters[:1], _written(addresses, "media_words"))
    if sought.hashtags:
        yield from walk(_TAGS, (), _tags(sought))
    if sought.texts:
        headlines = HeadlineLookup(sought.texts)
        said = list(walk(_TEXTS, (), _headlines(headlines, "words", "part")))
        yield from said
        yield from _copies(store, said)
        heard = _headlines(headlines, "media_words", "media_words")
        yield from walk(_IN_MEDIA.format(value="text"), (), heard)
    if sought.hashes:
        for how, posts, numbers in posts_with_hashes(store, sought, progress):
            yield _rows(posts, numbers, how)


def _walk(
    store: CaseStore,
    progress: Progress,
    query: str,
    parameters: Sequence[object],
    lookup: Lookup,
) -> Iterator[pa.Table]:
    """Look up every distinct value of each batch of (post, value), and give it to its posts."""
    seen = 0
    for batch in store.stream(query, parameters):
        encoded = batch.column("value").dictionary_encode()
        carried = lookup(encoded.dictionary.to_pylist())
        seen += batch.num_rows
        progress("indicators", seen, None)
        hits = np.array([bool(each) for each in carried], np.bool_)
        if hits.any():
            yield _given(batch.column("post"), encoded.indices, hits, carried)


def _given(
    posts: pa.Array,
    values: pa.Array,
    hits: NDArray[np.bool_],
    carried: Sequence[tuple[tuple[int, str], ...]],
) -> pa.Table:
    """The posts whose value carries anything, with what it carries."""
    rows = pa.array(np.flatnonzero(hits[values.to_numpy(zero_copy_only=False)]))
    pairs = [
        (post, number, HOW.index(how))
        for post, value in zip(
            posts.take(rows).to_pylist(), values.take(rows).to_pylist(), strict=True
        )
        for number, how in carried[value]
    ]
    columns = [list(column) for column in zip(*pairs, strict=True)]
    return pa.table(dict(zip(SCANNED.names, columns, strict=True)), schema=SCANNED)


def _addresses(addresses: AddressLookup, how: str) -> Lookup:
    def lookup(values: Sequence[str]) -> list[tuple[tuple[int, str], ...]]:
        return [_named(addresses.carried(value), how) for value in values]

    return lookup


def _written(addresses: AddressLookup, how: str) -> Lookup:
    def lookup(values: Sequence[str]) -> list[tuple[tuple[int, str], ...]]:
        plain = (plain_address(value) for value in values)
        return [_named(addresses.carried(each), how) if each else () for each in plain]

    return lookup


def _named(carried: Carried, how: str) -> tuple[tuple[int, str], ...]:
    return tuple((number, "inside" if inside else how) for number, inside in carried)


def _tags(sought: Wanted) -> Lookup:
    def lookup(values: Sequence[str]) -> list[tuple[tuple[int, str], ...]]:
        numbers = (sought.hashtags.get(folded_tag(value)) for value in values)
        return [() if number is None else ((number, "hashtag"),) for number in numbers]

    return lookup


def _headlines(headlines: HeadlineLookup, whole: str, inside: str) -> Lookup:
    def lookup(values: Sequence[str]) -> list[tuple[tuple[int, str], ...]]:
        return [
            tuple((number, inside if part else whole) for number, part in each)
            for each in headlines.carried(values)
        ]

    return lookup


def _copies(store: CaseStore, said: Sequence[pa.Table]) -> Iterator[pa.Table]:
    """Posts of the same copy family as one that carries a headline."""
    whole = pa.concat_tables([SCANNED.empty_table(), *said])
    if whole.num_rows:
        saying = (whole["post"].to_pylist(), whole["number"].to_pylist())
        found = store.sql(_COPIES, saying)
        yield _rows(found["post"], found["number"], "copy")


def _rows(posts: pa.ChunkedArray, numbers: pa.ChunkedArray, how: str) -> pa.Table:
    place = pa.array([HOW.index(how)] * len(posts), pa.int8())
    return pa.table([posts, pc.cast(numbers, pa.int64()), place], schema=SCANNED)
