"""Pictures, clips and files made to harm, for the tests of the room media."""

import struct
import zlib
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]


def scenery(seed: int, width: int = 320, height: int = 240) -> Rgb:
    """A picture full of shapes, no two seeds alike and none with plain sides."""
    from PIL import Image

    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (9, 12, 3), dtype=np.uint8)
    fine = rng.normal(0, 14, (height, width, 1))
    smooth = np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))
    return np.clip(smooth + fine, 0, 255).astype(np.uint8)


def save(picture: Rgb, path: Path, **options: object) -> Path:
    from PIL import Image

    Image.fromarray(picture).save(path, **options)  # type: ignore[arg-type]
    return path


def encoded(picture: Rgb, form: str, **options: object) -> bytes:
    from PIL import Image

    file = BytesIO()
    Image.fromarray(picture).save(file, form, **options)  # type: ignore[arg-type]
    return file.getvalue()


def film(
    frames: list[Rgb],
    path: Path,
    rate: int = 10,
    gop: int = 20,
    form: str | None = None,
    step: int = 1,
) -> Path:
    """A clip of these frames, ``step`` ticks apart, by an encoder that any FFmpeg has."""
    import av

    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 4_000_000
        stream.gop_size = gop
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")
            frame.pts, frame.time_base = number * step, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def recording(seconds: float, path: Path, pitch: float = 440.0) -> Path:
    """A melody as WAV."""
    import wave

    at = np.arange(round(seconds * 11_025)) / 11_025
    steps = pitch * 2 ** (np.floor(at * 3) % 7 / 12)
    samples = (12_000 * np.sin(2 * np.pi * np.cumsum(steps) / 11_025)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(11_025)
        file.writeframes(samples.tobytes())
    return path


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says it is ``side`` x ``side`` pixels, all of them there."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + checked

    packer = zlib.compressobj(9)
    rows = bytes(1 + side)
    body = b"".join(packer.compress(rows) for _ in range(min(side, 20_000))) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
