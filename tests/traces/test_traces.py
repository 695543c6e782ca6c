"""Traces: what a post leaves behind, and what it does not."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.ingest import add_files
from demasque.traces import KINDS, extract, finest_window
from demasque.traces.trace_kind import trace_ids

HEADER = "post_id,account_id,created_at,text,kind,parent_id,media_hash\n"
LONG = "these are more than enough letters"


@pytest.fixture
def case(tmp_path: Path):
    with CaseStore.create(tmp_path / "case") as store:
        yield store


def fill(case: CaseStore, tmp_path: Path, *rows: str, **mapping: str) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    (file,) = add_files(case, [path], mapping=mapping)
    assert file.posts == len(rows)


def traces(case: CaseStore, kind: str) -> list[list[int]]:
    """Lines of the posts behind each trace of a kind that more than one post left."""
    rows = case.sql(
        "SELECT list(p.source_line ORDER BY p.source_line) AS lines FROM events e "
        "JOIN posts p USING (post) WHERE e.kind = ? GROUP BY trace HAVING count(*) > 1 "
        "ORDER BY lines",
        [kind],
    )
    return rows["lines"].to_pylist()


def post(n: int, text: str, kind: str = "", parent: str = "", media: str = "") -> str:
    return f'p{n},a{n},{1_700_000_000 + n},"{text}",{kind},{parent},{media}'


def test_urls_are_one_whatever_trackers_they_carry(case: CaseStore, tmp_path: Path) -> None:
    fill(
        case,
        tmp_path,
        post(1, "https://www.example.org/a?utm_source=x"),
        post(2, "see http://example.org/a"),
        post(3, "see http://example.org/b"),
    )
    extract(case)
    assert traces(case, "url") == [[2, 3]]


def test_hashtags_are_a_sequence_of_two_or_more(case: CaseStore, tmp_path: Path) -> None:
    texts = ["#One #Two", "#one and #TWO", "#Two #One", "#One", "#One"]
    fill(case, tmp_path, *(post(n, text) for n, text in enumerate(texts)))
    extract(case, ["hashtags", "hashtag"])
    assert traces(case, "hashtags") == [[2, 3]]
    assert traces(case, "hashtag") == [[2, 3, 4], [2, 3, 4, 5, 6]]


def test_text_is_one_in_other_clothes_and_long_enough(case: CaseStore, tmp_path: Path) -> None:
    texts = [
        f"{LONG}!",
        f"@someone {LONG.upper()} https://e.org/1",
        "short words",
        "short words",
        "我們的國家",
        "我们的国家！",
        "四个汉字",
        "四个汉字",
        "ok @somebody_else_entirely",
        "ok @somebody_else_entirely",
    ]
    fill(case, tmp_path, *(post(n, text) for n, text in enumerate(texts)))
    extract(case)
    assert traces(case, "text") == [[2, 3], [6, 7]]


def test_a_repost_leaves_one_trace_only(case: CaseStore, tmp_path: Path) -> None:
    copied = f"{LONG} #a1x #b2y https://e.org/1"
    fill(
        case,
        tmp_path,
        post(1, copied, "repost", "orig", "m"),
        post(2, copied, "repost", "orig", "m"),
        post(3, copied, "quote", "orig", "m"),
        post(4, copied, "original", "", "m"),
    )
    extract(case)
    assert traces(case, "repost") == [[2, 3]]
    for kind in ("text", "hashtags", "url", "media"):
        assert traces(case, kind) == [[4, 5]]


def test_reposts_whose_original_is_not_named_go_by_author_and_words(
    case: CaseStore, tmp_path: Path
) -> None:
    texts = [f"RT @ann: {LONG}", f"RT @ann: {LONG} ", f"RT @bob: {LONG}", "RT @ann: other words"]
    fill(case, tmp_path, *(post(n, text) for n, text in enumerate(texts)))
    extract(case)
    assert traces(case, "repost") == [[2, 3]]


def test_replies_and_comments_meet_under_one_parent(case: CaseStore, tmp_path: Path) -> None:
    fill(
        case,
        tmp_path,
        post(1, "a", "reply", "top"),
        post(2, "b", "comment", "top"),
        post(3, "c", "quote", "top"),
    )
    extract(case)
    assert traces(case, "reply") == [[2, 3]]


def test_one_event_per_account_trace_and_post(case: CaseStore, tmp_path: Path) -> None:
    fill(case, tmp_path, post(1, "https://e.org/1 http://www.e.org/1?utm_medium=z"))
    extract(case)
    assert case.sql("SELECT * FROM events WHERE kind = 'url'").num_rows == 1
    assert case.sql("SELECT value FROM traces")["value"].to_pylist() == ["e.org/1"]


def test_estimated_times_leave_no_events(case: CaseStore, tmp_path: Path) -> None:
    fill(case, tmp_path, post(1, LONG), time_precision="=estimated")
    extract(case, [kind.id for kind in KINDS])
    assert case.sql("SELECT * FROM events").num_rows == 0


@pytest.mark.parametrize(("precision", "seconds"), [("second", 1), ("minute", 60), ("day", 86_400)])
def test_no_window_is_finer_than_the_times(
    case: CaseStore, tmp_path: Path, precision: str, seconds: int
) -> None:
    fill(case, tmp_path, post(1, LONG), time_precision=f"={precision}")
    extract(case)
    assert finest_window(case, "text") == seconds
    assert finest_window(case, "url") == 1


def test_a_second_extraction_replaces_the_first(case: CaseStore, tmp_path: Path) -> None:
    fill(case, tmp_path, post(1, f"{LONG} https://e.org/1"))
    extract(case)
    first = case.sql("SELECT * FROM events")
    extract(case)
    assert case.sql("SELECT * FROM events").equals(first)
    extract(case, ["url"])
    assert case.sql("SELECT DISTINCT kind FROM events")["kind"].to_pylist() == ["url"]
    tables = case.sql("SELECT table_name AS name FROM information_schema.tables")["name"]
    assert not [name for name in tables.to_pylist() if "traces_found" in name]


def test_an_unknown_kind_is_a_usage_error(case: CaseStore) -> None:
    with pytest.raises(UsageError, match="Kinds: url, hashtags"):
        extract(case, ["nonsense"])


def test_long_values_are_shortened_for_the_reader_only(case: CaseStore, tmp_path: Path) -> None:
    start = "word " * 100
    fill(case, tmp_path, post(1, start + "one end"), post(2, start + "other end"))
    extract(case)
    values = case.sql("SELECT value FROM traces WHERE kind = 'text'")["value"].to_pylist()
    assert [len(value) for value in values] == [300, 300]
    assert traces(case, "text") == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=10), max_size=20))
def test_trace_ids_depend_on_kind_and_value_only(values: list[str]) -> None:
    column = pa.chunked_array([pa.array(values, pa.string())])
    ids = trace_ids("url", column).to_pylist()
    alone = [
        trace_ids("url", pa.chunked_array([pa.array([value])])).to_pylist()[0] for value in values
    ]
    assert ids == alone
    assert len(set(ids)) == len(set(values))
    assert not set(ids) & set(trace_ids("text", column).to_pylist())


def test_every_kind_describes_itself() -> None:
    assert all(kind.title and kind.meaning for kind in KINDS)
    assert [kind.id for kind in KINDS if not kind.default] == ["hashtag"]
