"""What is taken out of a case takes its pictures with it; what is done anew leaves them."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.case import CaseStore, anonymise, verify
from demasque.ingest import add_files, forget, purge, remap
from demasque.media import add_media, file_paths
from demasque.schema import MEDIA_FAMILIES, TABLES
from media_folders import fingerprint_files, picture, put

POSTS = """post_id,account_id,created_at,text,platform
1,alice,2020-01-01 10:00:00,hi,x
2,bob,2026-11-01 10:00:01,ho,x
3,bob,2020-01-02 10:00:01,ho,x
"""
LIST = """file,post,account,platform
of_alice.jpg,1,,x
of_both.jpg,1,,x
of_both.jpg,2,,x
of_bob_once.jpg,3,,x
face_of_alice.jpg,,alice,x
face_of_bob.jpg,,bob,x
"""
NAMES = ("of_alice", "of_both", "of_bob_once", "face_of_alice", "face_of_bob")
MEDIA = {name: sha256(picture(n)).hexdigest() for n, name in enumerate(NAMES)}
READ = {"how": "read", "at": 0.0, "text": "word", "reader": "by hand"}
PER_FILE = [name for name, table in TABLES.items() if "media" in table.added_files]


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demasque.media.storing.new_files._fingerprints", fingerprint_files)
    monkeypatch.setattr("demasque.media.storing.adding_media.packages_missing", lambda: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n, name in enumerate(NAMES):
        put(tmp_path, f"folder/{name}.jpg", picture(n))
    put(tmp_path, "folder/media.csv", LIST)
    return tmp_path / "folder"


@pytest.fixture
def case(tmp_path: Path, folder: Path) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path / "case") as store:
        add_files(store, [put(tmp_path, "posts.csv", POSTS)])
        add_media(store, folder, keep=True)
        rows = [
            {"media": MEDIA[name], "exemplar": MEDIA["of_alice"], "content": "content", "how": [],
             "found_by": "pdq"}
            for name in NAMES
        ]  # fmt: skip
        words = [{"media": m, **READ} for m in MEDIA.values()]
        store.insert(
            {
                "media_families": pa.Table.from_pylist(rows, schema=MEDIA_FAMILIES),
                "media_words": pa.Table.from_pylist(words, schema=TABLES["media_words"].schema),
            }
        )
        yield store


def names_in(case: CaseStore, table: str) -> set[str]:
    by_media = {media: name for name, media in MEDIA.items()}
    column = case.sql(f"SELECT DISTINCT media FROM {table}")["media"].to_pylist()
    return {by_media[media] for media in column}


def assert_left(case: CaseStore, *names: str) -> None:
    """Of exactly these files there are rows, places and copies."""
    for table in ("media_files", "media_frames", "media_origins", "media_words"):
        assert names_in(case, table) == set(names), table
    digests = {MEDIA[name] for name in names}
    assert set(case.places.read()) == digests
    assert digests == set(case.evidence.files()) & set(MEDIA.values())
    stored = {path.name for path in case.evidence.folder.iterdir()}
    assert digests == stored & set(MEDIA.values())
    assert set(file_paths(case)) == digests
    assert verify(case) == []


def test_every_table_of_added_files_says_so() -> None:
    of_files = {t.name for t in TABLES.values() if t.parent == "media_files" and not t.ids()}
    assert set(PER_FILE) == of_files | {"media_files", "media_families"}


def test_forgetting_an_account_takes_its_files_and_its_picture(case: CaseStore) -> None:
    forget(case, ["x:alice"])
    assert_left(case, "of_both", "of_bob_once", "face_of_bob")
    assert not case.sql("FROM media_families").num_rows  # their exemplar is gone
    for name in ("of_alice", "face_of_alice"):
        content = picture(NAMES.index(name))
        assert not [p for p in case.path.rglob("*") if p.is_file() and content in p.read_bytes()]


def test_purging_posts_takes_files_that_are_in_no_later_one(case: CaseStore) -> None:
    purge(case, "P12M")
    # Alice has no post any more; bob has.
    assert_left(case, "of_both", "face_of_bob")


def test_what_was_taken_out_does_not_come_back(case: CaseStore, folder: Path) -> None:
    purge(case, "P12M")
    add_files(case, [put(folder.parent, "again.csv", POSTS.replace("hi", "hello"))])
    again = add_media(case, folder, keep=True)
    assert (again.new, again.linked, again.avatars) == (0, 0, 0)
    assert_left(case, "of_both", "face_of_bob")


def test_a_file_comes_back_with_a_post_that_may(case: CaseStore, folder: Path) -> None:
    forget(case, ["x:alice"])
    more = "post_id,account_id,created_at,text,platform\n9,carol,2026-11-01 10:00:00,hi,x\n"
    add_files(case, [put(folder.parent, "more.csv", more)])
    put(folder, "media.csv", LIST + "of_alice.jpg,9,,x\n")
    assert add_media(case, folder, keep=True).new == 1
    again = [{"media": MEDIA["of_alice"], **READ}]
    case.insert({"media_words": pa.Table.from_pylist(again, schema=TABLES["media_words"].schema)})
    assert_left(case, "of_alice", "of_both", "of_bob_once", "face_of_bob")
    purge(case, "P200Y")  # a removal completes what earlier ones left; this is not among it
    assert_left(case, "of_alice", "of_both", "of_bob_once", "face_of_bob")


def test_a_remap_leaves_files_as_they_are(case: CaseStore) -> None:
    before = {name: case.sql(f"FROM {name} ORDER BY ALL") for name in (*PER_FILE, "media_in_posts")}
    remap(case)
    for name, table in before.items():
        assert case.sql(f"FROM {name} ORDER BY ALL").equals(table), name
    assert_left(case, *NAMES)


def test_anonymising_leaves_fingerprints_and_nothing_that_names(case: CaseStore) -> None:
    anonymise(case)
    assert names_in(case, "media_files") == {"of_alice", "of_both", "of_bob_once"}
    assert not case.sql("FROM avatar_files").num_rows
    rows = case.sql("SELECT DISTINCT kept, thumbnail, blurred FROM media_files").to_pylist()
    assert rows == [{"kept": False, "thumbnail": None, "blurred": b"blurred"}]
    assert not (case.path / "media-places.jsonl").exists()
    assert file_paths(case) == {}
    assert verify(case) == []


def test_anonymising_may_leave_the_evidence(case: CaseStore) -> None:
    anonymise(case, keep_evidence=True)
    assert set(file_paths(case)) == {MEDIA[n] for n in ("of_alice", "of_both", "of_bob_once")}
    assert verify(case) == []


def test_custody_tells_what_was_added_without_names_of_files(case: CaseStore) -> None:
    details = case.custody.entries()[-1]["details"]
    counts = {key: details[key] for key in ("folder", "files", "new", "linked", "avatars")}
    assert counts == {"folder": "folder", "files": 5, "new": 5, "linked": 4, "avatars": 2}
    assert details["kept"] == sorted(MEDIA.values())
    assert "of_alice" not in str(details)
