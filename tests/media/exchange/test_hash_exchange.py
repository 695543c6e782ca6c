"""Hashes from others find the files and posts that hold them; hashes for others hold no picture."""

import base64
import csv
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from demasque.api import open_case
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.media import (
    HASH_MATCHES,
    HashMatches,
    export_hashes,
    match_hashes,
    protect_media,
    protected_media,
    read_hash_list,
)
from demasque.media.exchange import ORIENTATIONS
from demasque.schema import MEDIA_FRAMES, MEDIA_USE
from media_rows import CLIPS, NAMES, VICTIM, media, pdq, plain, with_media

FAR = "0f" * 32


def flipped(digits: bytes, bits: int) -> str:
    """A PDQ that differs in so many bits."""
    mask = np.packbits(np.arange(256) < bits)
    return (np.frombuffer(digits, np.uint8) ^ mask).tobytes().hex()


def turned(name: str, orientation: int) -> bytes:
    return pdq(name)[32 * orientation : 32 * orientation + 32]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def matched(store: CaseStore, folder: Path, words: str) -> HashMatches:
    (folder / "list.csv").write_text(words)
    return match_hashes(store, read_hash_list(folder / "list.csv"))


def test_a_pdq_within_31_bits_in_any_orientation_is_found_and_32_bits_are_not(
    tmp_path: Path,
) -> None:
    with with_media(tmp_path) as store:
        for orientation, name in enumerate(ORIENTATIONS):
            near, far = (flipped(turned("clip", orientation), bits) for bits in (31, 32))
            found = matched(store, tmp_path, f"pdq,note\n{near},a\n{far},b\n{FAR},c\n").table
            assert found.schema == HASH_MATCHES
            (row,) = found.to_pylist()
            assert (row["line"], row["hash"], row["label"]) == (2, near, "a")
            assert (row["media"], row["found_by"]) == (media("clip"), "pdq")
            assert (row["distance"], row["orientation"]) == (31, name)
            assert (row["family"], row["content"]) == (media("clip"), "content")


def test_a_match_names_the_posts_accounts_platforms_and_the_first_time(tmp_path: Path) -> None:
    with with_media(tmp_path) as store:
        (row,) = matched(store, tmp_path, turned("clip", 0).hex()).table.to_pylist()
        (wanted,) = store.sql(
            """
            SELECT count(*) AS posts, count(DISTINCT account) AS accounts,
                   list_sort(list(DISTINCT platform)) AS platforms, min(posted_at) AS first_at
            FROM media_in_posts JOIN posts USING (post) WHERE media = ?
            """,
            [media("clip")],
        ).to_pylist()
    assert wanted["posts"] > 1
    assert {name: row[name] for name in wanted} == wanted


def test_the_nearest_frame_of_each_file_is_named_once(tmp_path: Path) -> None:
    with with_media(tmp_path) as store:
        frames = store.sql("FROM media_frames")
        (clip,) = [row for row in frames.to_pylist() if row["media"] == media("clip")]
        near = bytes.fromhex(flipped(clip["hashes"][:32], 7)) + clip["hashes"][32:]
        nearer = bytes.fromhex(flipped(clip["hashes"][:32], 3)) + clip["hashes"][32:]
        more = [
            clip | {"frame": 1, "at": 1.0, "hashes": near},
            clip | {"frame": 2, "at": 2.0, "hashes": nearer},
        ]
        added = pa.Table.from_pylist(more, frames.schema)
        store.replace({"media_frames": pa.concat_tables([frames, added])})
        asked = flipped(clip["hashes"][:32], 4)
        (row,) = matched(store, tmp_path, asked).table.to_pylist()
    assert (row["frame"], row["at"], row["distance"]) == (2, 2.0, 1)


def test_lists_of_others_meet_the_hash_of_the_whole_frame_too_and_that_goes_out(
    tmp_path: Path,
) -> None:
    whole = pdq("the clip between its bars")
    with with_media(tmp_path) as store:
        frames = store.sql("FROM media_frames").to_pylist()
        for row in frames:
            if row["media"] == media("clip"):
                row["reference"] = whole
        store.replace({"media_frames": pa.Table.from_pylist(frames, MEDIA_FRAMES)})
        asked = f"{flipped(whole[160:192], 5)}\n{turned('clip', 0).hex()}\n"
        found = matched(store, tmp_path, asked).table.to_pylist()
        assert [row["media"] for row in found] == [media("clip")] * 2
        assert [row["distance"] for row in found] == [5, 0]
        assert [row["orientation"] for row in found] == ["mirrored", "as_is"]
        (tmp_path / "given.txt").write_text(flipped(whole[64:96], 9))
        protect_media(store, [tmp_path / "given.txt"])
        assert media("clip") in protected_media(store)
        export_hashes(store, tmp_path / "out.csv")
    shown = {row["media"]: row["pdq"] for row in table(tmp_path / "out.csv")}
    assert shown[media("clip")] == whole[:32].hex()


def test_low_quality_is_not_compared_on_either_side_and_said(tmp_path: Path) -> None:
    with with_media(tmp_path) as store:
        digits = turned("clip", 0).hex()
        found = matched(store, tmp_path, f"pdq,quality\n{digits},49\n{digits},50\n{digits},\n")
        assert [row["line"] for row in found.table.to_pylist()] == [3, 4]
        assert (found.compared, found.low_quality) == (2, 1)
        assert any("1 PDQ of the list was not compared" in said for said in found.remarks())
        frames = store.sql("SELECT * REPLACE (49::INTEGER AS quality) FROM media_frames")
        store.replace({"media_frames": frames})
        found = matched(store, tmp_path, digits)
        assert (found.table.num_rows, found.low_frames) == (0, len(NAMES))


def test_sha_256_finds_the_same_bytes_and_other_digests_only_what_exports_give(
    tmp_path: Path,
) -> None:
    md5 = "0a21c8f85a55a9e276ffc2c53f6887c4"
    with with_media(tmp_path) as store:
        post = store.sql("SELECT post FROM posts ORDER BY post LIMIT 1")["post"][0].as_py()
        used = [{"post": post, "position": 0, "media": md5.upper()}]
        store.replace({"media_use": pa.Table.from_pylist(used, MEDIA_USE)})
        words = f"{media('once')}\n{md5}\n{md5[::-1]}\nsha256 {media('nothing')}\n"
        found = matched(store, tmp_path, words)
    exact, given = found.table.to_pylist()
    assert (exact["line"], exact["found_by"], exact["media"]) == (1, "sha256", media("once"))
    assert (exact["distance"], exact["orientation"], exact["posts"]) == (None, None, 1)
    assert (given["line"], given["found_by"], given["added"]) == (2, "export", False)
    assert (given["media"], given["posts"], given["family"]) == (md5.upper(), 1, None)
    assert found.only_exports == 2


def test_a_case_without_media_matches_nothing(tmp_path: Path) -> None:
    with CaseStore.create(tmp_path / "case") as store:
        found = matched(store, tmp_path, FAR)
    assert (found.table.num_rows, found.table.schema) == (0, HASH_MATCHES)


def test_hashes_go_out_with_posts_and_families_and_without_plain_or_protected_files(
    tmp_path: Path,
) -> None:
    with with_media(tmp_path, private=("op000",)) as store:
        written = export_hashes(store, tmp_path / "h.csv", protected=protected_media(store))
        rows = table(tmp_path / "h.csv")
        again = export_hashes(store, tmp_path / "h2.csv", protected=protected_media(store))
        everything = export_hashes(store, tmp_path / "all.csv", "csv")
        rare = export_hashes(store, tmp_path / "few.csv", accounts=2)
    shown = {row["media"] for row in rows}
    assert not shown & {media(name) for name in (*VICTIM, "template")}
    assert (written.plain, written.hashes) == (1 - (media("template") in shown), len(rows))
    assert written.protected >= len(VICTIM)
    assert (tmp_path / "h.csv").read_bytes() == (tmp_path / "h2.csv").read_bytes()
    assert again.hashes == written.hashes
    assert everything.files == len(NAMES) - 1
    assert rare.rare >= 1
    assert {media(name) for name in CLIPS} <= {row["media"] for row in table(tmp_path / "few.csv")}
    for row in table(tmp_path / "all.csv"):
        name = next(each for each in NAMES if media(each) == row["media"])
        assert row["pdq"] == turned(name, 0).hex()
        assert (row["seconds"] == "") == (row["kind"] == "image")
        assert len(row["first_day"]) == len("2024-01-01")


def test_no_thumbnail_and_no_account_is_in_what_goes_out(tmp_path: Path) -> None:
    with with_media(tmp_path) as store:
        for name in ("out.csv", "out.json"):
            export_hashes(store, tmp_path / name)
            content = (tmp_path / name).read_bytes()
            for file in NAMES:
                for picture in (plain(file, False), plain(file, True)):
                    assert picture not in content
                    assert base64.b64encode(picture) not in content
            for account in store.sql("SELECT DISTINCT account FROM posts")["account"].to_pylist():
                assert account.encode() not in content


@pytest.mark.parametrize("name", ["out.csv", "out.json"])
def test_what_goes_out_comes_in_again(tmp_path: Path, name: str) -> None:
    with with_media(tmp_path) as store:
        written = export_hashes(store, tmp_path / name)
        listed = read_hash_list(tmp_path / name)
        assert (listed.rejected, listed.other) == ((), {})
        assert sum(each.kind == "pdq" for each in listed.hashes) == written.hashes
        found = match_hashes(store, listed).table.to_pylist()
    assert {row["media"] for row in found} == {media(each) for each in NAMES if each != "template"}
    assert {row["distance"] for row in found} == {0}


def test_a_clip_is_shared_as_vpdq_and_nothing_is_said_of_what_it_is(tmp_path: Path) -> None:
    with with_media(tmp_path) as store:
        export_hashes(store, tmp_path / "out.json")
    told = json.loads((tmp_path / "out.json").read_text())["data"]
    kinds = {each["descriptors"]["data"][0]["sha256"]: each for each in told}
    clip = kinds[media("clip")]
    assert clip["type"] == "HASH_VIDEO_VPDQ"
    assert json.loads(clip["indicator"]) == [f"{turned('clip', 0).hex()},100,0.000"]
    assert kinds[media("once")]["type"] == "HASH_PDQ"
    assert {each["descriptors"]["data"][0]["status"] for each in told} == {"UNKNOWN"}


def test_a_case_keeps_that_hashes_went_out_and_which_list_was_compared(tmp_path: Path) -> None:
    with with_media(tmp_path):
        pass
    (tmp_path / "list.csv").write_text(turned("clip", 0).hex())
    with open_case(tmp_path / "case") as case:
        assert case.media_match(tmp_path / "list.csv").num_rows == 1
        written = case.media_hashes(tmp_path / "out.csv")
        case.protect_media(tmp_path / "list.csv")
        fewer = case.media_hashes(tmp_path / "out.csv")
        assert case.media_hashes(tmp_path / "o", with_protected=True).hashes == written.hashes
    assert fewer.hashes < written.hashes
    log = (tmp_path / "case" / "custody.log").read_text()
    assert log.count('"media hashes"') == 3
    runs = [
        json.loads(path.read_text()) for path in (tmp_path / "case" / "runs").glob("*/run.json")
    ]
    assert any(run["command"] == "media match" for run in runs)


def test_a_format_or_a_place_that_is_none_is_refused(tmp_path: Path) -> None:
    with with_media(tmp_path) as store:
        with pytest.raises(UsageError, match="csv, json"):
            export_hashes(store, tmp_path / "out", "xml")
        with pytest.raises(UsageError, match="cannot be written"):
            export_hashes(store, tmp_path / "nowhere" / "out.csv")
