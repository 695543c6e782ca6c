"""Who reads the words in a picture? RapidOCR with the models of its wheel, or a stand-in."""

from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

LEAST_SCORE: Final = 0.8
"""The reader's own score from which a line counts. Of 96 lines in drawn pictures of three seeds all
are read from 0 to .9, and 99 % at .95; 96 pictures without words give 3 lines from 0 on, 1 from .6,
none from .7 (`make bench-words`): the middle of what loses nothing and invents nothing."""


class ReadLine(NamedTuple):
    """A line of words in a picture, and how sure the reader is of it, from 0 to 1."""

    text: str
    score: float


class TextReader(Protocol):
    """Reads the words in a picture. ``id`` names the program and its version."""

    @property
    def id(self) -> str:
        """Program and version, kept beside what it read."""
        ...

    def read(self, rgb: NDArray[np.uint8]) -> list[ReadLine]:
        """The lines in a picture (h, w, 3), from top to bottom; all of them, however unsure."""
        ...


class RapidReader:
    """RapidOCR (PP-OCRv6, Apache-2.0): Latin letters and Chinese. One thread, so that the same
    picture gives the same words beside whatever else is at work.
    """

    def __init__(self, rapidocr: Any, version: str) -> None:
        self.id = f"rapidocr {version}"
        threads = {
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        self._engine = rapidocr.RapidOCR(params={"Global.log_level": "error", **threads})

    def read(self, rgb: NDArray[np.uint8]) -> list[ReadLine]:
        """The lines in a picture (h, w, 3), from top to bottom; all of them, however unsure."""
        found = self._engine(np.ascontiguousarray(rgb[:, :, ::-1]))  # blue first
        if found.txts is None:
            return []
        return [ReadLine(*line) for line in zip(found.txts, map(float, found.scores), strict=True)]


def load_reader() -> TextReader | None:
    """The reader of the extra ``ocr``; None where that is not installed. Nothing is downloaded."""
    try:
        import rapidocr
    except ImportError:
        return None
    from importlib.metadata import version

    return RapidReader(rapidocr, version("rapidocr"))
