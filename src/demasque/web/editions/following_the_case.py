"""Keeping up with the case while its pages are looked at."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from demasque.web.editions.keeping_editions import EditionKeeper

EVERY_SECONDS: Final = 2.0
"""How long new findings, or what was taken out, may go unnoticed."""


@contextmanager
def following(keeper: EditionKeeper, every_seconds: float = EVERY_SECONDS) -> Iterator[None]:
    """In the block, the keeper shows what commands make of the case soon after they ended."""
    ended = Event()
    thread = Thread(target=_follow, args=(keeper, ended, every_seconds), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _follow(keeper: EditionKeeper, ended: Event, every_seconds: float) -> None:
    while not ended.wait(every_seconds):
        try:
            keeper.follow()
        except Exception:
            # Pages go on from the edition that is shown; the next look may be luckier.
            logging.getLogger("demasque").exception("The case could not be looked at.")
