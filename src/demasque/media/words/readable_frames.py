"""Which pixels are read for words? A picture, or some frames of a clip, at a readable size."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LONGEST_SIDE: Final = 1280
"""Pixels: larger pictures are made smaller first. A line of a screenshot stays readable."""

MOST_FRAMES: Final = 12
"""Frames of a clip that are read: the first of scenes, spread over its length where they are more.
Each takes about as long as a picture."""

Frame = tuple[float, NDArray[np.uint8]]
"""Seconds from the start, and pixels (h, w, 3)."""


def is_still(path: Path, media: str) -> bool:
    """Whether the file is the one that was added, by its SHA-256: only that was looked at within
    limits, and what another one in its place holds nobody knows.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == media
    except OSError:
        return False


def frames_of(path: Path, kind: str, moments: Sequence[float]) -> Iterator[Frame]:
    """The frames to read: of a picture one, of a clip those at ``moments`` (seconds); none of a
    recording, or of what cannot be decoded.
    """
    if kind == "image":
        yield from _picture(path)
    elif kind == "video":
        yield from _clip(path, _spread(sorted(moments) or [0.0]))


def _spread(moments: Sequence[float]) -> list[float]:
    if len(moments) <= MOST_FRAMES:
        return list(moments)
    at = np.linspace(0, len(moments) - 1, MOST_FRAMES).round().astype(int)
    return [moments[i] for i in at]


def _picture(path: Path) -> Iterator[Frame]:
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as opened:
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            clear = upright.convert("RGBA")
    except Exception:  # Pillow raises what its decoders raise
        return
    white = Image.new("RGBA", clear.size, "white")
    yield 0.0, np.asarray(Image.alpha_composite(white, clear).convert("RGB"))


def _clip(path: Path, moments: Sequence[float]) -> Iterator[Frame]:
    import av

    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
            stream = container.streams.video[0]
            for at in moments:
                frame = _frame_at(container, stream, at)
                if frame is not None:
                    yield at, _pixels(frame)
    except (av.FFmpegError, OSError, ValueError, IndexError):
        return


def _frame_at(container: Any, stream: Any, at: float) -> Any:
    """The first frame at or after a moment, or None past the end."""
    container.seek(int((at + _start(stream)) / stream.time_base), stream=stream)
    for frame in container.decode(stream):
        if frame.time is not None and frame.time - _start(stream) >= at - 1e-3:
            return frame
    return None


def _start(stream: Any) -> float:
    return float((stream.start_time or 0) * stream.time_base)


def _pixels(frame: Any) -> NDArray[np.uint8]:
    scale = min(1.0, LONGEST_SIDE / max(frame.width, frame.height))
    width, height = (max(2, round(side * scale)) for side in (frame.width, frame.height))
    pixels: NDArray[np.uint8] = frame.to_ndarray(format="rgb24", width=width, height=height)
    return pixels
