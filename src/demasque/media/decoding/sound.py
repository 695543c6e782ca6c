"""What a clip or recording sounds like: chromaprint's numbers, by the program ``fpcalc``.

Method: Lalinsky, "How does Chromaprint work?" (2011): energies of twelve pitch classes over time,
compared in 32-bit numbers, some eight a second. ``fpcalc`` is given plain samples, never the file:
what may be opened is decided in one place.
"""

import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from demasque.errors import Sentence

RATE: Final = 11_025
"""Samples a second: what chromaprint works at."""
LONGEST_SOUND: Final = 3600
"""Seconds that are listened to, as long as clips are looked at once a second."""
MOST_BROKEN: Final = 50
"""Packets that cannot be decoded, in a row, after which the sound is taken to end."""
PROGRAM: Final = "fpcalc"


def sound_missing() -> Sentence | None:
    """Say that sounds are not compared, where the program for it is missing; else None."""
    if _program() is not None:
        return None
    return Sentence(
        "What clips sound like is not compared: install fpcalc (libchromaprint-tools), and add them"
        " again."
    )


@lru_cache(maxsize=1)
def _program() -> str | None:
    return shutil.which(PROGRAM)


def sound_of(container: Any) -> NDArray[np.uint32]:
    """Fingerprint the first hour of a container's first sound; empty without sound or program."""
    program = _program()
    if program is None or not container.streams.audio:
        return np.empty(0, np.uint32)
    arguments = ("-raw", "-plain", "-length", str(LONGEST_SOUND), "-format", "s16le")
    with subprocess.Popen(
        [program, *arguments, "-rate", str(RATE), "-channels", "1", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        try:
            for samples in _samples(container):
                running.stdin.write(samples)
            running.stdin.close()
        except BrokenPipeError:
            pass  # It has heard enough.
        written = running.stdout.read()
    # Its exit code says nothing: the end of what it is given is an error to it. It writes nothing
    # where there is nothing to compare: too short, or silent.
    numbers = [int(number) for number in written.split(b",") if number.strip().isdigit()]
    return np.array(numbers, dtype=np.uint64).astype(np.uint32)


def _samples(container: Any) -> Iterator[bytes]:
    """Decode to 16-bit samples of one channel; what cannot be decoded is left out."""
    import av

    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    left, broken = LONGEST_SOUND * RATE, 0
    packets = iter(container.demux(container.streams.audio[0]))
    while left > 0 and broken < MOST_BROKEN:
        try:
            packet = next(packets, None)
            frames = packet.decode() if packet is not None else ()
            heard = [part for frame in frames for part in resampler.resample(frame)]
        except (av.error.FFmpegError, ValueError):
            # A damaged packet, or sound that changes its form on the way.
            broken += 1
            continue
        if packet is None:
            return
        broken = 0
        for part in heard:
            samples = part.to_ndarray().astype("<i2").ravel()[:left]
            left -= len(samples)
            yield samples.tobytes()
