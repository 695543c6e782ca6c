"""Files made to harm cost a bounded time and memory in another process, and end as a sentence."""

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import made_media
from demasque.errors import Sentence
from demasque.media import Fingerprint
from demasque.media.fingerprints import Limits, fingerprint_files, reading_apart

pytest.importorskip("av", reason="needs the extra media")
pytest.importorskip("cv2", reason="needs the extra media")
pytest.importorskip("PIL", reason="needs the extra media")

QUICK = Limits(seconds=60, processor_seconds=40, memory=1 << 30, workers=1)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Fingerprint | Sentence]:
    """What each hostile file ends as, all read by one worker, one good file between any two."""
    folder = tmp_path_factory.mktemp("hostile")
    good = made_media.save(made_media.scenery(1), folder / "good.jpg")
    paths = [path for hostile in _hostile(folder) for path in (hostile, good)]
    found: dict[str, Fingerprint | Sentence] = {}
    for path, answer in fingerprint_files(paths, limits=QUICK):
        if path == good:
            assert isinstance(answer, Fingerprint), f"{answer} after {list(found)[-1]}"
        else:
            found[path.name] = answer
    return found


def _hostile(folder: Path) -> Iterator[Path]:
    photo = made_media.encoded(made_media.scenery(2, 640, 480), "JPEG")
    clip = made_media.film(
        [made_media.scenery(n // 5) for n in range(30)], folder / "whole.mp4"
    ).read_bytes()
    contents = {
        "empty.jpg": b"",
        "random.png": np.random.default_rng(1).bytes(50_000),
        "head.png": b"\x89PNG\r\n\x1a\n" + np.random.default_rng(2).bytes(50_000),
        "head.mp4": b"\0\0\0\x20ftypisom" + np.random.default_rng(3).bytes(50_000),
        "half.jpg": photo[: len(photo) // 2],
        "half.mp4": clip[: len(clip) // 2],
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>",
        "page.jpg": b"<!DOCTYPE html><html></html>",
        "list.mp4": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "concat.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "bomb.png": made_media.bomb(15_000),
        "claimed.png": made_media.bomb(100_000),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        yield folder / name
    with zipfile.ZipFile(folder / "archive.jpg", "w") as archive:
        archive.writestr("a.txt", "a")
    yield folder / "archive.jpg"
    (folder / "folder.jpg").mkdir()
    yield folder / "folder.jpg"
    yield folder / "missing.jpg"
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.jpg")
        yield folder / "pipe.jpg"
        (folder / "link.jpg").symlink_to("/dev/zero")
        yield folder / "link.jpg"


REASONS = {
    "empty.jpg": "empty",
    "random.png": "neither a picture",
    "head.png": "damaged or cut short",
    "head.mp4": "damaged or cut short",
    "half.jpg": "damaged or cut short",
    "half.mp4": "damaged or cut short",
    "drawing.svg": "SVG",
    "page.jpg": "HTML",
    "list.mp4": "neither a picture",
    "concat.mp4": "neither a picture",
    "bomb.png": "pixels",
    "claimed.png": "pixels",
    "archive.jpg": "archive",
    "folder.jpg": "folder",
    "missing.jpg": "cannot be opened",
    "pipe.jpg": "pipe",
    "link.jpg": "link",
}


@pytest.mark.parametrize("name", REASONS)
def test_it_ends_as_a_sentence_that_says_why(
    name: str, answers: dict[str, Fingerprint | Sentence]
) -> None:
    if name not in answers:
        pytest.skip("this system has neither pipes nor links")
    answer = answers[name]
    assert isinstance(answer, Sentence), name
    assert REASONS[name] in answer


def test_a_clip_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    frames = [made_media.scenery(number // 10) for number in range(60)]
    whole = made_media.film(frames, tmp_path / "a.mkv", rate=10, form="matroska").read_bytes()
    (tmp_path / "half.mkv").write_bytes(whole[: len(whole) // 2])
    ((_, found),) = fingerprint_files([tmp_path / "half.mkv"], limits=QUICK)
    assert isinstance(found, Fingerprint)
    assert 2 <= len(found.at) < 6


STRANGE = """
import json, os, sys, time
sys.path[:] = json.loads(sys.argv[1])
from demasque.media.fingerprints import reading_worker as worker
answer = worker._answer
def strange(path, look):
    if path.name == "endless.jpg":
        time.sleep(3600)
    if path.name == "burning.jpg":
        while True:
            pass
    if path.name == "crash.jpg":
        os.abort()
    if path.name == "chatter.jpg":
        os.write(1, b"?" * 100)
        print("chatter")
    return answer(path, look)
worker._answer = strange
worker.main(sys.argv[2])
"""


@pytest.mark.parametrize(
    ("name", "reason"),
    [("endless.jpg", "took longer"), ("burning.jpg", "took longer"), ("crash.jpg", "broke")],
)
def test_a_reader_that_breaks_or_hangs_is_started_again(
    name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_apart, "PROGRAM", STRANGE)
    good = made_media.save(made_media.scenery(1), tmp_path / "good.jpg")
    limits = Limits(seconds=6, processor_seconds=3, workers=1)
    paths = [good, tmp_path / name, good]
    (_, before), (_, stopped), (_, after) = fingerprint_files(paths, limits=limits)
    assert isinstance(stopped, Sentence)
    assert reason in stopped
    assert isinstance(before, Fingerprint)
    assert isinstance(after, Fingerprint)


def test_what_libraries_print_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_apart, "PROGRAM", STRANGE)
    path = made_media.save(made_media.scenery(1), tmp_path / "chatter.jpg")
    ((_, found),) = fingerprint_files([path], limits=QUICK)
    assert isinstance(found, Fingerprint)


def test_a_file_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="this system does not limit memory")
    large = made_media.save(np.zeros((9_000, 9_000, 3), np.uint8), tmp_path / "large.png")
    good = made_media.save(made_media.scenery(1), tmp_path / "good.jpg")
    limits = Limits(memory=100 << 20, workers=1)
    (_, stopped), (_, found) = fingerprint_files([large, good], limits=limits)
    assert isinstance(stopped, Sentence)
    assert "memory" in stopped
    assert isinstance(found, Fingerprint)


def test_files_come_back_in_order_and_are_counted(tmp_path: Path) -> None:
    paths = [
        made_media.save(made_media.scenery(n, 640 if n % 3 else 64, 48), tmp_path / f"{n}.jpg")
        for n in range(20)
    ]
    told: list[tuple[int, int | None]] = []
    found = fingerprint_files(paths, lambda _, done, total: told.append((done, total)))
    assert [path for path, _ in found] == paths
    assert told[-1] == (20, 20)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_no_files_are_no_trouble() -> None:
    assert list(fingerprint_files([])) == []


def test_nobody_is_left_running_when_the_caller_stops_early(tmp_path: Path) -> None:
    started: list[reading_apart._Worker] = []

    class Watched(reading_apart._Worker):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            started.append(self)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading_apart, "_Worker", Watched)
        path = made_media.save(made_media.scenery(1), tmp_path / "a.jpg")
        found = fingerprint_files([path] * 30)
        next(found)
        running = [worker._running for worker in started]
        assert isinstance(found, Iterator)
        found.close()  # type: ignore[attr-defined]
    assert running
    assert all(process is None or process.poll() is not None for process in running)


def test_a_file_in_the_working_folder_is_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit(9)")
    (tmp_path / "numpy.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    made_media.save(made_media.scenery(1), tmp_path / "a.jpg")
    ((_, found),) = fingerprint_files([Path("a.jpg")], limits=QUICK)
    assert isinstance(found, Fingerprint)
