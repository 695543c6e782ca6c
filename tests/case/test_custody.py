"""The custody log: whatever is done to it afterwards is found, and where."""

import json
from pathlib import Path

import pytest

from demasque.case import CustodyLog


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
