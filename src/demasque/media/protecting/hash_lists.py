"""Hashes of media that must not be shown: lists of them, and picture files that are only hashed.

The way of StopNCII and of the ThreatExchange: whoever is harmed by a picture never hands it over,
only its hash. SHA-256 finds the same bytes, PDQ (Facebook, "The TMK+PDQF Video-Hashing Algorithm
and the PDQ Image-Hashing Algorithm", 2019) the same picture after common changes. Both are 256
bits in 64 hexadecimal digits, and a list need not say which a line is: each is tried as both, since
of random strings of 256 bits one pair in 10^36 lies within 31 bits.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from demasque.errors import UsageError

HASH: Final = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")

_DIGITS: Final = re.compile(r"[0-9a-fA-F]{16}")
"""No heading has so many hexadecimal digits in a row; a hash of another sort does."""

_LOOKED_AT: Final = 8_192
"""Bytes of a file by which a list is told from a picture."""

_LONGEST_LIST: Final = 100_000_000
"""Bytes of a list: a million lines of a spreadsheet with room for notes."""


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, by which spreadsheets say how a text is written."""


def is_list(path: Path) -> bool:
    """Whether a file is a list of hashes: text, where a picture or clip has control characters.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(_LOOKED_AT)
    except OSError as error:
        raise UsageError("{path} cannot be read.", path=path) from error
    text = begin.decode(_encoding(begin), errors="replace")
    return not any(sign < " " and sign not in "\t\r\n" for sign in text)


def hashes_of_list(path: Path) -> list[str]:
    """Return the hashes on each line of a list: plain lines, or CSV with other columns beside.

    Empty lines, lines that begin with # and a first line of headings are passed over.

    Raises:
        UsageError: a line holds no hash: it says which, and not what stands there.
    """
    if path.stat().st_size > _LONGEST_LIST:
        raise UsageError("{path} is too large for a list of hashes.", path=path)
    content = path.read_bytes()
    return list(_hashes(path, content.decode(_encoding(content), errors="replace")))


def _encoding(content: bytes) -> str:
    return next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")


def _hashes(path: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = HASH.findall(line)
        yield from map(str.lower, found)
        if not found and (number > 1 or _DIGITS.search(line)):
            raise UsageError(
                "{path}, line {line}: no hash of 64 hexadecimal digits stands here. SHA-256 and "
                "PDQ are understood; MD5 is not.",
                path=path,
                line=number,
            )
