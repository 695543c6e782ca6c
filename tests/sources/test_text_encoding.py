"""Exports in UTF-16 and Windows-1252 are read as well; no other alphabet is taken for Western."""

import json
from pathlib import Path

import pytest
import zstandard

from demasque.case import CaseStore, verify
from demasque.ingest import add_files, forget, remap, reveal
from demasque.sources.readers.csv_rows import read_csv_rows
from demasque.sources.readers.input_file import InputFile
from demasque.sources.readers.text_encoding import as_utf8

HEADER = "post_id,account_id,created_at,text\n"
FRENCH = "« L’été dernier à Besançon », révolté\u00a0! Ça coûte 5\u00a0€…"
ROW = "1,Zoé,2026-03-02T09:00:00Z,{text}\n"


@pytest.fixture
def case(tmp_path: Path):
    with CaseStore.create(tmp_path / "case") as store:
        yield store


def texts(path: Path) -> tuple[list[str], list[int], list[tuple[int, str]], str | None]:
    file = InputFile(path)
    read: list[str] = []
    lines: list[int] = []
    problems: list[tuple[int, str]] = []
    for at, columns, wrong in read_csv_rows(file, frozenset({"text"})):
        read += columns["text"].to_pylist() if columns else []
        lines += at.tolist()
        problems += wrong
    return read, lines, problems, file.encoding


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_is_read_in_its_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = HEADER + ROW.format(text="two\r\nlines").replace("two", '"two').replace("lines", 'l"')
    written = (text + ROW.format(text='"' + FRENCH + '"')).replace(",", delimiter)
    path = tmp_path / "t.csv"
    path.write_bytes(written.encode(encoding))
    read, lines, problems, said = texts(path)
    assert read == ["two\r\nl", FRENCH.replace(",", delimiter)]
    assert lines == [2, 4]
    assert problems == []
    assert said == ("Windows-1252" if encoding == "cp1252" else "UTF-16")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le"])
def test_json_is_read_in_its_encoding(case: CaseStore, tmp_path: Path, encoding: str) -> None:
    post = {"post_id": "1", "account_id": "a", "created_at": "2026-03-02T09:00:00Z"}
    lines = [json.dumps({**post, "post_id": str(n), "text": FRENCH}, ensure_ascii=False)
             for n in range(3)]  # fmt: skip
    path = tmp_path / "posts.ndjson"
    path.write_bytes("".join(line + "\n" for line in lines).encode(encoding))
    (file,) = add_files(case, [path])
    assert file.posts == 3
    assert any("is not UTF-8: it was read as" in warning for warning in file.warnings)
    assert case.sql("SELECT DISTINCT text FROM posts")["text"].to_pylist() == [FRENCH]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_such_a_file_goes_the_whole_way(case: CaseStore, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    other = "2,Anaïs,2026-03-02T09:00:01Z,déjà\n"
    path.write_bytes((HEADER + ROW.format(text="été") + other).encode(encoding))
    (file,) = add_files(case, [path], mapping={"platform": "=x"})
    before = case.sql("SELECT * FROM posts ORDER BY post")
    (again,) = remap(case)
    assert (again.posts, again.warnings) == (file.posts, file.warnings)
    assert case.sql("SELECT * FROM posts ORDER BY post").equals(before)
    assert set(reveal(case)["raw"].to_pylist()) == {"Zoé", "Anaïs"}
    forget(case, ["x:Zoé"])
    assert case.sql("SELECT text FROM posts")["text"].to_pylist() == ["déjà"]
    assert set(reveal(case)["raw"].to_pylist()) == {"Anaïs"}
    assert verify(case) == []


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Лето в Петербурге было тёплым", "cp1251"),
        ("Лето в Петербурге было тёплым", "koi8-r"),
        ("Το καλοκαίρι ήταν ζεστό", "cp1253"),
        ("הקיץ היה חם מאוד", "cp1255"),
        ("去年夏天很热", "gbk"),
        ("夏はとても暑かったです", "shift-jis"),
    ],
)
def test_other_alphabets_are_not_taken_for_windows_1252(
    tmp_path: Path, text: str, encoding: str
) -> None:
    path = tmp_path / "t.csv"
    good = "1,b,2026-03-02T09:00:00Z,plain\n"
    row = "1,c,2026-03-02T09:00:00Z,{text}\n"
    path.write_bytes((HEADER + good + row.format(text=text) + good).encode(encoding))
    read, lines, problems, said = texts(path)
    assert (read, lines, said) == (["plain", "plain"], [2, 4], None)
    assert problems == [(3, "not UTF-8")]


def test_a_few_damaged_rows_do_not_make_utf8_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    good = ROW.format(text="été") * 20
    path.write_bytes((HEADER + good).encode() + b"2,b,2026-03-02T09:00:00Z,caf\xe9\n")
    read, _, problems, said = texts(path)
    assert (read, said) == (["été"] * 20, None)
    assert problems == [(22, "not UTF-8")]


def test_what_looks_like_utf8_now_and_then_does_not_make_windows_1252_utf8(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    text = "«\u00a0révolté\u00a0» " + "été à la plage, où l’on déjeune très tôt " * 6
    path.write_bytes((HEADER + ROW.format(text=f'"{text}"')).encode("cp1252"))
    assert texts(path)[0] == [text]


def test_a_byte_that_stands_for_nothing_rejects_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    good = ROW.format(text="été").encode("cp1252") * 20
    path.write_bytes(HEADER.encode() + good + b"2,b,2026-03-02T09:00:00Z,caf\x81\n" + good)
    read, _, problems, _ = texts(path)
    assert len(read) == 40
    assert problems == [(22, "not UTF-8")]


@pytest.mark.parametrize("size", [1, 3, 7, 64, 1 << 20])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_blocks_decide_nothing(encoding: str, size: int) -> None:
    text = HEADER + ROW.format(text="plain") * 50 + ROW.format(text=FRENCH) * 50
    data = text.encode(encoding)
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    if size < 64 and encoding == "utf-16":
        blocks = [data[:64], *(data[at : at + size] for at in range(64, len(data), size))]
    told: list[str] = []
    read = b"".join(as_utf8(iter(blocks), told.append))
    assert read.decode().removeprefix("\ufeff") == text


def test_the_head_and_the_copy_in_evidence_are_decided_as_the_file_is(tmp_path: Path) -> None:
    late = HEADER + ROW.replace("Zoé", "b").format(text="x" * 500) * 1000 + ROW.format(text=FRENCH)
    plain, packed = tmp_path / "t.csv", tmp_path / "t.zst"
    plain.write_bytes(late.encode("cp1252"))
    packed.write_bytes(zstandard.compress(late.encode("cp1252")))
    assert texts(plain) == texts(packed)
    assert texts(plain)[3] == "Windows-1252"
