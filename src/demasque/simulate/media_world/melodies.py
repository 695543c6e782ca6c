"""Sound for drawn clips: melodies with a beat, or bursts like syllables; no voice of anybody."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
"""One channel, -1 to 1, ``SAMPLES`` a second."""

SAMPLES: Final = 16_000


def melody(rng: np.random.Generator, seconds: float) -> Sound:
    """Return chords, a tune and a beat that the next ``rng`` does not repeat."""
    total = max(round(seconds * SAMPLES), 1)
    made = np.zeros(total, np.float32)
    scale = 110.0 * 2 ** ((np.sort(rng.choice(12, 6, replace=False)) + rng.integers(0, 12)) / 12)
    at = 0.0
    while at < seconds:
        length = float(rng.choice([0.15, 0.25, 0.4, 0.6]))
        for octave in (1, 2, 4):
            if rng.random() < 0.7:
                pitch = float(rng.choice(scale)) * octave
                _note(made, at, length * rng.uniform(1, 2), pitch, rng.uniform(0.05, 0.2))
        if rng.random() < 0.5:
            _hit(rng, made, at, rng.uniform(0.05, 0.3))
        at += length
    return _levelled(made)


def syllables(rng: np.random.Generator, seconds: float) -> Sound:
    """Return buzzing in bursts of some four a second, its overtones shifting, with pauses."""
    total = max(round(seconds * SAMPLES), 1)
    made = np.zeros(total, np.float32)
    pitch, at = rng.uniform(90, 220), 0.0
    while at < seconds:
        length = rng.uniform(0.1, 0.35)
        formants = rng.uniform((250, 800, 2000), (800, 2200, 3200))
        ground = pitch * rng.uniform(0.85, 1.2)
        for overtone in range(1, 18):
            near = np.exp(-(((overtone * ground - formants) / 180.0) ** 2)).sum()
            if near > 0.05:
                _note(made, at, length, overtone * ground, 0.15 * float(near))
        at += length + (rng.uniform(0.3, 0.8) if rng.random() < 0.15 else 0.03)
    return _levelled(made)


def resampled(sound: Sound, speed: float) -> Sound:
    """Return the sound played ``speed`` times as fast, its pitch with it; silence stays silent."""
    if not len(sound):
        return sound
    places = np.arange(0, len(sound) - 1, speed)
    return np.asarray(np.interp(places, np.arange(len(sound)), sound), np.float32)


def _note(made: Sound, at: float, length: float, pitch: float, loud: float) -> None:
    first = round(at * SAMPLES)
    count = min(round(length * SAMPLES), len(made) - first)
    if count < 2:
        return
    time = np.arange(count, dtype=np.float32) / SAMPLES
    swell = np.minimum(time / 0.01, 1.0) * np.exp(-2.0 * time / length)
    made[first : first + count] += (loud * swell * np.sin(2 * np.pi * pitch * time)).astype("f4")


def _hit(rng: np.random.Generator, made: Sound, at: float, loud: float) -> None:
    first = round(at * SAMPLES)
    count = min(SAMPLES // 12, len(made) - first)
    if count > 0:
        fall = np.exp(-np.arange(count, dtype=np.float32) / (SAMPLES / 60))
        made[first : first + count] += loud * fall * rng.standard_normal(count, dtype=np.float32)


def _levelled(made: Sound) -> Sound:
    return np.asarray(0.8 * made / max(float(np.abs(made).max()), 1e-6), np.float32)
