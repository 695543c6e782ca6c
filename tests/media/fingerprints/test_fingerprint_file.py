from pathlib import Path

import numpy as np
import pytest

import made_media
from demasque import DemasqueError
from demasque.media.fingerprints import (
    box_of,
    fingerprint_file,
    packed_fingerprint,
    pdq_of,
    unpacked_fingerprint,
)

Image = pytest.importorskip("PIL.Image", reason="needs the extra media")
pytest.importorskip("av", reason="needs the extra media")
pytest.importorskip("cv2", reason="needs the extra media")


def distance(a: Path, b: Path) -> int:
    """Bits between two pictures, the second in its nearest orientation."""
    first, second = (fingerprint_file(path, features=False).hashes[0] for path in (a, b))
    return int(np.bitwise_count(first[0] ^ second).sum(axis=1).min())


def test_a_picture(tmp_path: Path) -> None:
    path = made_media.save(made_media.scenery(1, 640, 480), tmp_path / "a.jpg")
    found = fingerprint_file(path)
    assert (found.kind, found.width, found.height, found.seconds) == ("image", 640, 480, None)
    assert found.at.tolist() == [0.0]
    assert found.scenes.tolist() == [0]
    assert found.hashes.shape == (1, 8, 32)
    assert found.quality[0] > 50
    assert found.boxes.tolist() == [[0, 0, 1, 1]]
    assert list(found.features) == [0]
    assert found.audio.shape == (0,)


def test_the_hash_of_the_whole_picture_is_kept_where_bars_were_trimmed(tmp_path: Path) -> None:
    plain = made_media.scenery(1, 640, 480)
    barred = np.concatenate([np.zeros_like(plain[:90]), plain, np.zeros_like(plain[:90])])
    found = fingerprint_file(made_media.save(plain, tmp_path / "a.png"), features=False)
    assert found.reference.shape == (0, 8, 32)
    found = fingerprint_file(made_media.save(barred, tmp_path / "b.png"), features=False)
    assert found.boxes[0].tolist() != [0, 0, 1, 1]
    # Its 660 lines are brought to 640 when it is read, and to 512 when it is hashed.
    assert np.bitwise_count(found.reference[0] ^ pdq_of(barred)[0]).sum(axis=1).max() <= 6
    assert np.bitwise_count(found.reference[0][0] ^ found.hashes[0][0]).sum() > 31


def test_a_small_copy_is_as_near_as_a_large_one(tmp_path: Path) -> None:
    picture = made_media.scenery(1, 640, 480)
    large = fingerprint_file(made_media.save(picture, tmp_path / "a.png"), features=False)
    half = np.asarray(Image.fromarray(picture).resize((320, 240), Image.Resampling.BOX))
    small = fingerprint_file(made_media.save(half, tmp_path / "b.png"), features=False)
    assert np.bitwise_count(large.hashes[0][0] ^ small.hashes[0][0]).sum() <= 12
    assert np.array_equal(small.reference[0], pdq_of(half)[0])


def test_frames_are_hashed_as_others_hash_them_too(tmp_path: Path) -> None:
    found = fingerprint_file(made_media.film([made_media.scenery(1)] * 25, tmp_path / "a.mp4"))
    assert found.reference.shape == found.hashes.shape


def test_the_same_bytes_give_the_same_fingerprint(tmp_path: Path) -> None:
    frames = [made_media.scenery(number // 9) for number in range(25)]
    path = made_media.film(frames, tmp_path / "a.mp4")
    assert packed_fingerprint(fingerprint_file(path)) == packed_fingerprint(fingerprint_file(path))


def test_a_fingerprint_comes_back_from_its_bytes(tmp_path: Path) -> None:
    path = made_media.film([made_media.scenery(n // 9) for n in range(25)], tmp_path / "a.mp4")
    found = fingerprint_file(path)
    again = unpacked_fingerprint(packed_fingerprint(found))
    for name in ("at", "hashes", "quality", "scenes", "boxes", "audio", "reference"):
        kept, given = getattr(again, name), getattr(found, name)
        assert kept.dtype == given.dtype
        assert np.array_equal(kept, given)
    assert (again.kind, again.width, again.seconds) == (found.kind, found.width, found.seconds)
    assert (again.thumbnail, again.blurred) == (found.thumbnail, found.blurred)
    assert again.container == found.container
    assert again.features.keys() == found.features.keys()
    for frame, features in found.features.items():
        assert np.array_equal(again.features[frame].points, features.points)
        assert np.array_equal(again.features[frame].descriptors, features.descriptors)


@pytest.mark.parametrize("broken", [b"", b"\x81", b"\xff" * 40, b"\x80"])
def test_other_bytes_are_no_fingerprint(broken: bytes) -> None:
    with pytest.raises(ValueError, match="no fingerprint"):
        unpacked_fingerprint(broken)


def test_a_scene_starts_where_another_picture_is_shown(tmp_path: Path) -> None:
    frames = [made_media.scenery(number // 20) for number in range(80)]
    found = fingerprint_file(made_media.film(frames, tmp_path / "a.mp4", rate=10))
    assert found.kind == "video"
    assert len(found.at) == 8
    assert found.scenes.tolist() == [0, 2, 4, 6]
    assert set(found.features) == {0, 2, 4, 6}


def test_a_clip_of_many_scenes_is_described_evenly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from demasque.media.fingerprints import fingerprinting

    monkeypatch.setattr(fingerprinting, "MOST_DESCRIBED", 4)
    frames = [made_media.scenery(number // 2, 96, 64) for number in range(24)]
    found = fingerprint_file(made_media.film(frames, tmp_path / "a.mp4", rate=2))
    assert found.scenes.tolist() == list(range(12))
    assert sorted(found.features) == [0, 4, 8]


def test_the_blurred_thumbnail_holds_no_detail(tmp_path: Path) -> None:
    from io import BytesIO

    lines = np.zeros((480, 640, 3), np.uint8)
    lines[:, ::40, :] = 255
    lines[:, 1::40, :] = 255
    found = fingerprint_file(made_media.save(lines, tmp_path / "a.png"))
    clear, blurred = (Image.open(BytesIO(each)) for each in (found.thumbnail, found.blurred))
    assert (clear.format, clear.size) == (blurred.format, blurred.size) == ("WEBP", (64, 48))
    assert np.asarray(blurred).std() < np.asarray(clear).std() / 2


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (30, 90, 160)])
@pytest.mark.parametrize("quality", [95, 30])
def test_bars_of_one_colour_do_not_hide_a_copy(
    colour: tuple[int, int, int], quality: int, tmp_path: Path
) -> None:
    picture = made_media.scenery(5, 640, 360)
    boxed = np.empty((640, 700, 3), np.uint8)
    boxed[:] = colour
    boxed[140:500, 30:670] = picture
    original = made_media.save(picture, tmp_path / "a.png")
    assert distance(original, made_media.save(boxed, tmp_path / "b.jpg", quality=quality)) <= 31


def test_blurred_bars_do_not_hide_a_copy(tmp_path: Path) -> None:
    from PIL import ImageFilter

    picture = made_media.scenery(6, 600, 400)
    filled = Image.fromarray(picture).resize((1500, 1000)).crop((450, 0, 1050, 1000))
    tall = np.array(filled.filter(ImageFilter.GaussianBlur(24)))
    tall[300:700] = picture
    original = made_media.save(picture, tmp_path / "a.png")
    assert distance(original, made_media.save(tall, tmp_path / "b.jpg", quality=80)) <= 31


def test_bars_with_words_do_not_hide_a_copy(tmp_path: Path) -> None:
    from PIL import ImageDraw

    picture = made_media.scenery(7, 400, 300)
    page = Image.new("RGB", (400, 520), "white")
    ImageDraw.Draw(page).text((20, 30), "When nobody is looking", fill="black", font_size=28)
    page.paste(Image.fromarray(picture), (0, 120))
    original = made_media.save(picture, tmp_path / "a.png")
    assert distance(original, made_media.save(np.asarray(page), tmp_path / "b.jpg")) <= 31


def test_a_clip_has_one_box_for_all_its_frames(tmp_path: Path) -> None:
    frames = []
    for number in range(40):
        frame = np.zeros((240, 320, 3), np.uint8)
        # The third scene is dark: its own frames do not say where the bars end.
        scene = made_media.scenery(number // 10, 320, 140)
        frame[50:190] = scene // 40 if number // 10 == 2 else scene
        frames.append(frame)
    found = fingerprint_file(made_media.film(frames, tmp_path / "a.mp4", rate=10))
    assert np.unique(found.boxes, axis=0).shape == (1, 4)
    assert found.boxes[0] == pytest.approx([0, 50 / 240, 1, 190 / 240], abs=0.015)


def test_frames_that_change_their_size_have_one_box() -> None:
    frames = [made_media.scenery(1, 320, 240), made_media.scenery(2, 200, 160)]
    assert box_of(frames) == (0, 0, 1, 1)


@pytest.mark.parametrize("seed", range(12))
def test_a_picture_without_bars_stays_whole(seed: int) -> None:
    assert box_of([made_media.scenery(seed, 320, 200)]) == (0, 0, 1, 1)


def test_little_in_a_plain_picture_stays_whole() -> None:
    plain = np.full((300, 400, 3), 240, np.uint8)
    assert box_of([plain]) == (0, 0, 1, 1)
    plain[120:170, 150:230] = made_media.scenery(1, 80, 50)
    assert box_of([plain]) == (0, 0, 1, 1)


def test_a_sheet_on_a_table_stays_whole() -> None:
    """What is left would show nothing."""
    table = np.full((300, 400, 3), 60, np.uint8)
    table[50:250, :] = 230
    assert box_of([table]) == (0, 0, 1, 1)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 500), (500, 3), (31, 33)])
def test_any_size_is_looked_at(width: int, height: int) -> None:
    left, top, right, bottom = box_of([np.zeros((height, width, 3), np.uint8)])
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1


def test_what_cannot_be_read_is_said_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "note.jpg"
    path.write_text("hello")
    with pytest.raises(DemasqueError, match=r"note\.jpg: This is neither a picture"):
        fingerprint_file(path)
