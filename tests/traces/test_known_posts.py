"""What was looked for before is not looked for again, and the answer is that of looking anew."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import demasque.traces.words as words
from demasque import open_case
from demasque.case import CaseStore
from demasque.ingest import add_files, remap
from demasque.schema import Lifetime, tables_of
from demasque.text import Rules
from demasque.traces import extract

HEADER = "post_id,account_id,created_at,text,kind,parent_id\n"
SAYINGS = (
    "the harbour will close on friday for everybody",
    "The harbour will close on Friday for everybody!",
    "the harbour will close on friday for nobody at all",
    "nothing to see here http://example.org/a #one #two",
    "look at https://www.example.org/a?utm_source=x",
    "#One #Two",
    "ok",
    "",
)
KINDS = ("", "repost", "reply")
# Of names it is said how they changed since the detection before.
FOUND = [table.name for table in tables_of(Lifetime.RESULT) if table.name != "name_changes"]

post = st.tuples(
    st.integers(0, 400), st.integers(0, 9), st.sampled_from(SAYINGS), st.sampled_from(KINDS)
)


def write(path: Path, posts: list[tuple[int, int, str, str]], first: int) -> Path:
    lines = [
        f'p{first + n},a{who},{1_700_000_000 + at},"{text}",{kind},{"p0" if kind else ""}'
        for n, (at, who, text, kind) in enumerate(posts)
    ]
    path.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    return path


def tables(store: CaseStore, names: list[str]) -> dict[str, list[dict[str, object]]]:
    return {name: store.sql(f"SELECT * FROM {name} ORDER BY ALL").to_pylist() for name in names}


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(st.lists(post, min_size=1, max_size=25), min_size=2, max_size=3))
def test_file_by_file_gives_what_all_at_once_gives(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[int, int, str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("case")
    with CaseStore.create(folder / "case") as store:
        for n, batch in enumerate(batches):
            add_files(store, [write(folder / f"{n}.csv", batch, 1000 * n)])
            extract(store)
        once = tables(store, ["events", "traces", "copies", "post_words"])
        store.sql("DELETE FROM post_words")
        extract(store)
        assert tables(store, list(once)) == once


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text whose normal form is made."""
    seen: list[str] = []
    made = words.two_forms

    def counted(texts: pa.Array, *rules: Rules) -> tuple[pa.Array, pa.Array]:
        seen.extend(texts.to_pylist())
        return made(texts, *rules)

    monkeypatch.setattr(words, "two_forms", counted)
    return seen


def test_only_new_words_are_read(tmp_path: Path, read: list[str]) -> None:
    old, new = [(n, n % 7, SAYINGS[n % 5], "") for n in range(40)], [(500, 1, SAYINGS[0], "")]
    with CaseStore.create(tmp_path / "case") as store:
        add_files(store, [write(tmp_path / "old.csv", old, 0)])
        extract(store)
        assert read
        read.clear()
        add_files(store, [write(tmp_path / "new.csv", new, 900)])
        extract(store)
        assert set(read) == {SAYINGS[0]}
        read.clear()
        extract(store, without_rules=["case"])  # another way to read
        assert len(set(read)) > 1
        read.clear()
        remap(store)  # the evidence may read otherwise now
        extract(store, without_rules=["case"])
        assert len(set(read)) > 1


def test_detection_goes_on_from_what_is_known_and_ends_the_same(tmp_path: Path) -> None:
    crowd = [(37 * n % 4000, n % 90, f"word number {n * n} of the day", "") for n in range(300)]
    group = [(60 * n + k, 100 + k, f"today {n} the mayor said it again", "") for n in range(30)
             for k in range(5)]  # fmt: skip
    with open_case(tmp_path / "case", create=True) as case:
        case.add(write(tmp_path / "crowd.csv", crowd, 0))
        case.detect()
        case.add(write(tmp_path / "group.csv", group, 2000))
        assert case.detect().campaigns.num_rows
        once = tables(case._store, FOUND)
        case._store.sql("DELETE FROM post_words")
        case.detect()
        assert tables(case._store, FOUND) == once


def test_a_horizon_leaves_out_what_is_older_than_it(tmp_path: Path) -> None:
    day = 86_400
    posts = [(n * day, n % 7, SAYINGS[0], "") for n in range(30)]
    with open_case(tmp_path / "case", create=True) as case:
        case.add(write(tmp_path / "posts.csv", posts, 0))
        for horizon, seen in (("P10D", 11), ("P20D", 21), ("P5D", 6)):
            found = case.detect(horizon=horizon)
            assert case._store.sql("SELECT count(*) AS n FROM events")["n"][0].as_py() == seen
            assert found.detection.accounts_seen == min(seen, 7)
        assert case._store.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py() == 30
        (run,) = case._store.sql("SELECT since FROM findings_run").to_pylist()
        assert run["since"].isoformat() == "2023-12-08T22:13:20+00:00"
        case.detect()
        assert case._store.sql("SELECT since FROM findings_run")["since"].to_pylist() == [None]
