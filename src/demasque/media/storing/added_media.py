"""What became of a folder, or a zip, of files beside posts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from demasque.errors import Sentence
from demasque.ingest import AddedFile

FIRST: Final = 5
"""Rejected rows that are shown with their line."""


@dataclass(frozen=True, slots=True)
class AddedMedia:
    """What became of one folder or zip.

    ``exports`` are the exports of posts in it, which were added first. ``layouts`` are the ways in
    which its files are laid beside posts. Of the distinct files that posts or accounts of the case
    have (``files``), ``new`` were not in the case before. ``linked`` are the pairs of a post and a
    file, ``avatars`` of an account and its picture, that are new. ``rejected`` counts the rows of
    lists and the files that could not be used, by reason; ``rejects`` are (list, line, reason) of
    each, or (file, 0, reason), and ``first_rejects`` the first few. ``left_out`` are pictures,
    clips and recordings that belong to nothing in the case. ``copied`` went into the evidence.
    ``problem`` is the sentence that says why the folder could not be read at all.
    """

    name: str
    exports: tuple[AddedFile, ...] = ()
    layouts: tuple[str, ...] = ()
    files: int = 0
    new: int = 0
    linked: int = 0
    avatars: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    rejects: tuple[tuple[str, int, str], ...] = ()
    left_out: int = 0
    copied: int = 0
    warnings: tuple[Sentence, ...] = ()
    problem: str | None = None

    @property
    def first_rejects(self) -> tuple[tuple[str, int, str], ...]:
        """The rejected rows that are shown with their line."""
        return self.rejects[:FIRST]

    @property
    def kept(self) -> int:
        """Rows of posts and accounts, and links to files, that are in the case because of it."""
        return sum(file.kept for file in self.exports) + self.linked + self.avatars

    @property
    def usable(self) -> bool:
        """Whether anything in it could be used, now or when it was added before."""
        if any(file.problem for file in self.exports):
            return False
        read = any(file.usable for file in self.exports)
        return read or bool(self.files) or not (self.rejected or self.left_out)


class RejectedRows:
    """What could not be used, and how often for which reason."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()
        self.rows: list[tuple[str, int, str]] = []

    def add(self, listed_in: str, line: int, reason: str) -> None:
        """One row of a list, or one file."""
        self.reasons[reason] += 1
        self.rows.append((listed_in, line, reason))
