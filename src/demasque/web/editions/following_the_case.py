"""Keeping up with the case while its pages are looked at."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final

from demasque.web.editions.edition import Edition
from demasque.web.editions.ending_threads import end_threads
from demasque.web.editions.keeping_editions import EditionKeeper, WithheldError

EVERY_SECONDS: Final = 2.0
"""How long new findings, or what was taken out, may go unnoticed."""

_LEISURE_SECONDS: Final = 0.5  # between two looks whether there is something to read ahead

Ahead = Callable[[Edition], Iterator[None]]
"""Reads ahead in an edition, a step at a time."""


def _nothing(_: Edition) -> Iterator[None]:
    return iter(())


@contextmanager
def following(
    keeper: EditionKeeper, ahead: Ahead = _nothing, every_seconds: float = EVERY_SECONDS
) -> Iterator[None]:
    """In the block, the keeper shows what commands make of the case soon after they ended.

    Beside that, ``ahead`` reads in the edition that is shown.
    """
    ended = Event()
    threads = [
        Thread(target=each, args=(keeper, *given, ended), name="demasque-following", daemon=True)
        for each, given in ((_follow, (every_seconds,)), (_read_ahead, (ahead,)))
    ]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        ended.set()
        end_threads(threads, SystemExit)


def _follow(keeper: EditionKeeper, every_seconds: float, ended: Event) -> None:
    while not ended.is_set():
        with _told(ended):
            keeper.follow()
        ended.wait(every_seconds)


def _read_ahead(keeper: EditionKeeper, ahead: Ahead, ended: Event) -> None:
    number = 0
    steps: Iterator[None] = iter(())
    while not ended.is_set():
        more = False
        with _told(ended), suppress(WithheldError), keeper.reading() as edition:
            if edition.number != number:
                number, steps = edition.number, ahead(edition)
            more = next(steps, ended) is not ended
        if not more:
            ended.wait(_LEISURE_SECONDS)


@contextmanager
def _told(ended: Event) -> Iterator[None]:
    """What goes wrong is told where the server runs; the next attempt may be luckier."""
    try:
        yield
    except Exception:
        if not ended.is_set():
            logging.getLogger("demasque").exception("The case could not be looked at.")
