"""How much memory the tables of a case take: little, and more once a question needs it.

DuckDB fills whatever it may with pages that it might read again, so it is allowed little. What a
question needs at least (lists of a group, keys of a join) grows with the case and cannot be known
before: a question that finds no room is asked again with the next size.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, TypeVar

import duckdb

from demasque.errors import DemasqueError, Sentence

SIZES: Final = ("512MB", "2GB", "80%")
"""The usual; what a question gets that needs more; what DuckDB takes when nobody says anything."""

Answer = TypeVar("Answer")


class TooLittleMemoryError(DemasqueError, MemoryError):
    """A question needs more memory than the tables of a case may take."""


class MemoryAllowed:
    """The limit of one store's tables, at first the smallest of ``SIZES``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._size = 0
        self._named: str | None = None
        self._in_little = False

    def enough_for(self, ask: Callable[[], Answer]) -> Answer:
        """What ``ask`` gives; asked again with more memory where it has too little.

        What needed more once keeps it: the next question of that kind is not asked twice.

        Raises TooLittleMemoryError where there is no more, or a person named the limit.
        """
        while True:
            try:
                return ask()
            except duckdb.OutOfMemoryException as error:
                if not self._more():
                    raise self._too_little() from error

    @contextmanager
    def little(self, memory: str) -> Iterator[None]:
        """Less in the block, until a question needs the usual; nothing where a limit is named."""
        if self._named is not None:
            yield
            return
        with suppress(duckdb.OutOfMemoryException):  # what is at work stays
            self._allow(memory)
        self._in_little = True
        try:
            yield
        finally:
            self._in_little = False
            self._allow(SIZES[self._size])

    @contextmanager
    def named(self, memory: str | None) -> Iterator[None]:
        """Within the block a limit that a person named, and no more; with None as before it.

        Raises TooLittleMemoryError where what is at work does not fit into it.
        """
        outer = self._named
        try:
            if memory is not None:
                self._named = memory
                self.enough_for(lambda: self._allow(memory))
            yield
        finally:
            self._named = outer
            with suppress(duckdb.OutOfMemoryException):  # what is at work stays
                self._allow(outer or SIZES[self._size])

    def _more(self) -> bool:
        if self._in_little:
            self._in_little = False
        elif self._named is None and self._size + 1 < len(SIZES):
            self._size += 1
        else:
            return False
        self._allow(SIZES[self._size])
        return True

    def _allow(self, memory: str) -> None:
        self._connection.execute(f"SET memory_limit = '{memory}'").fetchall()

    def _too_little(self) -> TooLittleMemoryError:
        if self._named is None:
            return TooLittleMemoryError(
                Sentence(
                    "The tables of this case need more memory than this machine has. Look at fewer "
                    "posts (demasque detect --horizon P30D), or use a machine with more."
                )
            )
        return TooLittleMemoryError(
            Sentence(
                "The tables of this case need more memory than the limit leaves them. Name a "
                "larger one with --memory, or none: then they take what they need."
            )
        )
