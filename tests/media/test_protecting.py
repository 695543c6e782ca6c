"""Hashes of media that must not be shown: what is taken, what is refused, and what is not kept."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.errors import UsageError
from demasque.media import Fingerprint, fingerprint_files, protect_media, protected_media
from demasque.media.protecting.hash_lists import hashes_of_list, is_list
from demasque.schema import MEDIA_FRAMES
from hand_made import case_of, rows, world
from media_rows import VICTIM, media, pdq, with_media

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@given(hashes=st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=5, unique=True))
def test_lists_give_back_their_hashes(
    hashes: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("list") / "hashes.csv"
    lines = ["hash,note", *(f"{each.hex().upper()},asked for in March" for each in hashes), ""]
    path.write_text("\n".join(lines))
    assert is_list(path)
    assert hashes_of_list(path) == [each.hex() for each in hashes]


@pytest.mark.parametrize("line", ["d41d8cd98f00b204e9800998ecf8427e", "f" * 65, "portrait"])
def test_a_line_without_a_hash_is_named_by_number_and_not_by_content(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "hashes.txt"
    path.write_text(f"{'a' * 64}\n\n{line}\n")
    with case_of(tmp_path, world()) as store:
        with pytest.raises(UsageError, match="line 3") as refused:
            protect_media(store, [path])
        assert not store.sql("FROM protected_media").num_rows
    assert line not in str(refused.value)


def test_a_list_whose_first_line_is_a_hash_of_another_sort_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "md5.txt"
    path.write_text("d41d8cd98f00b204e9800998ecf8427e\n")
    with pytest.raises(UsageError, match="line 1"):
        hashes_of_list(path)


def test_a_picture_is_hashed_and_neither_it_nor_its_name_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "her-name.png"
    path.write_bytes(PICTURE)
    with case_of(tmp_path, world()) as store:
        protect_media(store, [path])
        assert sha256(PICTURE).hexdigest() in store.sql("FROM protected_media")["hash"].to_pylist()
        assert not store.evidence.files()
    for file in (tmp_path / "case").rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert PICTURE not in content
        assert b"her-name" not in content


def test_giving_a_hash_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hashes.txt"
    path.write_text(f"{'a' * 64}\n{'A' * 64}\n")
    with case_of(tmp_path, world()) as store:
        assert protect_media(store, [path]).added == 1
        again = protect_media(store, [path])
        assert (again.given, again.added) == (1, 0)
        assert store.sql("FROM protected_media").num_rows == 1


@pytest.mark.parametrize("name", ["nowhere.txt", "."])
def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with case_of(tmp_path, world()) as store, pytest.raises(UsageError):
        protect_media(store, [tmp_path / name])


@pytest.mark.parametrize(("bits", "found"), [(0, True), (31, True), (32, False)])
def test_a_pdq_protects_within_31_bits(tmp_path: Path, bits: int, found: bool) -> None:
    near = int.from_bytes(pdq("victim")[:32], "big") ^ ((1 << bits) - 1)
    path = tmp_path / "hashes.txt"
    path.write_text(f"{near:064x}\n")
    with with_media(tmp_path) as store:
        protect_media(store, [path])
        hidden = protected_media(store)
    assert hidden == (frozenset(media(each) for each in VICTIM) if found else frozenset())


def test_without_findings_a_file_is_protected_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "hashes.txt"
    path.write_text(media("victim"))
    with with_media(tmp_path) as store:
        families = store.sql("FROM media_families").schema
        store.replace({"media_families": families.empty_table()})
        protect_media(store, [path])
        assert protected_media(store) == {media("victim")}


def test_protection_outlives_remapping_and_new_findings(tmp_path: Path) -> None:
    path = tmp_path / "hashes.txt"
    path.write_text(media("victim"))
    with with_media(tmp_path) as store:
        protect_media(store, [path])
        with store.replacing_findings("a run"):
            pass
        assert media("victim") in protected_media(store)


def test_a_picture_protects_copies_of_itself_that_are_not_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("pdqhash", reason="takes the extra media")
    pytest.importorskip("av", reason="takes the extra media")
    image = pytest.importorskip("PIL.Image", reason="takes the extra media")
    drawn = image.effect_noise((320, 240), 90).resize((640, 480))
    drawn.save(tmp_path / "hers.png")
    drawn.resize((480, 360)).save(tmp_path / "copy.jpg", quality=40)
    with with_media(tmp_path) as store:
        ((_, copy),) = fingerprint_files([tmp_path / "copy.jpg"])
        assert isinstance(copy, Fingerprint)
        frames = store.sql("FROM media_frames")
        seen = [
            row | {"hashes": copy.hashes[0].tobytes()} if row["media"] == media("victim") else row
            for row in frames.to_pylist()
        ]
        store.replace({"media_frames": rows(MEDIA_FRAMES, seen)})
        done = protect_media(store, [tmp_path / "hers.png"])
        assert (done.given, done.exact) == (2, 0)
        assert protected_media(store) == {media(each) for each in VICTIM}


def test_a_blank_picture_protects_its_own_bytes_only(tmp_path: Path) -> None:
    pytest.importorskip("pdqhash", reason="takes the extra media")
    pytest.importorskip("av", reason="takes the extra media")
    image = pytest.importorskip("PIL.Image", reason="takes the extra media")
    image.new("RGB", (320, 240)).save(tmp_path / "black.png")
    with with_media(tmp_path) as store:
        done = protect_media(store, [tmp_path / "black.png"])
    assert (done.given, done.exact, done.protected) == (1, 1, 0)
