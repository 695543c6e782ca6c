import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import made_media
from demasque.media.fingerprints import ORIENTATIONS, pdq_of
from demasque.media.fingerprints.pdq import luma_of, pdq_of_luma

Image = pytest.importorskip("PIL.Image", reason="needs the extra media")
pdqhash = pytest.importorskip("pdqhash", reason="needs the extra media")
av = pytest.importorskip("av", reason="needs the extra media")
pytest.importorskip("cv2", reason="needs the extra media")

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "data" / "threatexchange_media_vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the shared real data is not here")


def bits_apart(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> int:
    return int(np.bitwise_count(a ^ b).sum())


@given(
    st.integers(0, 2**32), st.integers(40, 512), st.integers(40, 512), st.sampled_from([3, 9, 40])
)
def test_bits_are_those_of_the_reference_in_every_orientation(
    seed: int, width: int, height: int, grain: int
) -> None:
    coarse = np.random.default_rng(seed).integers(0, 256, (grain, grain, 3), dtype=np.uint8)
    picture = np.asarray(Image.fromarray(coarse).resize((width, height)))
    hashes, quality = pdq_of(picture)
    bits, expected_quality = pdqhash.compute_dihedral(picture)
    expected = np.packbits(np.array(bits, np.uint8), axis=1)
    # Additions in another order: what lies on the median's edge may fall to either side.
    assert max(bits_apart(*pair) for pair in zip(hashes, expected, strict=True)) <= 2
    assert abs(quality - expected_quality) <= 1


def test_rows_are_hashes_of_the_picture_turned_and_mirrored() -> None:
    picture = made_media.scenery(3, 64, 64)
    turned = {
        "as it is": picture,
        "rotated 90": np.rot90(picture),
        "rotated 180": np.rot90(picture, 2),
        "rotated 270": np.rot90(picture, 3),
        "flipped top to bottom": picture[::-1],
        "mirrored left to right": picture[:, ::-1],
        "transposed": picture.transpose(1, 0, 2),
        "anti-transposed": np.rot90(picture, 2).transpose(1, 0, 2),
    }
    hashes, _ = pdq_of(picture)
    assert tuple(turned) == ORIENTATIONS
    for number, name in enumerate(ORIENTATIONS):
        assert bits_apart(pdq_of(turned[name])[0][0], hashes[number]) <= 2, name


def test_a_plain_picture_is_of_no_quality() -> None:
    hashes, quality = pdq_of(np.full((40, 60, 3), 200, np.uint8))
    assert quality == 0
    assert hashes.shape == (8, 32)
    assert hashes.dtype == np.uint8


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (2000, 3), (7, 5)])
def test_any_size_is_hashed(width: int, height: int) -> None:
    assert pdq_of(np.zeros((height, width, 3), np.uint8))[0].shape == (8, 32)


@pytest.mark.parametrize("smaller", [400, 256, 200])
def test_enlarged_copies_stay_near(smaller: int) -> None:
    """What trimming leaves is enlarged first, so that its size matters less."""
    picture = Image.fromarray(made_media.scenery(5, 512, 384))
    copy = np.asarray(picture.resize((smaller, smaller * 384 // 512), Image.Resampling.BOX))
    whole = pdq_of_luma(luma_of(np.asarray(picture)), enlarge=True)[0][0]
    assert bits_apart(pdq_of_luma(luma_of(copy), enlarge=True)[0][0], whole) <= 10


@needs_vectors
def test_published_hashes_of_pictures_are_met() -> None:
    with (VECTORS / "pdq" / "expected_pdq.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        picture = np.asarray(Image.open(VECTORS / "pdq" / row["path"]).convert("RGB"))
        expected = np.frombuffer(bytes.fromhex(row["pdq_hex"]), np.uint8)
        hashes, quality = pdq_of(picture)
        assert bits_apart(hashes[0], expected) <= (0 if quality > 6 else 12), row["path"]


@needs_vectors
@pytest.mark.parametrize("video", sorted((VECTORS / "videos").glob("*.mp4")), ids=lambda v: v.stem)
def test_published_hashes_of_frames_are_met(video: Path) -> None:
    """Frames as the reference (vPDQ) hashes them: as large as they are, those worth comparing."""
    lines = (VECTORS / "vpdq_hashes" / f"{video.stem}.txt").read_text().splitlines()[:20]
    with av.open(str(video)) as container:
        for line, frame in zip(lines, container.decode(video=0), strict=False):
            _, quality, expected, _ = line.split(",")
            if int(quality) < 50:
                continue
            hashes, _ = pdq_of(frame.to_ndarray(format="rgb24"), largest=None)
            published = np.frombuffer(bytes.fromhex(expected), np.uint8)
            assert bits_apart(hashes[0], published) <= 6
