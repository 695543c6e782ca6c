"""A hash in somebody's list, whatever the list looked like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from demasque.errors import Sentence

HashKind = Literal["pdq", "sha256", "sha1", "md5", "pdq or sha256"]
"""What a hash is of: of what a picture looks like (PDQ), or of a file's bytes."""

DIGITS: Final[Mapping[int, HashKind]] = {32: "md5", 40: "sha1", 64: "pdq or sha256"}
"""What so many hexadecimal digits are where nobody says."""


@dataclass(frozen=True)
class ListedHash:
    """One hash of a list: ``digits`` in lower case, and what the list says of it.

    ``line`` is its line, or its number among the entries of a JSON file; ``quality`` that of a PDQ,
    0 to 100; ``at`` seconds from the start of their clip; ``label`` all else that stands there.
    """

    line: int
    kind: HashKind
    digits: str
    quality: float | None = None
    at: float | None = None
    label: str = ""


@dataclass(frozen=True)
class RejectedLine:
    """A line that could not be used, and why."""

    line: int
    reason: Sentence


@dataclass(frozen=True)
class HashList:
    """A list of hashes that was read.

    ``other`` counts hashes of kinds that nothing here is compared with, by the list's own name of
    the kind; ``withdrawn`` those that the list itself takes back.
    """

    name: str
    sha256: str
    hashes: tuple[ListedHash, ...]
    rejected: tuple[RejectedLine, ...] = ()
    other: dict[str, int] = field(default_factory=dict)
    withdrawn: int = 0
