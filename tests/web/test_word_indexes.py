"""The words of posts lie where the case lies, and go when the posts do."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

import demasque

pytest.importorskip("starlette", reason="the page is in the extra web")
pytest.importorskip("uvicorn", reason="the page is in the extra web")

from demasque.case import CaseStore
from demasque.case.files_beside.snapshot_folders import withdraw_snapshots
from demasque.findings import SearchFilter, WordIndex, posts_fingerprint, read_query
from demasque.findings.searched import word_index
from demasque.web.editions.keeping_editions import EditionKeeper, WithheldError
from demasque.web.searching.case_search import case_search
from demasque.web.searching.word_indexes import WORD_INDEXES, IndexBuild, WordIndexes

RARE = "zyzzogeton"
EXPORT = f"""post_id,account_id,created_at,text,platform
1,ann,2026-03-01T12:00:00Z,Hello to all of you who read this,x
2,ben,2026-03-01T12:01:00Z,Hello to all of you who read this,x
3,ben,2026-03-01T12:02:00Z,A {RARE} that ben alone wrote about,x
"""
PATIENCE = 60.0
"""Seconds after which a test gives up: nothing is timed."""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    export = tmp_path / "posts.csv"
    export.write_text(EXPORT, "utf-8")
    with demasque.create_case(tmp_path / "case") as made:
        made.add(export)
    export.unlink()
    return tmp_path / "case"


@pytest.fixture
def keeper(case: Path) -> Iterator[EditionKeeper]:
    with EditionKeeper(case) as kept:
        kept.prepare()
        yield kept
        WORD_INDEXES.end(case)


def indexes_in(case: Path) -> list[Path]:
    return list(case.glob(".looking-*/*/words.sqlite"))


def said_in(case: Path, word: str) -> list[Path]:
    files = [path for path in case.rglob("*") if path.is_file()]
    return [path for path in files if word.encode() in path.read_bytes()]


def indexed(keeper: EditionKeeper) -> IndexBuild:
    _, build = case_search(keeper.current())
    build.wait(PATIENCE)
    assert build.index is not None
    return build


def found(keeper: EditionKeeper, word: str) -> int:
    search, _ = case_search(keeper.current())
    return int(search.find(read_query(word), SearchFilter()).size)


@pytest.mark.skipif(os.name == "nt", reason="no kill -9, and open files stay")
def test_a_killed_server_leaves_no_word_after_the_next_command(case: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    line = "from demasque.cli import main; raise SystemExit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", line, "serve", str(case), "--port", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(elsewhere)},
    ) as server:  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not any(RARE.encode() in path.read_bytes() for path in indexes_in(case)):
            assert time.monotonic() < until
            time.sleep(0.05)
        server.send_signal(signal.SIGKILL)
    CaseStore.open(case).close()
    assert list(case.glob(".looking-*")) == []
    assert said_in(elsewhere, RARE) == []


@pytest.mark.skipif(os.name == "nt", reason="open files stay until the server notices")
def test_words_of_a_forgotten_account_are_in_no_file_and_not_found(
    keeper: EditionKeeper, case: Path
) -> None:
    indexed(keeper)
    search, _ = case_search(keeper.current())
    assert found(keeper, RARE) == 1
    assert any("words" in path.name for path in said_in(case, RARE))
    with demasque.open_case(case) as worked:
        worked.forget("x:ben")
    assert said_in(case, RARE) == []
    # What was begun before is read to its end, without the index.
    assert search.find(read_query("hello"), SearchFilter()).size == 2
    with pytest.raises(WithheldError):
        found(keeper, "hello")
    keeper.follow()
    indexed(keeper)
    assert (found(keeper, RARE), found(keeper, "hello")) == (0, 1)
    assert said_in(case, RARE) == []


def test_an_index_is_kept_while_the_posts_are_the_same(keeper: EditionKeeper, case: Path) -> None:
    first = indexed(keeper)
    account = keeper.current().store.sql("SELECT account FROM posts")["account"].to_pylist()[0]
    with demasque.open_case(case) as worked:
        worked.decide(account, "exclude", by="A. Analyst, Office", because="Known to us.")
    keeper.follow()
    assert keeper.current().number == 2
    assert indexed(keeper) is first
    assert found(keeper, RARE) == 1


def test_an_index_of_other_posts_takes_the_place_of_the_earlier(
    keeper: EditionKeeper, case: Path, tmp_path: Path
) -> None:
    indexed(keeper)
    more = tmp_path / "more.csv"
    more.write_text(EXPORT.splitlines()[0] + "\n9,cem,2026-03-02T12:00:00Z,Quibble,x\n", "utf-8")
    with demasque.open_case(case) as worked:
        worked.add(more)
    keeper.follow()
    indexed(keeper)
    assert found(keeper, "quibble") == 1
    assert len(indexes_in(case)) == 1


def test_an_index_under_way_outlives_the_edition_it_was_begun_in(
    keeper: EditionKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, renewed, rows = Event(), Event(), word_index._rows

    def late(store: CaseStore) -> Iterator[list[tuple[int, str]]]:
        under_way.set()
        for batch in rows(store):
            assert renewed.wait(PATIENCE)
            yield batch

    monkeypatch.setattr(word_index, "_BATCH", 1)
    monkeypatch.setattr(word_index, "_rows", late)
    _, begun = case_search(keeper.current())
    assert under_way.wait(PATIENCE)
    keeper.renew()
    renewed.set()
    assert indexed(keeper) is begun
    assert found(keeper, RARE) == 1


@pytest.mark.skipif(os.name == "nt", reason="open files stay until the server notices")
def test_an_index_under_way_ends_when_something_is_taken_out_for_good(
    keeper: EditionKeeper, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(_: object) -> Iterator[list[tuple[int, str]]]:
        yield [(0, RARE)]
        withdraw_snapshots(case)
        yield [(1, RARE)]

    monkeypatch.setattr(word_index, "_rows", rows)
    _, build = case_search(keeper.current())
    build.wait(PATIENCE)
    assert build.failed
    assert list(case.glob(".looking-*/*/*")) == []


@pytest.mark.skipif(os.name == "nt", reason="open files stay until the server notices")
def test_of_a_copy_that_was_withdrawn_no_index_is_made(keeper: EditionKeeper, case: Path) -> None:
    store = keeper.current().store
    posts = posts_fingerprint(store)
    withdraw_snapshots(case)
    build = WordIndexes().of(store, posts)
    build.wait(PATIENCE)
    assert build.failed
    assert indexes_in(case) == []


def test_a_full_disk_is_no_lack_of_fts5(
    keeper: EditionKeeper, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make: Callable[..., WordIndex] = WordIndex.make

    def full(*given: object) -> WordIndex:
        make(*given)
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(WordIndex, "make", full)
        _, build = case_search(keeper.current())
        build.wait(PATIENCE)
    assert (build.failed, build.impossible) == (True, False)
    assert indexes_in(case) == []
    assert indexed(keeper) is not build
