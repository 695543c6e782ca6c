"""Whatever goes wrong while a file or folder is written, what was there stays there whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from demasque.atomic import put_in_place, replacing_file, replacing_folder, write_file


class Stop(Exception):  # noqa: N818 - it is no error of the program
    pass


def half_a_file(path: Path, durable: bool) -> None:
    with replacing_file(path, durable=durable) as draft:
        draft.write_text("half of the n")
        raise Stop


def half_a_folder(path: Path) -> None:
    with replacing_folder(path) as draft:
        (draft / "a.csv").write_text("half")
        raise Stop


def test_a_file_is_replaced_only_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    for durable in (True, False):
        path.write_text("old")
        with pytest.raises(Stop):
            half_a_file(path, durable)
        assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]
        assert path.read_text() == "old"
        with replacing_file(path, durable=durable) as draft:
            draft.write_text("new")
            assert path.read_text() == "old"
        assert path.read_text() == "new"
        assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_folder_is_replaced_only_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "tables"
    with replacing_folder(path) as draft:
        (draft / "a.csv").write_text("old")
    with pytest.raises(Stop):
        half_a_folder(path)
    assert (path / "a.csv").read_text() == "old"
    with replacing_folder(path) as draft:
        (draft / "b.csv").write_text("new")
    assert [entry.name for entry in path.iterdir()] == ["b.csv"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


def test_a_folder_that_cannot_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tables"
    path.mkdir()
    (path / "a.csv").write_text("old")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError("the disk says no")

    monkeypatch.setattr("demasque.atomic.put_in_place", refused)
    with pytest.raises(PermissionError), replacing_folder(path) as draft:
        (draft / "a.csv").write_text("new")
    assert (path / "a.csv").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


def test_a_small_file_has_its_mode_and_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "pseudonym.key"
    write_file(path, b"one\ntwo\n", mode=0o600)
    assert path.read_bytes() == b"one\ntwo\n"
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
    (tmp_path / "draft").write_bytes(b"three")
    put_in_place(tmp_path / "draft", path)
    assert path.read_bytes() == b"three"


_KILLED = """
import os, signal, sys
from pathlib import Path
from demasque.atomic import replacing_file
with replacing_file(Path(sys.argv[1])) as draft:
    draft.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    assert subprocess.run([sys.executable, "-c", _KILLED, path], check=False).returncode
    assert path.read_text() == "old"
