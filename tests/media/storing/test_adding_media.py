"""Files beside posts come into the case, each belongs to what the folder says, and stays there."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zstandard

from demasque.case import CaseStore, verify
from demasque.errors import UsageError
from demasque.ingest import add_files, forget
from demasque.media import ExportRequest, add_media, file_paths, stored_fingerprints
from media_folders import ABSENT, DAMAGED, fingerprint_files, picture, put, zipped

POSTS = """post_id,account_id,created_at,text,platform
7301234567890123456,Ann,2024-01-01 10:00:00,hi,tiktok
2,Bob,2024-01-02 10:00:01,ho,x
2,Cleo,2024-01-02 10:00:01,ho,facebook
"""


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demasque.media.storing.new_files._fingerprints", fingerprint_files)
    monkeypatch.setattr("demasque.media.storing.adding_media.packages_missing", lambda: None)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path / "case") as store:
        add_files(store, [put(tmp_path, "posts.csv", POSTS)])
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    put(folder, "a.jpg", picture(1))
    put(folder, "copy.jpg", picture(1))
    put(folder, "me.png", picture(2))
    put(folder, "7301234567890123456_1.jpg", picture(3))
    put(folder, "holiday.jpg", picture(4))
    put(
        folder,
        "media.csv",
        "file,post,account,platform\n"
        "a.jpg,2,,x\ncopy.jpg,7301234567890123456,,\nme.png,,@ann,tiktok\n",
    )
    return folder


def linked(case: CaseStore) -> set[tuple[str, str]]:
    rows = case.sql("SELECT post, media FROM media_in_posts").to_pylist()
    return {(row["post"], row["media"]) for row in rows}


def test_each_file_is_in_its_posts_once(case: CaseStore, folder: Path) -> None:
    added = add_media(case, folder)
    assert (added.files, added.new, added.linked, added.avatars) == (3, 3, 3, 1)
    assert (added.left_out, added.rejected) == (1, {})
    assert added.layouts == ("media-table", "named")
    name = case.names.one
    media = {seed: _digest(picture(seed)) for seed in range(1, 5)}
    assert linked(case) == {
        (name("post", "x", "2"), media[1]),
        (name("post", "tiktok", "7301234567890123456"), media[1]),
        (name("post", "tiktok", "7301234567890123456"), media[3]),
    }
    (avatar,) = case.sql("FROM avatar_files").to_pylist()
    assert avatar == {"account": name("account", "tiktok", "Ann"), "media": media[2]}


def _digest(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()


def test_fingerprints_come_back_as_they_went(case: CaseStore, folder: Path) -> None:
    add_media(case, folder)
    made = dict(fingerprint_files([folder / "a.jpg"]))[folder / "a.jpg"]
    found = stored_fingerprints(case)[_digest(picture(1))]
    for name in ("at", "hashes", "quality", "scenes", "boxes", "audio", "reference"):
        assert np.array_equal(getattr(found, name), getattr(made, name)), name
        assert getattr(found, name).dtype == getattr(made, name).dtype, name
    for name in ("kind", "width", "height", "seconds", "features", "thumbnail", "blurred"):
        assert getattr(found, name) == getattr(made, name), name
    assert found.container == {"encoder": "by hand"}


def test_adding_it_again_adds_only_what_is_new(case: CaseStore, folder: Path) -> None:
    add_media(case, folder)
    before, lines = linked(case), case.custody.head().lines
    again = add_media(case, folder)
    assert (again.files, again.new, again.linked, again.avatars) == (3, 0, 0, 0)
    assert (linked(case), case.custody.head().lines) == (before, lines)
    put(folder, "more.jpg", picture(9))
    put(folder, "files.csv", "file,post,platform\nmore.jpg,2,x\na.jpg,2,facebook\n")
    more = add_media(case, folder)
    assert (more.files, more.new, more.linked) == (4, 1, 2)
    assert verify(case) == []


def test_exports_in_the_folder_are_added_first(case: CaseStore, folder: Path) -> None:
    put(
        folder,
        "posts/new.csv",
        "post_id,account_id,created_at,text,platform,file\n"
        "55,Dan,2024-01-05 10:00:00,hi,x,../holiday.jpg\n",
    )
    put(folder, "notes.txt", "nothing to read here")
    put(folder, "odd.json", "{broken")
    added = add_media(case, folder)
    (export,) = added.exports
    assert (export.name, export.posts) == ("new.csv", 1)
    assert (added.linked, added.left_out) == (4, 0)
    (unread,) = added.warnings
    assert unread.startswith("odd.json was not read: ")


def test_the_users_mapping_is_for_the_exports_that_need_it(case: CaseStore, folder: Path) -> None:
    put(folder, "new.csv", "id,Writer,When\n55,Dan,2024-01-05 10:00:00\n")
    request = ExportRequest(mapping={"account": "Writer", "posted_at": "When", "platform": "=x"})
    put(folder, "media.csv", "file,post\na.jpg,55\n")
    added = add_media(case, folder, request=request)
    assert [(export.name, export.posts) for export in added.exports] == [("new.csv", 1)]
    assert (case.names.one("post", "x", "55"), _digest(picture(1))) in linked(case)


def test_what_cannot_be_used_is_rejected_with_its_reason_and_line(
    case: CaseStore, folder: Path
) -> None:
    put(folder, "broken.jpg", b"no picture at all")
    put(
        folder,
        "media.csv",
        "file,post,account,platform\na.jpg,2,,\nno.jpg,2,,x\na.jpg,404,,x\na.jpg,,nobody,x\n"
        "broken.jpg,2,,x\na.jpg,,,\n",
    )
    added = add_media(case, folder)
    assert added.rejected == {
        "posts of several platforms have this id: say which, with --map platform==NAME": 1,
        "the file is not in the folder": 1,
        "its post is not in the case: add the export that has it first": 1,
        "its account is not in the case: add the export that has it first": 1,
        "no post and no account is named": 1,
        str(DAMAGED): 1,
    }
    assert ("media.csv", 3, "the file is not in the folder") in added.rejects
    assert (len(added.rejects), added.first_rejects) == (6, added.rejects[:5])
    assert added.linked == 1  # the file that is called by its post's id
    said = add_media(case, folder, request=ExportRequest(mapping={"platform": "=facebook"}))
    assert (case.names.one("post", "facebook", "2"), _digest(picture(1))) in linked(case)
    assert "posts of several platforms" not in str(said.rejected)


def test_a_folder_that_says_nothing_leaves_all_out(case: CaseStore, tmp_path: Path) -> None:
    put(tmp_path, "bare/a.jpg", picture(1))
    added = add_media(case, tmp_path / "bare")
    assert (added.files, added.left_out, added.usable) == (0, 1, False)
    assert case.custody.entries()[-1]["details"].get("folder") is None


def test_no_name_of_a_file_stands_in_the_tables(case: CaseStore, folder: Path) -> None:
    put(folder, "alice_of_old.jpg", picture(7))
    put(folder, "files.csv", "file,post,platform\nalice_of_old.jpg,2,x\n")
    add_media(case, folder, keep=True)
    case.sql("CHECKPOINT")
    assert b"alice_of_old" not in (case.path / "store.duckdb").read_bytes()
    places = case.path / "media-places.jsonl"
    assert b"alice_of_old" in places.read_bytes()
    assert places.stat().st_mode & 0o077 == 0


def test_files_are_found_where_they_are_and_gone_ones_are_not(
    case: CaseStore, folder: Path
) -> None:
    add_media(case, folder)
    found = file_paths(case)
    assert {path.read_bytes() for path in found.values()} == {picture(n) for n in (1, 2, 3)}
    (folder / "me.png").unlink()
    put(folder, "a.jpg", picture(1) + b"changed")
    (folder / "7301234567890123456_1.jpg").write_bytes(b"")
    left = file_paths(case)
    # One of two equal files was changed; the other may be the place that is known.
    assert set(left) <= {_digest(picture(1))}


def test_kept_files_are_evidence(case: CaseStore, folder: Path) -> None:
    added = add_media(case, folder, keep=True)
    assert added.copied == 3
    for seed in (1, 2, 3):
        stored = case.evidence.path(_digest(picture(seed)))
        assert stored.read_bytes() == picture(seed)
        assert stored.stat().st_mode & 0o222 == 0
    assert verify(case) == []
    for path in folder.glob("*.*"):
        path.unlink()
    assert len(file_paths(case)) == 3
    stored.chmod(0o644)
    stored.write_bytes(b"changed")
    assert [sentence for sentence in verify(case) if "not as it was stored" in sentence]
    stored.unlink()
    case.evidence.remove([_digest(picture(1))])
    assert any("in the tables as kept" in sentence for sentence in verify(case))


def test_files_may_be_kept_later(case: CaseStore, folder: Path) -> None:
    add_media(case, folder)
    assert not any(case.sql("SELECT kept FROM media_files")["kept"].to_pylist())
    assert add_media(case, folder, keep=True).copied == 3
    assert all(case.sql("SELECT kept FROM media_files")["kept"].to_pylist())
    assert add_media(case, folder, keep=True).copied == 0
    assert verify(case) == []


def test_a_zip_is_read_like_a_folder_and_its_files_are_found_again(
    case: CaseStore, folder: Path, tmp_path: Path
) -> None:
    archive = zipped(folder, tmp_path / "all.zip")
    added = add_media(case, archive)
    assert (added.name, added.files, added.linked, added.avatars) == ("all.zip", 3, 3, 1)
    places = file_paths(case)
    assert all(media in places for media in places)
    assert not list(case.path.glob(".unpacked-*"))  # until a file is asked for
    assert {path.read_bytes() for path in places.values()} == {picture(n) for n in (1, 2, 3)}
    scratch = next(iter(places.values())).parent
    assert scratch.parent == case.path
    del places
    assert not scratch.exists()
    assert add_media(case, archive).new == 0
    archive.unlink()
    assert dict(file_paths(case)) == {}


def test_4cats_zip_is_matched_with_4cats_table(tmp_path: Path) -> None:
    table = "id,author,unix_timestamp,body,tiktok_url\n73,ann,1700000000,hi,https://e.org/73\n"
    inside = tmp_path / "in"
    put(inside, "73.jpeg", picture(5))
    entry = {"filename": "73.jpeg", "success": True, "from_dataset": "k", "post_ids": ["73"]}
    put(inside, ".metadata.json", {"https://e.org/cover": entry})
    with CaseStore.create(tmp_path / "case") as case:
        add_files(case, [put(tmp_path, "4cat.csv", table)])
        added = add_media(case, zipped(inside, tmp_path / "4cat.zip"))
        assert (added.layouts, added.linked) == (("4cat",), 1)


def test_yt_dlps_descriptions_become_posts_where_the_case_has_none(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for n in range(3):
        name = f"Clip by alice_of_old [{n}]"
        info = {
            "id": f"7301{n}",
            "extractor": "TikTok",
            "extractor_key": "TikTok",
            "webpage_url": f"https://www.tiktok.com/@w/video/7301{n}",
            "uploader": "w",
            "timestamp": 1_700_000_000,
            "description": "hi",
            "formats": [{"url": "https://cdn.example/signed?ip=192.0.2.7"}],
            "cookies": "session=secret",
        }
        put(folder, f"{name}.info.json", info)
        put(folder, f"{name}.mp4", picture(n))
    with CaseStore.create(tmp_path / "case") as case:
        added = add_media(case, folder)
        (export,) = added.exports
        assert (export.source, export.posts, added.linked) == ("yt-dlp", 3, 3)
        assert "alice_of_old" not in json.dumps(case.custody.entries())
        # What says how somebody downloaded a clip is not evidence of who posted it.
        assert not export.fields_unknown
        again = add_media(case, folder)
        assert (again.exports, again.linked) == ((), 0)
        put(folder, "new.info.json", {**info, "id": "999", "webpage_url": None})
        (more,) = add_media(case, folder).exports
        assert (more.posts, more.duplicates) == (1, 0)
        assert len(case.evidence.files()) == 2


def test_without_the_packages_posts_are_added_and_media_said_to_be_left_out(
    case: CaseStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demasque.media.storing.adding_media.packages_missing", lambda: ABSENT)
    put(folder, "new.csv", "id,account,created_at\n55,Dan,2024-01-05 10:00:00\n")
    added = add_media(case, folder)
    assert (added.exports[0].posts, added.files, added.left_out) == (1, 0, 5)
    (sentence,) = added.warnings
    assert sentence == ABSENT


def test_what_is_no_folder_and_no_zip_of_files_is_said(case: CaseStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        add_media(case, tmp_path / "nowhere")
    archive = zipped(tmp_path / "posts.csv", tmp_path / "broken.zip")
    archive.write_bytes(b"PK\x03\x04" + archive.read_bytes()[2:][:10])
    assert "cannot be unpacked" in str(add_media(case, archive).problem)


def test_members_of_a_zip_that_are_left_out_are_said(case: CaseStore, tmp_path: Path) -> None:
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../escaped.jpg", picture(1))
        archive.writestr("a.jpg", picture(2))
        archive.writestr("media.csv", "file,post,platform\na.jpg,2,x\n")
    added = add_media(case, path)
    assert added.linked == 1
    assert [str(sentence) for sentence in added.warnings] == [
        "odd.zip: 1 file was not unpacked: its name leads out of the folder."
    ]
    assert not list(tmp_path.rglob("escaped.jpg"))


def test_a_case_that_lies_in_the_folder_is_no_part_of_it(tmp_path: Path) -> None:
    put(tmp_path, "posts.csv", POSTS)
    put(tmp_path, "a.jpg", picture(1))
    put(tmp_path, "media.csv", "file,post,platform\na.jpg,2,x\n")
    with CaseStore.create(tmp_path / "case") as case:
        for _ in range(2):
            added = add_media(case, tmp_path, keep=True)
            assert ([export.name for export in added.exports], added.files) == (["posts.csv"], 1)
        assert not added.warnings


def test_descriptions_of_a_forgotten_account_stay_out(tmp_path: Path) -> None:
    info = {
        "extractor": "TikTok",
        "extractor_key": "TikTok",
        "webpage_url": None,
        "timestamp": 1_700_000_000,
    }
    for n, who in enumerate(("alice_of_old", "bob")):
        put(tmp_path, f"folder/{n}.info.json", {**info, "id": f"73{n}", "uploader": who})
        put(tmp_path, f"folder/{n}.mp4", picture(n))
    with CaseStore.create(tmp_path / "case") as case:
        assert add_media(case, tmp_path / "folder").linked == 2
        forget(case, ["tiktok:alice_of_old"])
        again = add_media(case, tmp_path / "folder")
        assert (again.exports, again.linked, again.files) == ((), 0, 1)
        paths = [path for path in case.path.rglob("*") if path.is_file()]
        evidence = [path for path in paths if path.suffix == ".zst"]
        assert evidence
        for path in evidence:
            assert (
                b"alice_of_old"
                not in zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()
            )
        assert not [path for path in paths if b"alice_of_old" in path.read_bytes()]
