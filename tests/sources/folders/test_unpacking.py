"""A zip may be hostile: nothing lands outside, nothing explodes, and what is left out is said."""

import io
import random
import stat
import zipfile
from pathlib import Path

import pytest

from demasque.errors import DemasqueError
from demasque.sources import is_zip_of_files, unpack, unpack_member
from demasque.sources.folders import unpacking


def make_zip(path: Path, members: dict[str, bytes], **options: int) -> Path:
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_files_come_out_as_they_went_in(tmp_path: Path, target: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a/b.txt": b"1", "c\\d.txt": b"2", "e/": b""})
    found = unpack(path, target)
    assert files_of(target) == {"a/b.txt": b"1", "c/d.txt": b"2"}
    assert set(found.members) == {"a/b.txt", "c/d.txt"}
    assert not found.left_out


@pytest.mark.parametrize(
    "name", ["../a", "/a", "a/../../b", "..\\a", "C:\\a", "C:a", "a/\x07b", "x" * 300]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, target: Path, name: str) -> None:
    path = make_zip(tmp_path / "a.zip", {name: b"1", "good": b"2"})
    found = unpack(path, target)
    assert files_of(target) == {"good": b"2"}
    assert [str(reason) for _, reason in found.left_out] == ["its name leads out of the folder"]
    assert {p.name for p in tmp_path.iterdir()} == {"a.zip", "target"}


def test_links_are_left_out(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("link/inside", b"1")
    found = unpack(path, target)
    assert [str(reason) for _, reason in found.left_out] == ["a link, not a file"]
    assert files_of(target) == {"link/inside": b"1"}


def test_a_bomb_is_stopped_by_what_comes_out_not_by_what_it_says(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "LEAST_BYTES", 1 << 20)
    path = make_zip(
        tmp_path / "bomb.zip", {"zeros": bytes(64 << 20)}, compression=zipfile.ZIP_DEFLATED
    )
    with pytest.raises(DemasqueError, match="far more than pictures and clips do"):
        unpack(path, target)
    assert sum(len(content) for content in files_of(target).values()) < 10 << 20


def test_too_many_members_are_refused(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 2)
    path = make_zip(tmp_path / "a.zip", {str(n): b"" for n in range(3)})
    with pytest.raises(DemasqueError, match="more than 2 files"):
        unpack(path, target)


def test_a_damaged_member_spoils_no_other(tmp_path: Path, target: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"bad": b"bad content" * 50, "good": b"good"})
    content = bytearray(path.read_bytes())
    at = content.find(b"bad content")
    content[at : at + 3] = b"BAD"
    path.write_bytes(bytes(content))
    found = unpack(path, target)
    assert files_of(target) == {"good": b"good"}
    assert [(name, str(reason)) for name, reason in found.left_out] == [("bad", "it is damaged")]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_member_of_another_method_spoils_no_other(
    tmp_path: Path, target: Path, method: int
) -> None:
    path = make_zip(
        tmp_path / "a.zip", {"bad": random.Random(1).randbytes(5000)}, compression=method
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("good", b"good")
    content = bytearray(path.read_bytes())
    content[42:600] = b"\xff" * 558
    path.write_bytes(bytes(content))
    found = unpack(path, target)
    assert files_of(target) == {"good": b"good"}
    assert [(name, str(reason)) for name, reason in found.left_out] == [("bad", "it is damaged")]
    assert not unpack_member(path, "bad", tmp_path / "out", 10_000)


@pytest.mark.parametrize("below", ["a/b.jpg", "a/b/c.jpg"])
def test_a_member_below_a_file_spoils_no_other(tmp_path: Path, target: Path, below: str) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": b"1", below: b"2", "good": b"3"})
    found = unpack(path, target)
    assert files_of(target) == {"a": b"1", "good": b"3"}
    assert [name for name, _ in found.left_out] == [below]


def test_names_that_are_no_utf8_have_a_sentence(tmp_path: Path, target: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"\u00e9.jpg": b"1"})
    path.write_bytes(path.read_bytes().replace("\u00e9".encode(), b"\xff\xff"))
    assert is_zip_of_files(path)
    with pytest.raises(DemasqueError, match="the name of a file in it is damaged"):
        unpack(path, target)
    assert not unpack_member(path, "\u00e9.jpg", tmp_path / "out", 5)


def test_a_name_that_is_no_utf8_at_its_file_spoils_no_other(tmp_path: Path, target: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"\u00e9.jpg": b"1", "good": b"2"})
    path.write_bytes(path.read_bytes().replace("\u00e9".encode(), b"\xff\xff", 1))
    assert files_of(target) == {}
    assert len(unpack(path, target).left_out) == 1
    assert files_of(target) == {"good": b"2"}


def test_two_members_of_one_name(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
    found = unpack(path, target)
    assert [str(reason) for _, reason in found.left_out] == [
        "a file of this name is in the zip already"
    ]


def test_an_encrypted_member_is_left_out(tmp_path: Path, target: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": b"1"})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + offset] |= 1
    path.write_bytes(bytes(content))
    assert [str(reason) for _, reason in unpack(path, target).left_out] == ["it is encrypted"]


def test_office_documents_and_other_files_are_no_zips_of_files(tmp_path: Path) -> None:
    assert not is_zip_of_files(make_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": b""}))
    assert not is_zip_of_files(make_zip(tmp_path / "a.ods", {"mimetype": b""}))
    assert is_zip_of_files(make_zip(tmp_path / "a.zip", {"a": b""}))
    (tmp_path / "text").write_text("text")
    assert not is_zip_of_files(tmp_path / "text")
    assert not is_zip_of_files(tmp_path)


def test_one_member_is_unpacked_within_its_size(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": b"12345", "../b": b"1"})
    assert unpack_member(path, "a", tmp_path / "out", 5)
    assert (tmp_path / "out").read_bytes() == b"12345"
    assert not unpack_member(path, "a", tmp_path / "small", 4)
    assert not unpack_member(path, "nowhere", tmp_path / "none", 5)
    assert not unpack_member(path, "../b", tmp_path / "outside", 5)
    assert not unpack_member(tmp_path / "gone.zip", "a", tmp_path / "none", 5)


def test_a_file_that_is_no_zip_has_a_sentence(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(io.BytesIO(b"PK\x03\x04 and nothing more").getvalue())
    with pytest.raises(DemasqueError, match="cannot be unpacked"):
        unpack(path, target)
