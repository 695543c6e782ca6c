"""Words in pictures and clips: read once a family, kept, protected, and never guessed at."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.media import (
    HeardWords,
    ReadLine,
    family_words,
    hear_words,
    load_reader,
    load_transcriber,
    read_words,
)
from demasque.media.words import word_keeping
from demasque.schema import (
    MEDIA_FILES,
    MEDIA_FRAMES,
    MEDIA_IN_POSTS,
    MEDIA_WORDS,
    POSTS,
    PROTECTED_MEDIA,
)
from hand_made import START, case_of, rows

pytest.importorskip("PIL", reason="without the extra media")


class Reader:
    """Reads the lines that it was told for a picture, by the shade of its first pixel."""

    id = "stand-in 1"

    def __init__(self, lines: dict[int, Sequence[tuple[str, float]]]) -> None:
        self.lines = lines
        self.seen: list[int] = []

    def read(self, rgb: np.ndarray) -> list[ReadLine]:
        shade = min(self.lines, key=lambda shade: abs(shade - int(rgb[0, 0, 0])))
        self.seen.append(shade)
        return [ReadLine(*line) for line in self.lines[shade]]


def shaded(folder: Path, shade: int) -> tuple[str, Path]:
    """A picture of one shade: its SHA-256, and where it lies."""
    from PIL import Image

    path = folder / f"{shade}.png"
    Image.new("RGB", (40, 30), (shade, shade, shade)).save(path)
    return sha256(path.read_bytes()).hexdigest(), path


def case_with(
    folder: Path, posted: Sequence[tuple[str, str]], kind: str = "image", seconds: float = 9.0
) -> CaseStore:
    """A case in which each account posted a file."""
    files = {
        media: {"media": media, "kind": kind, "bytes": 1, "kept": False, "added_at": START}
        | ({} if kind == "image" else {"seconds": seconds})
        for _, media in posted
    }
    names = [(f"p{n}", *each) for n, each in enumerate(posted)]
    plain = {"posted_at": START, "time_precision": "second", "kind": "original", "platform": "x"}
    return case_of(
        folder,
        {
            "posts": rows(POSTS, [plain | {"post": p, "account": a} for p, a, _ in names]),
            "media_files": rows(MEDIA_FILES, list(files.values())),
            "media_in_posts": rows(MEDIA_IN_POSTS, [{"post": p, "media": m} for p, _, m in names]),
        },
    )


def test_a_picture_is_read_once_and_remembered(tmp_path: Path) -> None:
    media, path = shaded(tmp_path, 40)
    blank, other = shaded(tmp_path, 200)
    reader = Reader({40: [("Share before", 0.99), ("it is gone", 0.9)], 200: []})
    paths = {media: path, blank: other}
    with case_with(tmp_path, [("a", media), ("b", blank)]) as store:
        first = read_words(store, {}, paths, reader)
        again = read_words(store, {}, paths, reader)
        kept = store.sql(
            "SELECT text, score, reader, how FROM media_words ORDER BY text NULLS LAST"
        )
    assert (first.files, first.worded, again.files) == (2, 1, 0)
    assert reader.seen == [40, 200] or reader.seen == [200, 40]
    assert kept.to_pylist() == [
        {"text": "Share before\nit is gone", "score": 0.9, "reader": "stand-in 1", "how": "read"},
        {"text": None, "score": None, "reader": "stand-in 1", "how": "read"},
    ]


def test_lines_that_the_reader_doubts_are_left_out(tmp_path: Path) -> None:
    media, path = shaded(tmp_path, 40)
    reader = Reader({40: [("sure enough", 0.95), ("lllII1|", 0.4)]})
    with case_with(tmp_path, [("a", media)]) as store:
        read_words(store, {}, {media: path}, reader)
        assert family_words(store, "read", {}) == {media: "sure enough"}


def test_a_family_is_read_by_its_exemplar_alone(tmp_path: Path) -> None:
    one, path = shaded(tmp_path, 40)
    two, other = shaded(tmp_path, 42)
    reader = Reader({40: [("the original's words", 1.0)], 42: [("a copy's words", 1.0)]})
    paths = {one: path, two: other}
    with case_with(tmp_path, [("a", one), ("b", two)]) as store:
        read_words(store, {one: one, two: one}, paths, reader)
        assert reader.seen == [40]
        # When new files make the other one the exemplar, what was read stays the family's.
        assert read_words(store, {one: two, two: two}, paths, reader).files == 0
        assert family_words(store, "read", {one: two, two: two}) == {two: "the original's words"}


def test_accounts_and_details_are_masked_as_in_posts(tmp_path: Path) -> None:
    media, path = shaded(tmp_path, 40)
    line = "by @SomeBody, write to some.body@example.org"
    with case_with(tmp_path, [("a", media)]) as store:
        read_words(store, {}, {media: path}, Reader({40: [(line, 1.0)]}))
        named = store.names.one("account", "x", "somebody")
        assert family_words(store, "read", {}) == {media: f"by @{named}, write to [email]"}


def test_files_that_are_gone_or_changed_are_counted_and_tried_again(tmp_path: Path) -> None:
    gone, lost = shaded(tmp_path, 40)
    changed, path = shaded(tmp_path, 200)
    before = path.read_bytes()
    lost.unlink()
    path.write_bytes(before + b"more")
    reader = Reader({200: [("some words", 1.0)]})
    with case_with(tmp_path, [("a", gone), ("b", changed)]) as store:
        found = read_words(store, {}, {changed: path}, reader)
        assert (found.files, found.gone) == (0, 2)
        assert ["2 pictures" in said for said in found.warnings()] == [True]
        path.write_bytes(before)
        assert read_words(store, {}, {changed: path}, reader).worded == 1


def test_the_most_posted_come_first_and_the_rest_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_keeping, "MOST_FILES", 1)
    rare, one = shaded(tmp_path, 40)
    common, two = shaded(tmp_path, 200)
    reader = Reader({40: [], 200: []})
    posted = [("a", rare), ("a", common), ("b", common)]
    with case_with(tmp_path, posted) as store:
        found = read_words(store, {}, {rare: one, common: two}, reader)
        assert (reader.seen, found.later) == ([200], 1)
        assert "left for the next detection" in found.warnings()[0]
        assert read_words(store, {}, {rare: one, common: two}, reader).later == 0
    assert reader.seen == [200, 40]


def test_an_interrupt_keeps_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_keeping, "_KEPT_EVERY", 1)
    files = dict(shaded(tmp_path, shade) for shade in (20, 120, 220))
    reader = Reader({20: [], 120: [], 220: []})

    def interrupt(_: str, done: int, __: int | None) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with case_with(tmp_path, [("a", media) for media in files]) as store:
        with pytest.raises(KeyboardInterrupt):
            read_words(store, {}, files, reader, interrupt)
        assert read_words(store, {}, files, reader).files == 1


def clip(path: Path, shades: Sequence[int]) -> str:
    """Write a clip of one second a shade; return its SHA-256."""
    av = pytest.importorskip("av")
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in np.repeat(shades, 10).tolist():
            pixels = np.full((48, 64, 3), shade, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return sha256(path.read_bytes()).hexdigest()


def test_a_clip_is_read_where_its_scenes_start(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    media = clip(path, [20, 120, 220])
    words = [("same subtitle", 1.0)]
    reader = Reader({20: words, 120: words, 220: [("the end", 1.0)]})
    plain = {"media": media, "hashes": b"", "quality": 100, "scene": True}
    frames = [plain | {"frame": n, "at": float(n)} for n in range(3)]
    with case_with(tmp_path, [("a", media)], "video") as store:
        store.replace({"media_frames": rows(MEDIA_FRAMES, frames)})
        read_words(store, {}, {media: path}, reader)
        found = store.sql('SELECT "at", text FROM media_words ORDER BY "at"').to_pylist()
    assert reader.seen == [20, 120, 220]
    assert found == [{"at": 0.0, "text": "same subtitle"}, {"at": 2.0, "text": "the end"}]


class Hearing:
    id = "stand-in 2"

    def transcribe(self, path: Path) -> list[HeardWords]:
        if path.suffix == ".bad":
            raise ValueError("no sound")
        return [HeardWords(0.0, 2.5, "Good evening."), HeardWords(2.5, 4.0, "This is the news.")]


def test_what_is_said_is_written_down_beside_what_is_read(tmp_path: Path) -> None:
    path, mute = tmp_path / "clip.mp4", tmp_path / "clip.bad"
    path.write_bytes(b"sound")
    mute.write_bytes(b"none")
    media, other = (sha256(each.read_bytes()).hexdigest() for each in (path, mute))
    with case_with(tmp_path, [("a", media), ("b", other)], "video") as store:
        found = hear_words(store, {}, {media: path, other: mute}, Hearing())
        assert (found.files, found.worded) == (2, 1)
        assert family_words(store, "heard", {}) == {media: "Good evening.\nThis is the news."}
        assert family_words(store, "read", {}) == {}


def test_long_clips_and_pictures_are_not_listened_to(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"sound")
    media = sha256(path.read_bytes()).hexdigest()
    with case_with(tmp_path, [("a", media)], "video", seconds=1e5) as store:
        assert hear_words(store, {}, {media: path}, Hearing()).files == 0


def test_a_folder_without_a_model_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"model.bin, config.json"):
        load_transcriber(tmp_path)


def test_without_the_package_the_user_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "faster_whisper", None)
    for name in ("model.bin", "config.json"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(UsageError, match="pip install faster-whisper"):
        load_transcriber(tmp_path)


def test_no_reader_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rapidocr", None)
    assert load_reader() is None


def test_the_packaged_reader_reads_what_is_written(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="without the extra ocr")
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (640, 360), "navy")
    draw = ImageDraw.Draw(image)
    draw.text((30, 280), "They sold the harbour at night", fill="white",
              font=ImageFont.load_default(28))  # fmt: skip
    path = tmp_path / "a.png"
    image.save(path)
    media = sha256(path.read_bytes()).hexdigest()
    with case_with(tmp_path, [("a", media)]) as store:
        reader = load_reader()
        assert reader is not None
        read_words(store, {}, {media: path}, reader)
        assert family_words(store, "read", {}) == {media: "They sold the harbour at night"}


def given(media: str) -> pa.Table:
    """The hash of a picture of somebody whom it harms."""
    return rows(PROTECTED_MEDIA, [{"hash": media, "given_at": START}])


def test_protected_pictures_are_not_read(tmp_path: Path) -> None:
    media, path = shaded(tmp_path, 40)
    copy, other = shaded(tmp_path, 42)
    reader = Reader({40: [("a private address", 1.0)]})
    with case_with(tmp_path, [("a", media), ("b", copy)]) as store:
        store.replace({"protected_media": given(copy)})
        families = {media: media, copy: media}
        assert read_words(store, families, {media: path, copy: other}, reader).files == 0
    assert reader.seen == []


def test_what_was_read_before_is_told_no_more(tmp_path: Path) -> None:
    media, _ = shaded(tmp_path, 40)
    read = {"media": media, "how": "read", "at": 0.0, "text": "an address", "reader": "r"}
    with case_with(tmp_path, [("a", media)]) as store:
        store.replace({"media_words": rows(MEDIA_WORDS, [read])})
        assert family_words(store, "read", {}) == {media: "an address"}
        store.replace({"protected_media": given(media)})
        assert family_words(store, "read", {}) == {}
