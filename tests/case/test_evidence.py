"""Evidence: kept once, unchanged, checkable without this program."""

import gzip
import shutil
import stat
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard

from demasque.case import Evidence


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    folder = tmp_path / "evidence"
    folder.mkdir()
    return Evidence(folder)


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_text_is_compressed_and_the_original_hash_kept(evidence: Evidence, tmp_path: Path) -> None:
    content = b"a,b\n" * 10_000
    kept = evidence.keep(write(tmp_path, "x.csv", content))
    assert kept.sha256 == sha256(content).hexdigest()
    stored = evidence.path(kept.sha256)
    assert stored.stat().st_size < 1_000
    assert zstandard.ZstdDecompressor().decompressobj().decompress(stored.read_bytes()) == content
    assert not stored.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


@pytest.mark.parametrize(
    "content", [gzip.compress(b"x" * 99, mtime=0), zstandard.compress(b"y"), b"PAR1z"]
)
def test_what_is_compressed_stays_as_it_is(
    evidence: Evidence, tmp_path: Path, content: bytes
) -> None:
    kept = evidence.keep(write(tmp_path, "x", content))
    assert kept.stored == kept.sha256 == kept.stored_sha256
    assert evidence.path(kept.sha256).read_bytes() == content


def test_the_same_content_is_kept_once(evidence: Evidence, tmp_path: Path) -> None:
    first = evidence.keep(write(tmp_path, "one.csv", b"a\n1\n"))
    again = evidence.keep(write(tmp_path, "two.csv", b"a\n1\n"))
    assert first == again
    assert len(evidence.files()) == 1


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_plain_sha256sum_checks_it(evidence: Evidence, tmp_path: Path) -> None:
    for n in range(3):
        evidence.keep(write(tmp_path, f"{n}.csv", b"a\n%d\n" % n))
    check = ["sha256sum", "--quiet", "-c", "SHA256SUMS"]
    assert subprocess.run(check, cwd=evidence.folder, check=False).returncode == 0
    path = next(evidence.folder.glob("*.zst"))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"!")
    quiet = {"cwd": evidence.folder, "check": False, "capture_output": True}
    assert subprocess.run(check, **quiet).returncode != 0
    assert list(evidence.changed()) == [path.name]


def test_a_missing_file_is_reported(evidence: Evidence, tmp_path: Path) -> None:
    kept = evidence.keep(write(tmp_path, "x.csv", b"a\n1\n"))
    evidence.path(kept.sha256).unlink()
    assert list(evidence.changed()) == [kept.stored]


def test_leftovers_of_a_killed_command_go(evidence: Evidence) -> None:
    (evidence.folder / ".incoming-123").write_bytes(b"half")
    evidence.clear_leftovers()
    assert list(evidence.folder.iterdir()) == []
