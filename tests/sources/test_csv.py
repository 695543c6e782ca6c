"""CSV: cells as Python's own reader gives them, lines as an editor counts them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import read_file

import demasque.sources.readers.csv_rows as csv_rows
from demasque.sources.readers.csv_rows import UNCLOSED, read_csv_rows, read_header
from demasque.sources.readers.input_file import InputFile

cell = st.text(alphabet=st.sampled_from('ab ,;"\n\té你\r'), max_size=8)
tables = st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=12)


def read(path: Path) -> tuple[list[int], list[tuple], list[tuple[int, str]]]:
    lines, rows, problems = [], [], []
    for batch, columns, wrong in read_csv_rows(InputFile(path), frozenset("xyz")):
        lines += batch.tolist()
        problems += wrong
        if columns:
            rows += list(zip(*(columns[name].to_pylist() for name in "xyz"), strict=True))
    return lines, rows, problems


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tables, st.sampled_from([",", "\t", ";"]), st.sampled_from(["\n", "\r\n"]), st.integers(1, 64)
)
def test_as_pythons_reader(tmp_path, monkeypatch, table, delimiter, end, block) -> None:
    monkeypatch.setattr(csv_rows, "BLOCK", block)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("x", "y", "z"), *table])
    path = tmp_path / "t.csv"
    path.write_bytes(out.getvalue().encode())
    lines, rows, problems = read(path)
    assert rows == table
    assert not problems
    # The slow obvious count: line ends in all that precedes the row.
    text = out.getvalue()
    position = text.index(end) + len(end)
    for line, row in zip(lines, table, strict=True):
        before = text[:position].replace("\r\n", "\n")
        assert line == before.count("\n") + 1
        one = io.StringIO(newline="")
        csv.writer(one, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerow(
            row
        )
        position += len(one.getvalue())


def test_rows_of_another_width_are_put_aside_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('x,y,z\n1,"a\nb",3\n1,2\n\n4,5,6\n1,2,3,4\n')
    lines, rows, problems = read(path)
    assert rows == [("1", "a\nb", "3"), ("4", "5", "6")]
    assert lines == [2, 6]
    assert problems == [
        (4, "2 cells where the header has 3"),
        (7, "4 cells where the header has 3"),
    ]


def test_an_unclosed_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('x,y,z\n1,2,3\n4,"5,6\n7,8,9\n10,11,12\n')
    lines, rows, problems = read(path)
    assert rows == [("1", "2", "3"), ("7", "8", "9"), ("10", "11", "12")]
    assert lines == [2, 4, 5]
    assert problems == [(3, UNCLOSED)]


def test_a_quotation_mark_inside_a_cell_is_a_character(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('x,y,z\n5" screen,2,3\n4,5,6\n')
    assert read(path)[1] == [('5" screen', "2", "3"), ("4", "5", "6")]


def test_rows_that_are_not_utf8_are_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"x,y,z\n1,2,3\n1,caf\x81,3\n4,5,6\n")
    lines, rows, problems = read(path)
    assert [row[0] for row in rows] == ["1", "4"]
    assert lines == [2, 4]
    assert problems == [(3, "not UTF-8")]


def test_a_ten_megabyte_cell_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'x,y,z\n1,"' + b"word\n" * 2_000_000 + b'",3\n4,5,6\n')
    lines, rows, _ = read(path)
    assert len(rows[0][1]) == 10_000_000
    assert lines == [2, 2_000_003]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_byte_between_cells_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(delimiter.join(["a", '"b c"', "a"]) + "\n")
    header = read_header(InputFile(path))
    assert header.columns == ["a", "b c", "a#2"]
    assert header.duplicates == ["a"]


@pytest.mark.parametrize("first", [b"sep=;\r\n", b'"sep=;"\n', b"SEP=;\n"])
def test_what_a_spreadsheet_says_of_its_separator_is_no_header(
    tmp_path: Path, first: bytes
) -> None:
    path = tmp_path / "posts.csv"
    path.write_bytes(first + b"id;account;date;text\n1;ann;2024-01-01;a, b, c, d\n")
    read = read_file(path)
    assert read.column("posts", "account") == ["ann"]
    assert read.column("posts", "text") == ["a, b, c, d"]
    assert read.column("posts", "source_line") == [3]
