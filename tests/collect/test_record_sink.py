"""What is collected is in whole files, each record once, whenever a run is killed."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demasque.collect import kept_records, rotated_files
from demasque.collect.collect_state import CollectState
from demasque.collect.kept_records import KeptRecords
from demasque.collect.record_sink import RecordSink, opened_sink
from demasque.collect.rotated_files import RotatedFiles
from demasque.errors import DemasqueError
from fake_clock import FakeClock

STREAM = [("keep", n) for n in range(12)] + [("delete", 3), ("keep", 12), ("delete", 50)]
OVERLAP = 3


class Killed(BaseException):
    """The process ends here; nothing after it runs."""


def read(folder: Path) -> list[Any]:
    paths = sorted(folder.glob("net-*.ndjson"))
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]


def collect(folder: Path, clock: FakeClock) -> None:
    """Read the stream from a little before where the last run got to, to its end."""
    sink = RecordSink(folder, "net", clock, every=3.0)
    start = max(int(sink.cursor("all") or 0) - OVERLAP, 0)
    for place, (what, number) in enumerate(STREAM[start:], start):
        content = json.dumps([what, number]).encode()
        if what == "keep":
            sink.keep(f"post/{number}", content, author=f"author/{number % 2}")
        else:
            sink.delete(f"post/{number}", content)
        clock.move(1.0)
        sink.advance("all", str(place + 1))
    sink.close()


def dying_at(step: int, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Kill the run before and after everything that it leaves on the disk, at the given one.

    Return what it has open then, which the end of a process closes.
    """
    passed = iter(range(10_000))
    opened: list[Any] = []

    def noted(opens: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            opened.append(opens(*arguments, **options))
            return opened[-1]

        return call

    def die() -> None:
        if next(passed) == step:
            raise Killed

    def watched(done: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            die()
            result = done(*arguments, **options)
            die()
            return result

        return call

    monkeypatch.setattr(kept_records.sqlite3, "connect", noted(sqlite3.connect))
    monkeypatch.setattr(rotated_files.os, "fsync", watched(lambda descriptor: None))
    monkeypatch.setattr(rotated_files, "put_in_place", watched(rotated_files.put_in_place))
    monkeypatch.setattr(rotated_files, "FileIO", watched(noted(rotated_files.FileIO)))
    monkeypatch.setattr(KeptRecords, "settle", watched(KeptRecords.settle))
    monkeypatch.setattr(CollectState, "write", watched(lambda *of_it: None))
    return opened


def _raise_full(*of_it: object) -> None:
    raise OSError(28, "No space left on device")


def folders(tmp_path: Path) -> Iterator[Path]:
    for number in range(10_000):
        folder = tmp_path / str(number)
        folder.mkdir()
        yield folder


def test_a_run_killed_anywhere_loses_nothing_and_keeps_nothing_twice(tmp_path: Path) -> None:
    expected = [list(each) for each in STREAM if each != ("delete", 50)]
    for step, folder in enumerate(folders(tmp_path)):
        clock = FakeClock()
        with pytest.MonkeyPatch.context() as monkeypatch:
            opened = dying_at(step, monkeypatch)
            try:
                collect(folder, clock)
                killed = False
            except Killed:
                killed = True
        for each in opened:
            each.close()
        # What a watch sees before anybody starts again is part of the end: whole lines only.
        seen = read(folder)
        assert seen == expected[: len(seen)]
        collect(folder, clock)
        assert read(folder) == expected, f"killed at step {step}"
        assert list(folder.glob(".*.part")) == []
        if not killed:
            break
    assert step > 30


def test_files_end_by_time_and_by_size_and_their_names_only_grow(tmp_path: Path) -> None:
    clock = FakeClock()
    files = RotatedFiles(tmp_path, "net", clock, every=60.0, most_bytes=20)
    names = []

    def turn() -> None:
        files.flush()
        assert files.due
        files.turn()
        (new,) = set(tmp_path.glob("net-*")) - set(names[-1:])
        names.append(new)

    files.write(b'{"n":1}')
    files.flush()
    assert not files.due
    assert list(tmp_path.glob("net-*")) == []
    clock.move(60)
    turn()
    files.write(b'{"long":"0123456789"}')
    turn()
    names[0].unlink(), names[1].unlink()  # taken by a watch; and then somebody sets the clock back
    clock.set_back(3600)
    files.write(b'{"long":"0123456789"}')
    turn()
    assert [path.name for path in names] == sorted({path.name for path in names})
    assert names[0].name == "net-20260301T120000Z-0000.ndjson"
    files.close()


def test_a_part_that_nobody_vouches_for_keeps_its_whole_lines(tmp_path: Path) -> None:
    (tmp_path / ".net-20260301T110000Z-0000.ndjson.part").write_bytes(b"[1]\n[2]\n[3")
    (tmp_path / ".net-20260301T110100Z-0000.ndjson.part").write_bytes(b"[4")
    RotatedFiles(tmp_path, "net", FakeClock()).close()
    assert read(tmp_path) == [[1], [2]]
    assert len(list(tmp_path.iterdir())) == 1


def test_accounts_that_go_are_told_of_once_and_only_if_something_of_them_was_kept(
    tmp_path: Path,
) -> None:
    clock = FakeClock()
    with opened_sink(tmp_path, "net", clock) as sink:
        assert sink.keep("post/1", b"[1]", author="ann")
        assert sink.keep("post/2", b"[2]", author="ann")
        assert not sink.delete_author("bob", b'["bob went"]')
        assert sink.delete_author("ann", b'["ann went"]')
        assert not sink.knows("post/1")
        assert not sink.delete_author("ann", b'["ann went"]')
        # A stream that repeats itself does not bring back what went; after a day it may come anew.
        assert not sink.keep("post/1", b"[1]", author="ann")
        clock.move(90_000)
        sink.rest()
        assert sink.keep("post/1", b"[1]", author="ann")
    assert read(tmp_path) == [[1], [2], ["ann went"], [1]]
    state = CollectState.from_folder(tmp_path, "net")
    assert (state.counts.kept, state.counts.deleted, state.running) == (3, 1, False)


def test_nothing_that_lies_beside_the_files_names_what_was_kept(tmp_path: Path) -> None:
    with opened_sink(tmp_path, "net", FakeClock()) as sink:
        sink.keep("at://did:plc:somebody/app.bsky.feed.post/1", b"[]", author="did:plc:somebody")
        sink.delete_author("did:plc:somebody", b"[]")
    for path in tmp_path.glob(".*"):
        assert b"somebody" not in path.read_bytes()


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with opened_sink(tmp_path, "net", FakeClock()):
        with (
            pytest.raises(DemasqueError, match="another run collects from net"),
            opened_sink(tmp_path, "net", FakeClock()),
        ):
            raise AssertionError
        with opened_sink(tmp_path, "other", FakeClock()):
            pass


def test_a_full_disk_leaves_what_was_settled_and_the_next_run_goes_on(tmp_path: Path) -> None:
    def fill_the_disk() -> None:
        with pytest.MonkeyPatch.context() as disk, opened_sink(tmp_path, "net", clock) as sink:
            sink.keep("post/1", b"[1]")
            clock.move(2)
            sink.advance("all", "1")
            sink.keep("post/2", b"[2]")
            disk.setattr(rotated_files.os, "fsync", _raise_full)
            clock.move(2)
            sink.advance("all", "2")

    clock = FakeClock()
    with pytest.raises(DemasqueError, match=r"cannot be written: .*No space"):
        fill_the_disk()
    with opened_sink(tmp_path, "net", clock) as sink:
        assert sink.cursor("all") == "1"
        assert sink.keep("post/2", b"[2]")
    assert read(tmp_path) == [[1], [2]]


def test_a_disk_that_has_room_again_goes_on_with_whole_lines(tmp_path: Path) -> None:
    clock = FakeClock()
    files = RotatedFiles(tmp_path, "net", clock)
    files.write(b"[1]")
    files.flush()
    files.write(b"[2]")
    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(rotated_files.os, "fsync", _raise_full)
        with pytest.raises(OSError, match="No space"):
            files.flush()
    files.write(b"[3]")
    files.close()
    assert read(tmp_path) == [[1], [2], [3]]


def test_what_the_database_took_back_is_asked_for_again(tmp_path: Path) -> None:
    clock = FakeClock()

    def lose() -> None:
        with opened_sink(tmp_path, "net", clock) as sink:
            sink.keep("post/1", b"[1]")
            sink.advance("all", "1")
            sink._kept._tables.execute("ROLLBACK")  # as SQLite does where a disk is full
            sink.keep("post/2", b"[2]")

    with pytest.raises(DemasqueError, match="was taken back"):
        lose()
    with opened_sink(tmp_path, "net", clock) as sink:
        assert sink.cursor("all") is None
        assert sink.keep("post/1", b"[1]")
    assert read(tmp_path) == [[1]]


def test_a_file_of_hashes_that_is_none_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".collect-net.sqlite").write_bytes(b"this is no database at all, far from it" * 99)
    with (
        pytest.raises(DemasqueError, match="keeps what was collected, and cannot be used"),
        opened_sink(tmp_path, "net", FakeClock()),
    ):
        raise AssertionError


def test_a_state_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / ".collect-net.json").write_text('{"gaps": 3}')
    assert CollectState.from_folder(tmp_path, "net") == CollectState("net")
