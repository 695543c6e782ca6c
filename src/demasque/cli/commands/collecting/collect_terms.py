"""What all commands that collect take, and how they run: until stopped, saying how it goes."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import text
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.collect import CollectState, Feed

MatchFile = Annotated[
    Path,
    typer.Option(
        "--match",
        metavar="FILE",
        help=text(
            "Which posts to keep: a file with a word, #hashtag, 'site: example.org' or 'lang: fr' "
            "in each line, or TOML. It names no account."
        ),
        show_default=False,
    ),
]
OutputFolder = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="FOLDER",
        help=text("Folder to write files to, such as the inbox that a watch looks into."),
        show_default=False,
    ),
]
Lasting = Annotated[
    str | None,
    typer.Option(
        "--for",
        metavar="DURATION",
        help=text("Stop after this long: 90s, 10min, 1h or 1d. Until Ctrl-C without it."),
        show_default=False,
    ),
]
Every = Annotated[
    str,
    typer.Option(
        "--every",
        metavar="DURATION",
        help=text("Look again after this long: 10min, 1h or 1d."),
    ),
]

_SAID_EVERY: Final = 60.0
"""Seconds between two lines that say how it goes."""


def run_feed(feed: "Feed", folder: Path, lasting: str | None, screen: Screen) -> None:
    """Collect until stopped, or for a while; say on stderr how it goes and what came of it."""
    from demasque.collect import collect

    length = None if lasting is None else span("--for", lasting)
    logging.getLogger("stamina").setLevel(logging.ERROR)  # what it tries again is said here
    with _stopping() as stop:
        counts = collect(feed, folder, stop, length, settled=_Telling(screen).tell)
    screen.note(
        screen.words.text(
            "Kept {kept} of {seen} records in all, and {deleted} notices of deletion, in {folder}.",
            kept=counts.kept,
            seen=counts.seen,
            deleted=counts.deleted,
            folder=folder,
        )
    )


class _Telling:
    """Says once a minute how a feed is doing."""

    def __init__(self, screen: Screen) -> None:
        from demasque.clocks import MachineClock

        self._screen, self._clock = screen, MachineClock()
        self._said_at = self._clock.ticks()

    def tell(self, state: "CollectState") -> None:
        if self._clock.ticks() - self._said_at < _SAID_EVERY:
            return
        self._said_at = self._clock.ticks()
        counts, words = state.counts, self._screen.words
        late = "?" if counts.lag is None else words.duration(counts.lag)
        self._screen.note(
            words.text(
                "{network}: {seen} seen, {kept} kept, {deleted} deleted, {garbled} not readable, "
                "{late} behind.",
                network=state.network,
                seen=counts.seen,
                kept=counts.kept,
                deleted=counts.deleted,
                garbled=counts.garbled,
                late=late,
            )
        )


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C or an end asked of the process sets; asked twice, it ends at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    earlier = {number: signal.getsignal(number) for number in numbers}

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, earlier[signal.Signals(number)])

    for number in numbers:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number in numbers:
            signal.signal(number, earlier[number])


def span(option: str, written: str) -> float:
    """Seconds of a length of time that an option was given. Raise UsageError for what is none."""
    from demasque.coordination import seconds

    try:
        return seconds(written)
    except UsageError:
        raise UsageError(
            "{option} {written} cannot be read: write 90s, 10min, 1h or 1d.",
            option=option,
            written=written,
        ) from None
