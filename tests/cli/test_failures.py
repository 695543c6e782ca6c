"""Whatever the user gets wrong ends in a sentence and an exit code, never in a traceback."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run

GOOD = "post_id,account_id,created_at\n1,a,2026-03-02T09:00:00Z\n"


def make_case(folder: Path) -> None:
    from demasque.api import create_case

    create_case(folder / "case").close()
    (folder / "posts.csv").write_text(GOOD)


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("frobnicate", 2, "frobnicate"),
        ("detect case --frobnicate", 2, "--frobnicate"),
        ("detect", 2, "CASE"),
        ("add case", 2, "FILE"),
        ("init case", 2, "is a case already"),
        ("init .", 2, "exists and is not empty"),
        ("init posts.csv", 2, "exists and is not empty"),
        ("add nowhere posts.csv", 2, "demasque init nowhere"),
        ("add . posts.csv", 2, "is not a case"),
        ("detect nowhere", 2, "is not a case"),
        ("campaigns nowhere", 2, "is not a case"),
        ("report nowhere -o r.html", 2, "is not a case"),
        ("export nowhere --format csv -o out", 2, "is not a case"),
        ("verify nowhere", 2, "is not a case"),
        ("add case missing.csv", 2, "missing.csv: there is no such file"),
        ("add case posts.csv --format docx", 2, "There is no format called docx"),
        ("add case posts.csv --map account", 2, "FIELD=COLUMN"),
        ("add case posts.csv --map account=x --map account=y", 2, "twice"),
        ("add case posts.csv --map acount=account_id", 2, "did you mean account"),
        ("add case posts.csv --map account=acount_id", 2, "did you mean account_id"),
        ("detect case", 1, "has no posts yet"),
        ("detect case --window soon", 2, "'soon' cannot be read"),
        ("detect case --window 0s", 2, "longer than zero"),
        ("detect case --fdr 2", 2, "between 0 and 1"),
        ("detect case --fdr many", 2, "--fdr"),
        ("detect case --kind colour", 2, "no kind of trace called colour"),
        ("detect case --seed x", 2, "--seed"),
        ("detect case --lang tlh", 2, "--lang"),
        ("campaigns case --limit 0", 2, "--limit"),
        ("report case", 2, "--output"),
        ("report case -o .", 2, "is a folder"),
        ("report case -o posts.csv/r.html", 2, "cannot be written"),
        ("export case --format docx -o out", 2, "no format 'docx'"),
        ("export case -o out", 2, "--format"),
        ("export case --format csv -o posts.csv", 2, "is a file"),
        ("export case --format gexf -o .", 2, "is a folder"),
        ("demo --accounts 3", 2, "at least"),
        ("demo --out posts.csv", 2, "is not from an earlier demo"),
    ],
)
def test_a_wrong_request(run: Run, tmp_path: Path, line: str, code: int, says: str) -> None:
    make_case(tmp_path)
    ended = run(*line.split())
    assert ended.code == code
    assert says in ended.err
    assert ended.out == ""


def write_truncated_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(os.urandom(60_000).hex().encode())[:-30])


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "a folder": lambda path: path.mkdir(),
    "empty": lambda path: path.write_bytes(b""),
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "archive": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100)),
    "no needed columns": lambda path: path.write_text("colour,size\nred,3\n"),
    "cut parquet": lambda path: path.write_bytes(b"PAR1" + bytes(50)),
    "json without records": lambda path: path.write_text("[1, 2, 3]"),
    "cut gzip": write_truncated_gzip,
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_cannot_be_read_stops_no_other(run: Run, tmp_path: Path, what: str) -> None:
    make_case(tmp_path)
    UNREADABLE[what](tmp_path / "bad")
    ended = run("add", "case", "bad", "posts.csv")
    assert ended.code == 1
    assert "Error: bad" in ended.err
    assert "posts.csv" in ended.out
    assert "bad" not in ended.out


def test_missing_columns_are_named_with_the_likely_mapping(run: Run, tmp_path: Path) -> None:
    make_case(tmp_path)
    (tmp_path / "p.csv").write_text("Author Id No,Date (UTC)\nann,2026-03-02T09:00:00Z\n")
    ended = run("add", "case", "p.csv")
    assert ended.code == 1
    assert "Columns found: Author Id No, Date (UTC)" in ended.err
    assert "--map account=Author Id No" in ended.err


def test_a_case_without_findings_still_gives_a_report_and_says_so(run: Run, tmp_path: Path) -> None:
    make_case(tmp_path)
    ended = run("report", "case", "-o", "r.html")
    assert ended.code == 0
    assert "Nothing was looked for yet" in ended.err
    assert (tmp_path / "r.html").exists()
    assert "Nothing was looked for yet" in run("campaigns", "case").err


def test_an_anonymised_case_reveals_nothing(run: Run, tmp_path: Path) -> None:
    make_case(tmp_path)
    run("add", "case", "posts.csv")
    assert run("anonymise", "case", "--yes").code == 0
    ended = run("export", "case", "--format", "csv", "-o", "out", "--reveal")
    assert ended.code == 1
    assert "anonymised" in ended.err
    assert not (tmp_path / "out").exists()
    assert run("export", "case", "--format", "csv", "-o", "out").code == 0


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), 130, "Interrupted."),
        (MemoryError(), 1, "memory"),
        (OSError(28, "No space left on device", "case"), 1, "No space left on device"),
        (RuntimeError("the moon"), 1, "This is a fault of demasque, not yours"),
    ],
)
def test_what_nobody_expects(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    says: str,
) -> None:
    make_case(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("demasque.ingest.add_files", fail)
    ended = run("add", "case", "posts.csv")
    assert ended.code == code
    assert says in ended.err


def test_no_command_shows_the_help(run: Run) -> None:
    ended = run()
    assert ended.code == 2
    assert "Usage" in ended.out + ended.err
    assert "Error" not in ended.err


HEADER = b"post_id,account_id,created_at,text\n"
ROWS = b"1,a,2026-03-02T09:00:00Z,one\n2,b,2026-03-02T09:00:01Z,two\n"


@pytest.mark.parametrize(
    ("content", "says", "kept"),
    [
        (HEADER + ROWS + b'3,c,2026-03-02T09:00:02Z,"' + b"long " * 2_000_000 + b'"\n', "", 3),
        (HEADER + ROWS + b"3,c,2026-03-02T09:00:02Z,\xe9t\xe9\n", "read as Windows-1252", 3),
        (HEADER + ROWS + "3,c,2026-03-02T09:00:02Z,лето\n".encode("cp1251"), "not UTF-8", 2),
        (HEADER.replace(b"text", b"created_at") + ROWS, "column created_at twice or more", 2),
        (gzip.compress(HEADER + ROWS)[:-9], "cut short", None),
    ],
    ids=["10 MB cell", "Windows-1252", "not UTF-8", "duplicate headers", "truncated gzip"],
)
def test_a_bad_file_ends_in_a_sentence_and_loses_no_good_row(
    run: Run, tmp_path: Path, content: bytes, says: str, kept: int | None
) -> None:
    make_case(tmp_path)
    (tmp_path / "bad.csv").write_bytes(content)
    added = run("add", "case", "bad.csv")
    assert added.code in (0, 1)
    assert says in added.out + added.err
    from demasque.api import open_case

    with open_case(tmp_path / "case") as case:
        held = case.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
    assert kept is None or held == kept


def test_problems_and_reasons_are_told_in_french(run: Run, tmp_path: Path) -> None:
    make_case(tmp_path)
    (tmp_path / "bad.csv").write_bytes(HEADER + ROWS + b"3,,2026-03-02T09:00:02Z,three\n")
    assert "pas de compte" in run("add", "case", "bad.csv", "--lang", "fr").out
    missing = run("add", "case", "missing.csv", "--lang", "fr")
    assert missing.err == "Erreur : missing.csv : ce fichier n’existe pas.\n"
