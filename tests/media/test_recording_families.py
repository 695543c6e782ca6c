"""What users are promised of families of recordings."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from demasque.media import Fingerprint, gather
from made_prints import Maker, made

Sound = NDArray[np.uint32]


def families(prints: dict[str, Fingerprint]) -> dict[str, dict[str, Any]]:
    return {row["media"]: row for row in gather(prints).to_pylist()}


def sound(make: Maker, seconds: int) -> Sound:
    return make.rng.integers(0, 2**32, seconds * 8, dtype=np.uint32)


def recording(audio: Sound) -> Fingerprint:
    return made([], "audio", seconds=audio.size / 8, audio=audio)


def noisy(make: Maker, audio: Sound, rate: float) -> Sound:
    """The same sound with a share of its bits turned over."""
    turned = make.rng.random((audio.size, 32)) < rate
    return audio ^ (turned @ (np.uint64(1) << np.arange(32, dtype=np.uint64))).astype(np.uint32)


def test_a_recording_saved_anew_joins_by_its_sound() -> None:
    make = Maker(1)
    first = sound(make, 40)
    row = families({"a": recording(first), "b": recording(noisy(make, first, 0.08))})["b"]
    assert (row["exemplar"], row["found_by"], row["how"]) == ("a", "audio", ["reencoded"])


def test_a_part_of_a_recording_joins_and_says_which() -> None:
    make = Maker(2)
    first = sound(make, 60)
    part = noisy(make, first[15 * 8 : 50 * 8], 0.05)
    row = families({"a": recording(first), "b": recording(part)})["b"]
    assert (row["exemplar"], row["how"]) == ("a", ["shortened"])
    assert abs(row["exemplar_start"] - 15) < 1


def test_other_recordings_and_silence_stay_apart() -> None:
    make = Maker(3)
    silent = np.zeros(300, np.uint32)
    prints = {name: recording(sound(make, 30)) for name in "ab"}
    prints |= {name: recording(silent) for name in "cd"}
    assert all(row["exemplar"] == name for name, row in families(prints).items())


def test_a_recording_of_a_clip_s_sound_is_no_copy_of_the_clip() -> None:
    make = Maker(4)
    words = sound(make, 30)
    prints = {
        "a": recording(words), "b": made([make.view() for _ in range(30)], "video", audio=words)
    }  # fmt: skip
    assert all(row["exemplar"] == name for name, row in families(prints).items())
