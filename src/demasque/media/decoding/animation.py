"""Animated pictures (GIF, WebP, PNG, AVIF) as clips of their frames."""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Final

from demasque.media.decoding.clip import MOST_DECODED, LookedAt
from demasque.media.decoding.media_form import damaged
from demasque.media.decoding.pixels import BROKEN, rgb_of

SHOWN_AT_LEAST: Final = 0.02
DEFAULT_SHOWN: Final = 0.1
"""Seconds that browsers show a frame that asks for none or too few."""
SLOWER: Final = 10
"""How many times as long as a film's a pixel takes: every frame is decoded, and twice."""


class Animation:
    """An animated picture that was opened (:class:`demasque.media.decoding.clip.Clip`)."""

    def __init__(self, path: Path, reader: str, sides: tuple[int, int]) -> None:
        self._path, self._reader = path, reader
        self.width, self.height = sides
        self.said: dict[str, str] = {}
        # How long it lasts is known when all frames were decoded.
        self.seconds: float | None = None

    def spread(self, count: int) -> list[LookedAt]:
        """Return the first frames: there is no going to the middle without decoding all before."""
        return list(islice(self._frames(), count))

    def each_second(self) -> Iterator[LookedAt]:
        """Yield the frame that is first shown in each second."""
        wanted = 0.0
        for at, frame in self._frames():
            if at >= wanted:
                yield at, frame
                wanted = at // 1 + 1

    def _frames(self) -> Iterator[LookedAt]:
        from PIL import Image

        at = 0.0
        affordable = max(1, MOST_DECODED // (SLOWER * self.width * self.height))
        with Image.open(self._path, formats=(self._reader,)) as image:
            for number in count():
                if number == affordable:
                    self.said["looked at"] = f"the first {number} frames"
                    break
                try:
                    image.seek(number)
                    frame = rgb_of(image)
                except EOFError:
                    break
                except BROKEN as error:
                    if number == 0:
                        raise damaged(self._reader) from error
                    # A broken frame ends the clip.
                    self.said["cut short"] = "yes"
                    break
                yield at, frame
                shown = float(image.info.get("duration") or 0) / 1000
                at += shown if shown >= SHOWN_AT_LEAST else DEFAULT_SHOWN
        self.seconds = at
