"""What a command shows: findings on stdout, everything else on stderr, in the reader's language."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final

from demasque.progress import Progress, both, quiet
from demasque.stopwatch import stopwatch
from demasque.wording import Wording, catalogue

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PAGE: Final = 120
"""Columns where nobody has said how wide the page is: a pipe or a file."""


class Screen:
    """Where a command speaks. ``words`` is its wording."""

    def __init__(self, language: str) -> None:
        self.words: Wording = catalogue(language)

    @cached_property
    def out(self) -> "Console":
        """Where findings go."""
        return _console(stderr=False)

    @cached_property
    def err(self) -> "Console":
        """Where all else goes."""
        return _console(stderr=True)

    def say(self, sentence: str) -> None:
        """Print a sentence on stdout."""
        self._print(self.out, sentence)

    def aside(self, sentence: str) -> None:
        """Print on stdout what may be passed over."""
        self._print(self.out, sentence, "dim")

    def highlight(self, sentence: str) -> None:
        """Print on stdout what must not be passed over."""
        self._print(self.out, sentence, "bold")

    def note(self, sentence: str) -> None:
        """Print a sentence that is no finding, on stderr."""
        self._print(self.err, self.words.say(sentence))

    def warn_undetected(self, case: object) -> None:
        """Warn that nothing was looked for yet in the case in this folder."""
        said = self.words.text(
            "Nothing was looked for yet. First: demasque detect {case}", case=str(case)
        )
        self.warn(said)

    def warn(self, sentence: str) -> None:
        """Print a warning on stderr."""
        self._print(
            self.err,
            self.words.text("Warning: {sentence}", sentence=self.words.say(sentence)),
            "yellow",
        )

    def problem(self, sentence: str) -> None:
        """Print what went wrong on stderr."""
        self._print(self.err, self.words.text("Error: {sentence}", sentence=sentence), "red")

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str | float | None]]) -> None:
        """Print rows under headings, numbers to the right, on stdout."""
        self.out.print(self._table(headings, rows))

    def table_aside(
        self, headings: Sequence[str], rows: Sequence[Sequence[str | float | None]]
    ) -> None:
        """The same on stderr, for what is no finding."""
        self.err.print(self._table(headings, rows))

    def _table(
        self, headings: Sequence[str], rows: Sequence[Sequence[str | float | None]]
    ) -> "Table":
        from rich.box import SIMPLE_HEAD  # what draws is slow to import: only for who shows some
        from rich.table import Table
        from rich.text import Text

        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        numeric = [
            any(isinstance(row[n], int | float) for row in rows) for n in range(len(headings))
        ]
        for heading, is_number in zip(headings, numeric, strict=True):
            table.add_column(
                Text(heading), justify="right" if is_number else "left", overflow="fold"
            )
        for row in rows:
            table.add_row(*(Text(self._cell(value)) for value in row))
        return table

    def _cell(self, value: str | float | None) -> str:
        if value is None:
            return "–"
        return value if isinstance(value, str) else self.words.number(value)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress bar on stderr while the block runs; silence where stderr is no terminal.

        The stopwatch of ``--profile`` hears the steps, too.
        """
        watch = stopwatch()
        if not self.err.is_terminal:
            yield watch or quiet
            return
        from demasque.cli.bars import Bars

        with Bars(self.err, self.words) as bars:
            yield bars if watch is None else both(watch, bars)

    @staticmethod
    def _print(console: "Console", sentence: str, style: str = "") -> None:
        from rich.text import Text

        console.print(Text(sentence, style=style), soft_wrap=True)


def _console(*, stderr: bool) -> "Console":
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(stderr=stderr, highlight=False, emoji=False, width=PAGE)
    return console
