"""Tables of what a library of known indicators found in a case's posts."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, account, post

LIBRARY_MATCH_TABLE: Final = Table(
    "library_match",
    "the library that the posts were last compared with: one row, or none before the first time",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        Column("digest", pa.string(), "SHA-256 over the indicators compared", nullable=False),
        Column("indicators", pa.int64(), "that the library holds", nullable=False),
        Column("compared", pa.int64(), "of these, that posts can be compared with", nullable=False),
        Column("posts", pa.int64(), "that the case held", nullable=False),
        Column("matched_at", TIME, nullable=False),
    ),
)

KNOWN_INDICATORS_TABLE: Final = Table(
    "known_indicators",
    "what one source published of an indicator that stands in the case's posts",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        Column("indicator", pa.string(), "the same for all who publish it", nullable=False),
        Column("kind", pa.string(), "domain, url, hashtag, text, hash", nullable=False),
        Column("normal", pa.string(), "as it was compared", nullable=False, words=True),
        Column("source", pa.string(), "the file's name in the library", nullable=False),
        Column("line", pa.int64(), "in that file", nullable=False),
        Column("operation", pa.string(), "that the source names"),
        Column("value", pa.string(), "as published", nullable=False, words=True),
        Column("words", pa.string(), "the source's own", words=True),
        Column("date", pa.string(), "as the source gives it"),
        Column("link", pa.string(), "to what was published", words=True),
        Column("common", pa.bool_(), "a shortener, or a site anybody links to", nullable=False),
    ),
    gone_without=("indicator_posts", ("indicator",)),
)

INDICATOR_POSTS_TABLE: Final = Table(
    "indicator_posts",
    "one post that carries a known indicator",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        Column("indicator", pa.string(), nullable=False),
        post("post", nullable=False),
        account("account", nullable=False),
        Column(
            "how",
            pa.string(),
            "link, expanded, written, inside, hashtag, words, part, copy, media_words, bytes, "
            "export, picture",
            nullable=False,
        ),
    ),
)
