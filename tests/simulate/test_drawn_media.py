"""Drawn pictures and clips: unrelated ones are unrelated, and templates are the same on many."""

import hashlib
from pathlib import Path

import numpy as np
import pyarrow.csv as pv
import pytest

from demasque.simulate import (
    CARDS,
    CLIP_EDITS,
    CLIP_KINDS,
    EDITS,
    PICTURE_KINDS,
    TEMPLATES,
    clip,
    media_world,
    picture,
    write_clip,
)

pytest.importorskip("PIL", reason="drawn pictures need the extra media")


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def hashes(pictures: list[np.ndarray]) -> np.ndarray:
    pdqhash = pytest.importorskip("pdqhash", reason="PDQ needs the extra media")
    return np.array([pdqhash.compute(each)[0] for each in pictures], np.int64)


@pytest.mark.parametrize("kind", sorted(PICTURE_KINDS))
def test_a_picture_depends_on_its_seed_alone(kind: str) -> None:
    made = picture(1, 160, 120, kind)
    assert made.shape == (120, 160, 3)
    assert made.dtype == np.uint8
    assert np.array_equal(made, picture(1, 160, 120, kind))
    assert not np.array_equal(made, picture(2, 160, 120, kind))


def test_unrelated_pictures_are_as_far_apart_as_chance_puts_them() -> None:
    bits = hashes([picture(seed, 160, 120) for seed in range(120)])
    pairs = np.triu_indices(len(bits), 1)
    apart = (bits[:, None] != bits[None]).sum(-1)[pairs]
    # Independent fair bits: mean 128, deviation 8.
    assert 124 < apart.mean() < 130
    assert apart.std() < 12
    assert apart.min() > 62


def test_power_falls_with_frequency_as_in_photographs() -> None:
    power = np.zeros((256, 129))
    for seed in range(12):
        gray = picture(seed, 256, 256).mean(axis=2)
        power += np.abs(np.fft.rfft2(gray - gray.mean())) ** 2
    radius = np.hypot(np.fft.fftfreq(256)[:, None] * 256, np.arange(129)[None])
    low, high = (power[(radius >= r) & (radius < 2 * r)].mean() for r in (4, 32))
    # Photographs: some -2 (van der Schaaf and van Hateren 1996: -1.5 to -3).
    assert -3.3 < np.log2(high / low) / 3 < -1.4


@pytest.mark.parametrize("name", sorted(EDITS))
def test_an_edit_is_a_function_of_picture_and_chance(name: str) -> None:
    made = picture(5, 200, 150)
    before = made.copy()
    edited = EDITS[name](made, rng())
    assert np.array_equal(made, before)
    assert edited.dtype == np.uint8
    assert edited.ndim == 3
    assert np.array_equal(edited, EDITS[name](made, rng()))
    assert edited.shape != made.shape or not np.array_equal(edited, made)


def test_there_are_more_than_twenty_edits_of_pictures() -> None:
    assert len(EDITS) > 20


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_is_the_same_around_any_picture(name: str) -> None:
    framed = [TEMPLATES[name](picture(seed, 200, 150), rng()) for seed in (1, 2)]
    assert framed[0].shape == framed[1].shape
    fills = 9, 200
    plain = [TEMPLATES[name](np.full((150, 200, 3), fill, np.uint8), rng()) for fill in fills]
    drawn = [(made != fill).any(axis=2) for made, fill in zip(plain, fills, strict=True)]
    assert drawn[0].any()
    # But for edges of letters that happen to have the ground's colour.
    assert (drawn[0] == drawn[1]).mean() > 0.99


def test_cards_show_nothing_of_their_own() -> None:
    for card in CARDS.values():
        assert len(np.unique(card(rng(), 64, 48) // 32)) < 40


@pytest.mark.parametrize("kind", sorted(CLIP_KINDS))
def test_a_clip_is_written_with_its_frames_and_its_sound(kind: str, tmp_path: Path) -> None:
    av = pytest.importorskip("av", reason="clips need the extra media")
    made = clip(4, seconds=2.0, rate=10.0, size=(96, 54), kind=kind)
    assert made.frames.shape == (20, 54, 96, 3)
    assert made.seconds == 2.0
    written = [write_clip(made, tmp_path / f"{number}.mp4") for number in range(2)]
    assert written[0].read_bytes() == written[1].read_bytes()
    with av.open(str(written[0])) as file:
        assert {stream.type for stream in file.streams} == {"video", "audio"}
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    assert len(frames) == 20
    assert np.abs(frames[7].astype(int) - made.frames[7]).mean() < 16


@pytest.mark.parametrize("name", sorted(CLIP_EDITS))
def test_an_edited_clip_can_be_written(name: str, tmp_path: Path) -> None:
    av = pytest.importorskip("av", reason="clips need the extra media")
    made = clip(6, seconds=1.5, rate=24.0, size=(96, 54))
    edited = CLIP_EDITS[name](made, rng())
    with av.open(str(write_clip(edited, tmp_path / "edited.mp4"))) as file:
        assert sum(1 for _ in file.decode(video=0)) == len(edited.frames)


@pytest.mark.parametrize("name", sorted({*CLIP_EDITS} - {"new sound"}))
def test_a_silent_clip_stays_silent(name: str) -> None:
    made = clip(6, seconds=0.5, rate=8.0, size=(48, 27))
    silent = made.changed(sound=made.sound[:0])
    assert not len(CLIP_EDITS[name](silent, rng()).sound)


def test_a_world_of_media_is_labelled_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    pytest.importorskip("av", reason="clips need the extra media")
    small = {"picture_size": (96, 72), "clip_size": (96, 54), "seconds": 1.0, "rate": 5.0}
    counts = {"pictures": 1, "clips": 1, "unrelated": 2, "unrelated_clips": 1, "same_template": 2}
    worlds = [media_world(8, tmp_path / name, **counts, **small) for name in ("a", "b")]
    labels = worlds[0].labels
    files = labels["file"].to_pylist()
    assert len(set(files)) == len(files)
    for world in worlds:
        assert {path.name for path in world.folder.iterdir()} == {*files, "media.csv"}
    digests = [
        [hashlib.sha256((world.folder / file).read_bytes()).hexdigest() for file in files]
        for world in worlds
    ]
    assert digests[0] == digests[1]
    assert pv.read_csv(tmp_path / "a" / "media.csv").column_names == ["file", "post"]
    edits = [edit for edit in labels["edit"].to_pylist() if edit]
    assert sorted(edits) == sorted([*EDITS, *CLIP_EDITS])
    # What shares a template has contents of its own.
    shared = labels.filter(labels["template"].is_valid())["content"].to_pylist()
    assert len(set(shared)) == len(shared)
