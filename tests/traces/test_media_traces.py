"""Traces of pictures and clips: families of added files, and hashes that exports give."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from demasque.case import CaseStore
from demasque.ingest import add_files
from demasque.media import Fingerprint
from demasque.schema import MEDIA_FILES, MEDIA_FRAMES, MEDIA_IN_POSTS
from demasque.traces import extract
from hand_made import START, rows
from made_prints import Maker, made

HEADER = "post_id,account_id,created_at,text,kind,media_hash\n"


@pytest.fixture
def case(tmp_path: Path):
    with CaseStore.create(tmp_path / "case") as store:
        yield store


def fill(case: CaseStore, tmp_path: Path, hashes: list[str], kinds: dict[int, str]) -> list[str]:
    """One post a hash, by an account each; their pseudonyms in order."""
    path = tmp_path / "posts.csv"
    lines = [
        f"p{n},a{n},{1_700_000_000 + n},,{kinds.get(n, '')},{each}" for n, each in enumerate(hashes)
    ]
    path.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    add_files(case, [path])
    return case.sql("SELECT post FROM posts ORDER BY source_line")["post"].to_pylist()


def put(case: CaseStore, prints: dict[str, Fingerprint], uses: list[tuple[str, str]]) -> None:
    """Lay files beside posts, as adding a folder does."""
    files = [
        {"media": name, "kind": each.kind, "bytes": 1, "width": each.width, "height": each.height}
        | {"kept": False, "added_at": START, "thumbnail": each.thumbnail or None}
        for name, each in prints.items()
    ]
    frames = [
        {"media": name, "frame": n, "at": each.at[n], "hashes": each.hashes[n].tobytes()}
        | {"quality": int(each.quality[n]), "scene": n == 0}
        for name, each in prints.items()
        for n in range(each.at.size)
    ]
    case.insert(
        {
            "media_files": rows(MEDIA_FILES, files),
            "media_frames": rows(MEDIA_FRAMES, frames),
            "media_in_posts": pa.Table.from_pylist(
                [{"post": post, "media": media} for post, media in uses], MEDIA_IN_POSTS
            ),
        }
    )


def traces(case: CaseStore) -> list[list[int]]:
    """Posts (from 0) behind each trace of a picture, in order."""
    found = case.sql(
        "SELECT list(p.source_line ORDER BY p.source_line) AS lines FROM events e "
        "JOIN posts p USING (post) WHERE e.kind = 'media' GROUP BY trace ORDER BY lines"
    )
    return [[line - 2 for line in lines] for lines in found["lines"].to_pylist()]


def test_posts_with_copies_of_one_picture_leave_one_trace(case: CaseStore, tmp_path: Path) -> None:
    posts = fill(case, tmp_path, ["h0", "h1", "h2"], {})
    make = Maker(1)
    view = make.view()
    prints = {
        "a" * 64: made([view]), "b" * 64: made([make.off(view, 8)]), "c" * 64: made([make.view()])
    }  # fmt: skip
    put(case, prints, list(zip(posts, prints, strict=True)))
    notes = extract(case)
    assert traces(case) == [[0, 1], [2]]
    values = case.sql("SELECT DISTINCT value FROM traces WHERE kind = 'media' ORDER BY value")
    assert values["value"].to_pylist() == ["a" * 64, "c" * 64]
    assert notes["media"]["threshold"] == 31
    families = case.sql("SELECT media, exemplar, how FROM media_families ORDER BY media")
    assert families["exemplar"].to_pylist() == ["a" * 64, "a" * 64, "c" * 64]


def test_a_post_without_files_leaves_the_hash_of_its_export(
    case: CaseStore, tmp_path: Path
) -> None:
    fill(case, tmp_path, ["h0", "h0", "h1"], {})
    extract(case)
    assert traces(case) == [[0, 1], [2]]


def test_a_hash_of_the_export_and_the_file_it_is_of_are_one_trace(
    case: CaseStore, tmp_path: Path
) -> None:
    posts = fill(case, tmp_path, ["h0", "h0", "h1"], {})
    make = Maker(2)
    view = make.view()
    prints = {"a" * 64: made([view]), "b" * 64: made([make.off(view, 8)])}
    put(case, prints, [(posts[0], "a" * 64), (posts[2], "b" * 64)])
    extract(case)
    assert traces(case) == [[0, 1, 2]]


def test_a_hash_that_stands_beside_different_pictures_stays_itself(
    case: CaseStore, tmp_path: Path
) -> None:
    posts = fill(case, tmp_path, ["h0", "h0", "h0"], {})
    make = Maker(3)
    prints = {"a" * 64: made([make.view()]), "b" * 64: made([make.view()])}
    put(case, prints, [(posts[0], "a" * 64), (posts[1], "b" * 64)])
    extract(case)
    assert traces(case) == [[0], [1], [2]]


def test_blank_pictures_leave_no_trace(case: CaseStore, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="needs the extra media")
    posts = fill(case, tmp_path, ["h0", "h0"], {})
    drawn = io.BytesIO()
    image.fromarray(np.full((48, 64, 3), 200, np.uint8)).save(drawn, "WEBP")
    blank = replace(made([Maker(4).view()]), thumbnail=drawn.getvalue())
    put(case, {"a" * 64: blank}, [(post, "a" * 64) for post in posts])
    extract(case)
    assert traces(case) == []
    assert case.sql("SELECT content FROM media_families")["content"].to_pylist() == ["blank"]


def test_a_repost_leaves_no_trace_of_the_picture(case: CaseStore, tmp_path: Path) -> None:
    posts = fill(case, tmp_path, ["", "", ""], {1: "repost"})
    put(case, {"a" * 64: made([Maker(5).view()])}, [(post, "a" * 64) for post in posts])
    extract(case)
    assert traces(case) == [[0, 2]]


def test_without_the_extra_files_are_not_compared_and_hashes_of_exports_remain(
    case: CaseStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = fill(case, tmp_path, ["h0", "h0"], {})
    put(case, {"a" * 64: made([Maker(6).view()])}, [(posts[0], "a" * 64)])
    monkeypatch.setattr("demasque.traces.media_trace.find_spec", lambda name: None)
    notes = extract(case)
    assert notes["media"] == {"not_compared": 1, "needs": "demasque[media]"}
    assert traces(case) == [[0, 1]]
