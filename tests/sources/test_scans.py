"""The fast readers of bytes say what the slow, obvious ones say."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from demasque.sources.mapping.found_in_text import (
    HASHTAG,
    find_hashtags,
    find_links,
    hashtags_in,
    links_in,
)
from demasque.sources.readers.input_file import InputFile
from demasque.sources.readers.json_lines import read_json_lines
from demasque.sources.readers.json_records import read_records
from demasque.sources.readers.json_rows import record_rows

KEYS = ("id", "text", "n", "é")
WANTED = frozenset(KEYS)

_words = st.text(alphabet='ab"\\/é中🙂\n\t\x00\x1f\ud83d{}[],: 0', max_size=6)
_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), _words, st.integers(), st.integers(-(10**30), 10**30),
        st.floats(), st.sampled_from([0, -0.0, 1e300, 10**18, 2**63, -(2**63)]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
_records = st.dictionaries(st.sampled_from((*KEYS, "other", "a\nb")), _values, max_size=5)


def _line(record: object, ascii_only: bool, spaced: bool) -> bytes:
    text = json.dumps(record, ensure_ascii=ascii_only, separators=(" , ", ": ") if spaced else None)
    return text.encode("utf-8", "surrogatepass")


_good = st.builds(_line, _records, st.booleans(), st.booleans())
_raw = st.sampled_from(
    [
        b"", b" ", b"\r", b"{}", b"[]", b"null", b'"a"', b"{", b"}", b'{"id":1,}', b'{"id":1}{}',
        b'{"id":1,"id":2}', b'{"id":01}', b'{"id":-}', b'{"id":1.}', b'{"id":1e5,"n":1E+2}',
        b'{"id":-0}', b'{"id":NaN}', b'{"id":nul}', b'{"id":tru', b'{"id":"a', b'{"id":"\\x"}',
        b'{"id":"\\ud83d"}', b'{"id":"\\ud83d\\ude42\\u0041\\u00e9\\u4e2d\\/\\b\\f\\n\\r\\t"}',
        b'{"id":"\\ude42"}', b'{"id":[1,]}', b'{"id":{"a":1,}}', b'{"id":{"a"}}', b'{"id":[[],{}]}',
        b'{"id":1} x', b'\xef\xbb\xbf{"id":1}', b'{"id":"\xff"}', b'{"i\\u0064":1}',
        b'{"id":' + b"[" * 70 + b"]" * 70 + b"}", b'{"id":' + b"9" * 400 + b"}",
        b'{"id":1e999}', b' {"id" :\t1 } \r', b'{"id":[1 2]}',
    ]
)  # fmt: skip
_damaged = st.builds(lambda line, at: line[: at % (len(line) + 1)], _good, st.integers(0, 99))
_lines = st.lists(st.one_of(_good, _good, _good, _raw, _damaged), min_size=1, max_size=12)


def _slowly(path: Path) -> list[dict[str, object]]:
    rows: dict[int, dict[str, object]] = {}
    for records in read_records(InputFile(path), "ndjson"):
        # One record at a time, as each line stands for itself.
        for line, value in zip(records.lines, records.values, strict=True):
            one = type(records)([line], [value])
            lines, columns, problems = record_rows(one, WANTED, lambda _: None)
            for n, each in enumerate(lines.tolist()):
                cells = {name: column[n].as_py() for name, column in columns.items()}
                rows[each] = {name: cell for name, cell in cells.items() if cell is not None}
            rows |= {each: {"problem": reason} for each, reason in problems}
        rows |= {line: {"problem": reason} for line, reason in records.problems}
    return [{"line": line, **rows[line]} for line in sorted(rows)]


def _fast(path: Path) -> list[dict[str, object]]:
    rows: dict[int, dict[str, object]] = {}
    for lines, columns, problems in read_json_lines(InputFile(path), WANTED, lambda _: None):
        for n, line in enumerate(lines.tolist()):
            cells = {name: column[n].as_py() for name, column in columns.items()}
            rows[line] = {name: cell for name, cell in cells.items() if cell is not None}
        rows |= {line: {"problem": reason} for line, reason in problems}
    return [{"line": line, **rows[line]} for line in sorted(rows)]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines") / "posts.ndjson"


@settings(max_examples=300, deadline=None)
@given(_lines, st.booleans())
@example([b'{"id":"1","text":"a"}', b'{"id":true}', b'{"id":2}', b'{"id":"3","n":[1, 2]}'], True)
@example([b'{"id":0.5}', b'{"id":2}', b'{"id":1699999999.25}', b'{"id":3.0}'], False)
def test_ndjson_is_read_by_blocks_as_line_by_line(path, lines, ended):
    path.write_bytes(b'{"id":"0","text":"t","n":1}\n' + b"\n".join(lines) + b"\n" * ended)
    assert _fast(path) == _slowly(path)


def test_every_odd_line_is_read_as_by_itself(path):
    # The control character by itself: many in a small file make it a binary one.
    odd = [*_raw.elements, b'{"id":"\x01"}']
    for line in odd:
        plain = b'{"id":"0","text":"t","n":1}\n'
        path.write_bytes(plain * 3 + line + b"\n" + plain * 3)
        assert _fast(path) == _slowly(path), line


@pytest.mark.parametrize("name", ["posts.json", "posts.ndjson"])
def test_no_part_of_a_number_is_lost(tmp_path, name):
    """Arrow makes whole numbers of others without a word: a moment would lose its milliseconds."""
    rows = [{"at": 1699999999.25, "n": 1}, {"at": 1700000000, "n": 2.5}]
    lines = json.dumps(rows) if name == "posts.json" else "\n".join(map(json.dumps, rows))
    (tmp_path / name).write_text(lines)
    kind = "json" if name == "posts.json" else "ndjson"
    found = [
        columns
        for records in read_records(InputFile(tmp_path / name), kind)
        for _, columns, _ in [record_rows(records, frozenset({"at", "n"}), lambda _: None)]
    ]
    assert [cell for columns in found for cell in columns["at"].to_pylist()] == [
        "1699999999.25",
        "1700000000",
    ]
    assert [cell for columns in found for cell in columns["n"].to_pylist()] == ["1", "2.5"]


def test_a_key_that_only_some_lines_have_is_read_everywhere(path):
    lines = [{"id": n} for n in range(200)] + [{"id": n, "text": "late"} for n in range(5)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert [row for row in _fast(path) if row.get("text")] == [
        {"line": 201 + n, "id": str(n), "text": "late"} for n in range(5)
    ]


_pieces = st.lists(
    st.sampled_from(
        ["http://", "HTTPS://", "https:", "//", "://", "a.b/c", "#", "＃", "#tag", "#1", "#_",
         "_1a", " ", "\n", "é", "中", "…", "，", ".", ")", "(", "&", "/",
         "'", "\x7f", "\x1c", "\xa0", "s"]
    ),
    max_size=9,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.none() | _pieces, max_size=6), st.integers(0, 3))
def test_links_and_hashtags_are_found_in_bytes_as_by_their_expressions(texts, skipped):
    column = pa.array([*["http://x #y"] * skipped, *texts], pa.string()).slice(skipped)
    for find, slow in ((find_links, links_in), (find_hashtags, hashtags_in)):
        rows, words = find(column)
        expected = [(n, word) for n, text in enumerate(texts) for word in slow(text)]
        assert list(zip(rows.tolist(), words.to_pylist(), strict=True)) == expected


def test_a_hashtag_is_no_number_and_no_part_of_an_address():
    assert re.findall(HASHTAG, "#1 #a1 x#b /#c &#d; #é") == ["a1", "é"]
    assert find_hashtags(pa.array(["#1 #a1 x#b /#c &#d; #é"]))[1].to_pylist() == ["a1", "é"]
