"""Keeping up with the case while its pages are looked at."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from demasque.web.editions.edition import Edition
from demasque.web.editions.keeping_editions import EditionKeeper

EVERY_SECONDS: Final = 2.0
"""How long new findings, or what was taken out, may go unnoticed."""

_ENDING_SECONDS: Final = 2.0  # for what is being read when the server ends

Ahead = Callable[[Edition], Iterator[None]]
"""Reads ahead in an edition, a step at a time."""


def _nothing(_: Edition) -> Iterator[None]:
    return iter(())


@contextmanager
def following(
    keeper: EditionKeeper, ahead: Ahead = _nothing, every_seconds: float = EVERY_SECONDS
) -> Iterator[None]:
    """In the block, the keeper shows what commands make of the case soon after they ended.

    Between two looks at the case, ``ahead`` reads in the edition that is shown.
    """
    follower = _Follower(keeper, ahead, every_seconds)
    thread = Thread(target=follower.run, name="demasque-following", daemon=True)
    thread.start()
    try:
        yield
    finally:
        follower.ended.set()
        thread.join(_ENDING_SECONDS)


class _Follower:
    def __init__(self, keeper: EditionKeeper, ahead: Ahead, every_seconds: float) -> None:
        self.ended = Event()
        self._keeper = keeper
        self._ahead = ahead
        self._every = every_seconds
        self._number = 0  # of the edition that is read ahead in
        self._steps: Iterator[None] = iter(())

    def run(self) -> None:
        while not self.ended.is_set():
            next_look = time.monotonic() + self._every
            try:
                self._keeper.follow()
                while time.monotonic() < next_look and self._one_step():
                    pass
            except Exception:
                # Pages go on from the edition that is shown; the next look may be luckier.
                if not self.ended.is_set():
                    logging.getLogger("demasque").exception("The case could not be looked at.")
            self.ended.wait(max(0.0, next_look - time.monotonic()))

    def _one_step(self) -> bool:
        """Read one thing ahead; whether there was one."""
        if self.ended.is_set():
            return False
        with self._keeper.reading() as edition:
            if edition.number != self._number:
                self._number, self._steps = edition.number, self._ahead(edition)
            return next(self._steps, self) is not self
