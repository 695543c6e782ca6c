"""The custody log: whatever is done to it afterwards is found, and where."""

import json
from pathlib import Path

import pytest

from demasque.case import CustodyLog, Head


@pytest.fixture
def log(tmp_path: Path) -> CustodyLog:
    log = CustodyLog(tmp_path / "custody.log")
    for n in range(5):
        log.write("add", file=f"été-{n}.csv")
    return log


def lines(log: CustodyLog) -> list[bytes]:
    return log.path.read_bytes().splitlines(keepends=True)


def test_an_untouched_log_verifies(log: CustodyLog) -> None:
    assert log.verify() is None
    assert [entry["details"]["file"] for entry in log.entries()] == [
        f"été-{n}.csv" for n in range(5)
    ]


def test_a_changed_line_is_named(log: CustodyLog) -> None:
    content = log.path.read_bytes().replace("été-2".encode(), "été-9".encode())
    log.path.write_bytes(content)
    broken = log.verify()
    assert broken is not None
    assert (broken.line, broken.reason) == (3, "the line was changed")


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_a_removed_line_is_found_at_the_one_after(log: CustodyLog, gone: int) -> None:
    kept = lines(log)
    del kept[gone]
    log.path.write_bytes(b"".join(kept))
    broken = log.verify()
    assert broken is not None
    assert broken.line == gone + 1


def test_a_line_put_in_is_found(log: CustodyLog) -> None:
    kept = lines(log)
    kept.insert(2, kept[3])
    log.path.write_bytes(b"".join(kept))
    broken = log.verify()
    assert broken is not None
    assert broken.line == 3


def test_rehashing_one_changed_line_breaks_the_next(log: CustodyLog) -> None:
    from demasque.case.custody import _hash

    kept = lines(log)
    entry = json.loads(kept[1])
    entry["details"]["file"] = "other.csv"
    entry.pop("hash")
    entry["hash"] = _hash(entry)
    kept[1] = json.dumps(entry).encode() + b"\n"
    log.path.write_bytes(b"".join(kept))
    broken = log.verify()
    assert broken is not None
    assert broken.line == 3


@pytest.mark.parametrize("junk", [b"\xff\xfe\n", b"[]\n", b"{}\n", b"\n"])
def test_junk_is_named_not_raised(log: CustodyLog, junk: bytes) -> None:
    log.path.write_bytes(log.path.read_bytes() + junk)
    broken = log.verify()
    assert broken is not None
    assert broken.line == 6


def test_a_line_torn_by_a_crash_is_dropped_by_the_next_write(log: CustodyLog) -> None:
    log.path.write_bytes(log.path.read_bytes() + b'{"line": 6, "at"')
    log.write("detect")
    assert log.verify() is None
    assert len(log.entries()) == 6


class Memory:
    """What a case's store keeps of its log."""

    def __init__(self) -> None:
        self.head: Head | None = None

    def remember(self, head: Head) -> None:
        self.head = head


def remembered_log(path: Path) -> CustodyLog:
    memory = Memory()
    log = CustodyLog(path / "custody.log", memory.remember, lambda: memory.head)
    for n in range(5):
        log.write("add", file=f"{n}.csv")
    return log


def cut(content: bytes) -> bytes:
    return content[:-10]


def without_last(content: bytes) -> bytes:
    return b"".join(content.splitlines(keepends=True)[:-1])


def with_junk(content: bytes) -> bytes:
    return content + b'{"line": 6}\n\xff\xfe\n'


def changed(content: bytes) -> bytes:
    return content.replace(b"4.csv", b"9.csv")


def emptied(content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("tamper", [cut, without_last, with_junk, changed, emptied])
def test_writing_on_does_not_make_good_what_was_done_to_the_log(tmp_path, tamper) -> None:
    log = remembered_log(tmp_path)
    log.path.write_bytes(tamper(log.path.read_bytes()))
    before = log.verify()
    assert before is not None
    for _ in range(2):
        log.write("detect")
        after = log.verify()
        assert after is not None
        assert after.line <= 6
    assert [entry["action"] for entry in log.entries()][-2:] == ["detect", "detect"]


def test_a_log_written_anew_is_found_even_after_writing_on(tmp_path: Path) -> None:
    log = remembered_log(tmp_path)
    log.path.unlink()
    forger = CustodyLog(log.path)
    for n in range(7):
        forger.write("add", file=f"forged-{n}.csv")
    assert log.verify() is not None
    log.write("detect")
    assert log.verify() is not None


def test_a_crash_between_the_log_and_what_is_remembered_of_it_breaks_nothing(tmp_path) -> None:
    log = remembered_log(tmp_path)
    CustodyLog(log.path).write("add", file="not remembered")
    assert log.verify() is None
    log.write("detect")
    assert log.verify() is None
    assert len(log.entries()) == 7
