"""What a file is, its content says; what it shows comes out upright, on white, in eight bits."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import made_media
from demasque.media.decoding import film, open_media

Image = pytest.importorskip("PIL.Image", reason="needs the extra media")
ImageOps = pytest.importorskip("PIL.ImageOps", reason="needs the extra media")
pytest.importorskip("av", reason="needs the extra media")
pytest.importorskip("cv2", reason="needs the extra media")

needs_fpcalc = pytest.mark.skipif(shutil.which("fpcalc") is None, reason="no fpcalc here")


def shown(path: Path) -> made_media.Rgb:
    picture = open_media(path).picture
    assert picture is not None
    return picture


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_content_decides_and_a_wrong_ending_is_noted(form: str, tmp_path: Path) -> None:
    path = tmp_path / "picture.mp4"
    path.write_bytes(made_media.encoded(made_media.scenery(1), form))
    opened = open_media(path)
    assert opened.picture is not None
    assert opened.picture.shape == (240, 320, 3)
    assert opened.said["format"].upper() == form
    assert opened.said["named"] == ".mp4"


def test_a_right_ending_is_not_noted(tmp_path: Path) -> None:
    path = made_media.save(made_media.scenery(1), tmp_path / "a.JPG")
    assert "named" not in open_media(path).said


@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_taken_lying_comes_out_upright(held: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = held
    path = made_media.save(made_media.scenery(2), tmp_path / "a.png", exif=exif)
    expected = ImageOps.exif_transpose(Image.open(path))
    opened = open_media(path)
    assert (opened.width, opened.height) == expected.size
    assert np.array_equal(shown(path), np.asarray(expected))


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    layers = np.dstack([made_media.scenery(3), np.zeros((240, 320), np.uint8)])
    path = made_media.save(layers, tmp_path / "a.png")
    assert np.array_equal(np.unique(shown(path)), [255])


def test_transparent_colours_of_a_palette_are_white(tmp_path: Path) -> None:
    drawn = Image.new("P", (40, 30), 0)
    drawn.putpalette([255, 0, 0, 0, 0, 255])
    drawn.save(tmp_path / "a.gif", transparency=0)
    assert np.array_equal(np.unique(shown(tmp_path / "a.gif")), [255])


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    deep = (np.arange(300 * 200, dtype=np.uint32).reshape(200, 300) % 65_536).astype(np.uint16)
    path = tmp_path / "a.png"
    Image.fromarray(deep).save(path)
    assert np.abs(shown(path)[..., 0].astype(int) - (deep >> 8)).max() <= 1


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "YCbCr", "F"])
def test_any_mode_is_read(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    Image.fromarray(made_media.scenery(4)).convert(mode).save(path)
    assert shown(path).shape == (240, 320, 3)
    assert shown(path).std() > 20


def test_a_large_photograph_is_read_smaller(tmp_path: Path) -> None:
    path = made_media.save(np.zeros((3000, 4000, 3), np.uint8), tmp_path / "a.jpg")
    opened = open_media(path)
    assert (opened.width, opened.height) == (4000, 3000)
    assert opened.picture is not None
    assert opened.picture.shape == (480, 640, 3)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_an_animated_picture_is_a_clip_of_its_frames(form: str, tmp_path: Path) -> None:
    frames = [Image.fromarray(made_media.scenery(seed)) for seed in range(7)]
    path = tmp_path / "a.gif"
    frames[0].save(path, form, save_all=True, append_images=frames[1:], duration=500)
    opened = open_media(path)
    assert opened.clip is not None
    looked = list(opened.clip.each_second())
    assert [at for at, _ in looked] == pytest.approx([0, 1, 2, 3])
    assert opened.clip.seconds == pytest.approx(3.5)
    kept = np.asarray(frames[2])
    assert np.abs(looked[1][1].astype(int) - kept).mean() < 25


@pytest.mark.parametrize(
    ("form", "ending"), [("mp4", ".mp4"), ("matroska", ".mkv"), ("avi", ".avi")]
)
@pytest.mark.parametrize("gop", [4, 40])
def test_a_clip_is_looked_at_once_a_second(
    form: str, ending: str, gop: int, tmp_path: Path
) -> None:
    scenes = [made_media.scenery(number // 10) for number in range(45)]
    path = made_media.film(scenes, tmp_path / f"a{ending}", rate=10, gop=gop, form=form)
    clip = open_media(path).clip
    assert clip is not None
    assert (clip.width, clip.height) == (320, 240)
    assert clip.seconds == pytest.approx(4.5, abs=0.11)
    looked = list(clip.each_second())
    assert len(looked) == 5
    for second, (at, frame) in enumerate(looked):
        assert second <= at < second + 0.35
        assert np.abs(frame.astype(int) - scenes[int(at * 10 + 0.5)]).mean() < 20


@pytest.mark.parametrize("bound", ["LONGEST", "MOST_DECODED"])
def test_a_clip_too_long_is_looked_at_sparsely_and_says_so(
    bound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, bound, 5)
    monkeypatch.setattr(film, "SPARSE_FRAMES", 4)
    scenes = [made_media.scenery(number // 10, 96, 64) for number in range(120)]
    clip = open_media(made_media.film(scenes, tmp_path / "a.mp4", rate=10, gop=10)).clip
    assert clip is not None
    looked = list(clip.each_second())
    # Whole frames before the middle of each quarter of twelve seconds.
    assert [round(at) for at, _ in looked] == [1, 4, 7, 10]
    for at, frame in looked:
        assert np.abs(frame.astype(int) - scenes[round(at * 10)]).mean() < 20
    assert clip.said["looked at"].startswith("4 frames")


def test_ten_hours_of_stills_take_bounded_looks(tmp_path: Path) -> None:
    still = np.full((32, 48, 3), 90, np.uint8)
    path = made_media.film([still] * 3600, tmp_path / "a.mp4", rate=1, gop=60, step=10)
    clip = open_media(path).clip
    assert clip is not None
    assert clip.seconds == pytest.approx(36_000, abs=20)
    looked = [at for at, _ in clip.each_second()]
    assert 0 < len(looked) <= 600
    assert looked == sorted(looked)
    assert looked[-1] > 35_000


def test_what_a_clip_says_of_itself_holds_no_place(tmp_path: Path) -> None:
    import av

    path = tmp_path / "a.mp4"
    made_media.film([made_media.scenery(0)] * 5, tmp_path / "raw.mp4")
    with av.open(str(tmp_path / "raw.mp4")) as source, av.open(str(path), "w") as copied:
        copied.metadata["location"] = "+45.5017-073.5673/"
        copied.metadata["encoder"] = "Lavf"
        stream = copied.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copied.mux(packet)
    said = open_media(path).said
    assert said["video codec"] == "mpeg4"
    assert said["brand"]
    assert not any("45.5" in value for value in said.values())


@needs_fpcalc
def test_the_same_sound_is_heard_in_another_container(tmp_path: Path) -> None:
    loud = open_media(made_media.recording(20, tmp_path / "a.wav"))
    assert loud.picture is None
    assert loud.clip is None
    assert loud.seconds == pytest.approx(20, abs=0.1)
    assert 100 < len(loud.sound) < 180
    again = open_media(made_media.recording(20, tmp_path / "renamed.mp3"))
    assert np.array_equal(loud.sound, again.sound)
    other = open_media(made_media.recording(20, tmp_path / "b.wav", pitch=300)).sound
    shorter = min(len(other), len(loud.sound))
    assert np.bitwise_count(other[:shorter] ^ loud.sound[:shorter]).mean() > 4


def test_without_the_program_there_is_no_sound_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from demasque.media.decoding import sound

    monkeypatch.setattr(sound, "_program", lambda: None)
    assert len(open_media(made_media.recording(5, tmp_path / "a.wav")).sound) == 0
    assert "fpcalc" in str(sound.sound_missing())
