"""Hashes of media that must not be shown: what is taken, what is refused, and what is not kept."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import demasque
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.media import Fingerprint, fingerprint_files, protect_media, protected_media
from demasque.media.protecting.hash_lists import hashes_of_list, is_list
from demasque.schema import MEDIA_FRAMES, MEDIA_IN_POSTS
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lists_are_read_as_spreadsheets_write_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "hashes.txt"
    path.write_text(f"hash\n{'a' * 64}\n{'b' * 64}\n", encoding=encoding)
    assert is_list(path)
    assert hashes_of_list(path) == ["a" * 64, "b" * 64]


def test_a_list_with_the_other_order_of_bytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "hashes.txt"
    path.write_bytes(f"\ufeff{'a' * 64}\n".encode("utf-16-be"))
    assert is_list(path)
    assert hashes_of_list(path) == ["a" * 64]


def test_what_is_neither_text_nor_a_picture_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "hashes.txt"
    path.write_bytes(f"{'a' * 64}\n".encode("utf-16-le"))  # without its mark
    with case_of(tmp_path, world()) as store:
        with pytest.raises(UsageError, match="no list of hashes in text"):
            protect_media(store, [path])
        assert not store.sql("FROM protected_media").num_rows


def test_a_telephones_picture_is_not_blamed_on_the_extra(tmp_path: Path) -> None:
    pytest.importorskip("av", reason="takes the extra media")
    path = tmp_path / "hers.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200))
    with case_of(tmp_path, world()) as store:
        done = protect_media(store, [path])
    assert (done.given, done.exact) == (1, 1)
    assert [str(each) for each in done.reasons] == [
        "HEIC pictures are not read here: save it as JPEG or PNG, and name that."
    ]


def turned_like(store: CaseStore, name: str, other: str, bits: int, turn: int) -> None:
    """Make one file's frame lie so many bits from another's, in one of its orientations."""
    near = int.from_bytes(pdq(other)[:32], "big") ^ ((1 << bits) - 1)
    views = bytearray(pdq(name))
    views[32 * turn : 32 * turn + 32] = near.to_bytes(32, "big")
    seen = [
        row | {"hashes": bytes(views)} if row["media"] == media(name) else row
        for row in store.sql("FROM media_frames").to_pylist()
    ]
    store.replace({"media_frames": rows(MEDIA_FRAMES, seen)})


@pytest.mark.parametrize(("bits", "turn", "found"), [(0, 0, True), (31, 5, True), (32, 5, False)])
def test_a_copy_is_protected_before_its_family_is_found(
    tmp_path: Path, bits: int, turn: int, found: bool
) -> None:
    with with_media(tmp_path, private=("bystander1",)) as store:
        turned_like(store, "once", "victim", bits, turn)
        assert (media("once") in protected_media(store)) is found


def test_a_blank_frame_of_a_private_person_protects_no_other(tmp_path: Path) -> None:
    with with_media(tmp_path, private=("bystander1",)) as store:
        turned_like(store, "once", "victim", 0, 0)
        blank = [row | {"quality": 49} for row in store.sql("FROM media_frames").to_pylist()]
        store.replace({"media_frames": rows(MEDIA_FRAMES, blank)})
        assert media("once") not in protected_media(store)


def without_families(store: CaseStore) -> None:
    families = store.sql("FROM media_families").schema
    store.replace({"media_families": families.empty_table()})


@pytest.mark.parametrize("action", ["forget", "purge", "anonymise"])
def test_others_copies_stay_protected_when_a_private_person_is_taken_out(
    tmp_path: Path, action: str
) -> None:
    with with_media(tmp_path, private=("bystander0", "bystander1")) as store:
        posts = store.sql("SELECT post FROM posts WHERE account = 'op001' LIMIT 1")
        used = store.sql("FROM media_in_posts").to_pylist()
        used.append({"post": posts["post"][0].as_py(), "media": media("victim")})
        store.replace({"media_in_posts": rows(MEDIA_IN_POSTS, used)})
        turned_like(store, "once", "victim", 20, 5)
    with demasque.open_case(tmp_path / "case") as case:
        if action == "forget":
            case.forget("bystander0", "bystander1")
        elif action == "purge":
            case.purge("P100Y")
        else:
            case.anonymise()
        without_families(case._store)
        venues = case._store.sql("FROM venue_list").schema
        case._store.replace({"venue_list": venues.empty_table()})
        hidden = protected_media(case._store)
        assert hidden == {media("victim"), media("victim-cropped"), media("once")}
        assert case.verify() == []


def test_a_forgetting_of_nothing_protected_keeps_no_hash(tmp_path: Path) -> None:
    with with_media(tmp_path):
        pass
    with demasque.open_case(tmp_path / "case") as case:
        case.forget("bystander3")
        assert not case._store.sql("FROM protected_media").num_rows
