"""Records read by type give what reading them one by one gives, whatever they hold."""

import copy
import dataclasses
import gzip
import json
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import Read, read_file
from sample import Sample
from samples import SAMPLES

from demasque.sources import SOURCES
from demasque.sources.mapping import builder, html_text, nested, typed_records
from demasque.sources.nested_files import nested_reader

REAL = Path(__file__).parents[3] / "shared" / "data" / "platform_formats"
BY_TYPE = (
    "x-api", "mastodon", "bluesky", "youtube-threads", "youtube-comments",
    "youtube-videos", "tiktok-videos", "tiktok-comments", "reddit-submissions", "zeeschuimer",
)  # fmt: skip
JUNK = st.sampled_from(
    [
        None, True, False, 0, 7, -1, 2**63, 1.5, 1e300, "", " ", "NaN", "null", "1", "1.2E+17", "x",
        "a\nb", "\0", "#tag https://a.example/1 @who", "&amp;", "2023-02-01T10:00:00.123456789Z",
        "2023-02-30T10:00:00Z", "0001-01-01T00:00:00Z", "20230201", [], {}, [None], [""], [[]],
        {"a": 1}, [{"id": "1", "type": "quoted"}], ["1", "2"], "public", "private",
    ]
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def even_few_rows_are_added_as_columns() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builder, "_WORTH_A_TABLE", 2)
        yield


def one_by_one(path: Path, source: str) -> Read:
    """What the format's definition gives, without types."""
    home = sys.modules[next(s for s in SOURCES if s.id == source).read.__module__]
    by_type = home.read_nested

    def read(reading: Any, how: nested.Nested) -> Iterator[Any]:
        return by_type(reading, dataclasses.replace(how, typed=None))

    home.read_nested = read
    try:
        return read_file(path, source)
    finally:
        home.read_nested = by_type


def same(path: Path, source: str) -> int:
    """Both ways of reading a file give the same; how many rows it has."""
    fast, slow = read_file(path, source), one_by_one(path, source)
    assert fast.rows == slow.rows
    assert fast.seen == slow.seen
    assert fast.dropped == slow.dropped
    for name, table in slow.tables.items():
        order = [(column, "ascending") for column in table.column_names]
        if name == "rejects":  # a damaged line is found before what is wrong with others
            assert fast.tables[name].sort_by(order).equals(table.sort_by(order))
        else:
            assert fast.tables[name].to_pylist() == table.to_pylist(), name
    return slow.rows


def records_of(sample: Sample) -> list[Any]:
    """What stands on the lines of a file, or the document's items."""
    written = sample.write()
    if sample.shape == "ndjson":
        return [json.loads(line) for line in written.splitlines()]
    document = json.loads(written)
    return document if isinstance(document, list) else [document]


def edited_replies(thread: dict[str, Any]) -> dict[str, Any]:
    """A page of one thread of YouTube's, with both versions of a reply that was edited."""
    top = thread["snippet"]["topLevelComment"]
    reply = {**top, "id": "c0.1", "snippet": {**top["snippet"], "parentId": "c0"}}
    versions = [
        {**reply, "snippet": {**reply["snippet"], "updatedAt": f"2024-01-02T00:00:0{n}Z"}}
        for n in (1, 0)
    ]
    about = {**thread["snippet"], "totalReplyCount": 3}
    return {"items": [{**thread, "snippet": about, "replies": {"comments": versions}}, thread]}


def repeats_and_quotes(*envelopes: dict[str, Any]) -> dict[str, Any]:
    """A capture of a tweet that repeats one that quotes one."""
    first, second, third = (envelope["data"] for envelope in envelopes)
    note = {"note_tweet_results": {"result": {"text": "Long", "entity_set": {"hashtags": []}}}}
    second = {**second, "quoted_status_result": {"result": first}, "note_tweet": note}
    legacy = {**third["legacy"], "retweeted_status_result": {"result": second}}
    return {**envelopes[2], "data": {**third, "legacy": legacy}}


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything in a JSON value."""
    within = enumerate(value) if isinstance(value, list) else ()
    for key, held in value.items() if isinstance(value, dict) else within:
        yield (*above, key)
        yield from places(held, (*above, key))


def test_html_as_servers_write_it_is_read_as_any_other() -> None:
    """In every order of its parts, the quick way gives what the parser gives, or nothing."""
    parts = [
        "<p>", "</p>", "<br />", "x &amp; y", "&lt", "<", "</a>", '<span class="x">', "</span>",
        ">", '<a href="https://a.example/?a&amp;b">', '<a href="" href="http://c.example">',
        "<b>", '<a href="https://b.example" class="mention u-url">', "<script>", "<!--", "\n",
    ]  # fmt: skip
    taken = 0
    for some in product(parts, repeat=3):
        html = "".join(some)
        quick = html_text._plain_parts(html)
        if quick is not None:
            text, links = html_text._parts(html)
            assert ("".join(quick[0]).split(), quick[1]) == ("".join(text).split(), links), html
            assert "".join(quick[0]).split("\n") == "".join(text).split("\n"), html
            taken += 1
    assert taken > 1_000


def changed(record: Any, draw: Any) -> Any:
    """A record with something taken out, put in or put in the place of something else."""
    record = copy.deepcopy(record)
    for _ in range(draw(st.integers(0, 2))):
        every = list(places(record))
        if not every:
            break
        *above, last = every[draw(st.integers(0, len(every) - 1))]
        holder = record
        for key in above:
            holder = holder[key]
        what = draw(st.sampled_from(["replace", "replace", "remove", "add"]))
        if what == "remove":
            del holder[last]
        elif what == "add" and isinstance(holder, dict):
            holder[draw(st.sampled_from(["new", "name", "author", "geo", "text"]))] = copy.deepcopy(
                draw(JUNK)
            )
        else:
            holder[last] = copy.deepcopy(draw(JUNK))
    return record


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.source in BY_TYPE], ids=lambda sample: sample.name
)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_drawn_records(tmp_path_factory, sample: Sample, data: Any) -> None:
    given_records = records_of(sample)
    if sample.source == "youtube-threads":
        given_records.append(edited_replies(sample.rows[0]))
    if sample.rows[0].get("source_platform") == "twitter.com":
        given_records.append(repeats_and_quotes(*sample.rows))
    chosen = data.draw(st.lists(st.integers(0, len(given_records) - 1), min_size=1, max_size=6))
    some = [changed(given_records[n], data.draw) for n in chosen]
    lines = [json.dumps(record).encode() for record in [*given_records, *some]]
    if data.draw(st.booleans()):
        lines.insert(data.draw(st.integers(1, len(lines))), data.draw(st.sampled_from(
            [b"{", b"\xff", b"[1]", b'{"data":1}', b'{"id":"\xff"}', b"", b'{"a":1e999}']
        )))  # fmt: skip
    document = data.draw(st.booleans())
    content = b"[" + b",".join(lines) + b"]" if document else b"\n".join(lines) + b"\n"
    path = tmp_path_factory.mktemp("drawn") / "export"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(nested_reader, "_ITEMS_LOOKED_AT", data.draw(st.integers(0, 3)))
        same(path, sample.source)


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.source in BY_TYPE and s.shape == "json"]
)
def test_most_records_go_by_type(tmp_path: Path, sample: Sample, monkeypatch) -> None:
    lines = [json.dumps(record) for record in records_of(sample) * 200]
    (tmp_path / "export").write_bytes(gzip.compress("\n".join(lines).encode() + b"\n"))
    monkeypatch.setattr(nested_reader, "_ITEMS_LOOKED_AT", 50)
    slow: list[int] = []
    take = typed_records.take_line
    monkeypatch.setattr(
        typed_records, "take_line", lambda raw, line, out: (slow.append(line), take(raw, line, out))
    )
    assert same(tmp_path / "export", sample.source) > 500
    assert len(slow) < 100


@pytest.mark.skipif(not REAL.exists(), reason="the shared real data is not here")
@pytest.mark.parametrize(
    ("source", "files"),
    [("x-api", "x_api_v2_twarc/*.jsonl"), ("bluesky", "bluesky_appview/*[PF][oe]*.json")],
    ids=lambda value: value.split("/")[0],
)
def test_real_exports(source: str, files: str, tmp_path: Path, monkeypatch) -> None:
    """Each file by itself, and its records line by line, again and again."""
    monkeypatch.setattr(nested_reader, "_ITEMS_LOOKED_AT", 20)
    others = {"counts", "lists", "tweets_compliance", "users_compliance", "users"}
    for path in sorted(REAL.glob(files)):
        if path.stem not in others:
            lines = path.read_bytes().splitlines() if path.suffix == ".jsonl" else []
            lines = lines or [json.dumps(json.loads(path.read_bytes())).encode()]
            (tmp_path / "again").write_bytes(b"\n".join(lines * 2) + b"\n")
            assert same(tmp_path / "again", source)
