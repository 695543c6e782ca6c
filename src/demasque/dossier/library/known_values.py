"""Indicators as values: the table that a library gives, and what a format reads from one row."""

from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa

from demasque.sentences import Sentence

IndicatorKind = Literal["domain", "url", "hashtag", "text", "hash"]
KINDS: Final[tuple[IndicatorKind, ...]] = ("domain", "url", "hashtag", "text", "hash")

INDICATORS: Final = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("digest", pa.string(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),
        pa.field("operation", pa.string()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("normal", pa.string(), nullable=False),
        pa.field("algorithm", pa.string()),
        pa.field("words", pa.string()),
        pa.field("date", pa.string()),
        pa.field("link", pa.string()),
    ]
)
"""One indicator of a library a row. ``source`` is the name of the file that it stands in,
``digest`` the file's SHA-256, ``line`` its line (its number among the objects of a JSON file),
``operation`` the operation or network that the source names, ``kind`` one of ``KINDS``, ``value``
as published, without characters that are not seen, ``normal`` the same for matching: a domain by
:func:`normal_domain`, an address by ``demasque.text.canonical_url``, a hashtag without its sign
(NFKC, case folded), words by ``demasque.text.match_key``, hexadecimal digits in lower case.
``algorithm`` is that of a hash (md5, sha1, sha256, pdq; ``pdq or sha256`` where nobody says),
``words`` the source's own words, ``date`` as the source gives it and as exact as that (2022-09-27,
2022-05, 2023-Q2), ``link`` to what was published. What a source does not say is null."""


@dataclass(frozen=True, slots=True)
class KnownValue:
    """One indicator of a row; the fields are those of ``INDICATORS``."""

    kind: IndicatorKind
    value: str
    normal: str
    algorithm: str | None = None
    operation: str | None = None
    words: str | None = None
    date: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a row, or a value in it, is no indicator; ``detail`` fills the reason's place."""

    reason: str
    detail: str | None = None

    def sentence(self) -> Sentence:
        """The reason in words."""
        if self.detail is None:
            return Sentence(self.reason)
        return Sentence(self.reason, detail=self.detail)


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of a source: its indicators, and what of it was lost.

    A signature is one row that is neither.
    """

    line: int
    values: tuple[KnownValue, ...] = ()
    losses: tuple[Loss, ...] = ()
