"""What is said of rows that were rejected, and of columns that the user names."""

import json
from pathlib import Path

import pytest

from demasque.api import Case, create_case
from demasque.cli import main
from demasque.errors import UsageError

BAD = b"""post_id,account_id,created_at,text
1,ann,2024-01-01T10:00:00Z,hello
2,,2024-01-01T10:00:00Z,nobody
3,ann,,never
4,ann,soon,later
5,ann,2024-01-01T10:00:01Z
6,,2024-01-01T10:00:02Z,nobody
7,,2024-01-01T10:00:03Z,nobody
"""
REASONS = [
    (3, "no account"), (4, "no time"), (5, "time not understood"),
    (6, "3 cells where the header has 4"), (7, "no account"), (8, "no account"),
]  # fmt: skip
ARCHIVE = b"""tweetid,userid,tweet_time,tweet_text,is_retweet,retweet_userid
11,Ann,2018-01-01 10:00,hello,false,
12,Bob,2018-01-01 10:01,hello,false,
"""
COORTWEET = b"object_id,account_id,content_id,timestamp_share\no,a,c,1616676061\n"


@pytest.fixture
def case(tmp_path: Path):
    with create_case(tmp_path / "case") as case:
        yield case


def write(tmp_path: Path, content: bytes, name: str = "posts.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def note(case: Case, command: str, key: str) -> object:
    path = sorted(case.path.glob(f"runs/*-{command}*/run.json"))[-1]
    return json.loads(path.read_text("utf-8"))["notes"][key]


def test_each_rejected_row_has_its_own_reason(case: Case, tmp_path: Path) -> None:
    (file,) = case.add(write(tmp_path, BAD))
    assert list(file.first_rejects) == REASONS[:5]
    rejects = case.rejects()
    assert list(zip(*(rejects[c].to_pylist() for c in ("line", "reason")), strict=True)) == REASONS
    assert set(rejects["file"].to_pylist()) == {"posts.csv"}


def test_the_first_rejected_rows_of_a_file_are_counted_over_its_batches(
    case: Case, tmp_path: Path
) -> None:
    rows = b"".join(b"%d,%s,2024-01-01,x\n" % (n, b"" if n % 90_000 == 5 else b"a")
                    for n in range(400_000))  # fmt: skip
    (file,) = case.add(write(tmp_path, b"post_id,account_id,created_at,text\n" + rows))
    lines = [7 + 90_000 * n for n in range(5)]
    assert list(file.first_rejects) == [(line, "no account") for line in lines]


def test_rejects_are_listed_for_one_file_or_all(case: Case, tmp_path: Path) -> None:
    case.add(write(tmp_path, BAD), write(tmp_path, BAD.replace(b"hello", b"hi"), "more.csv"))
    assert case.rejects().num_rows == 12
    assert set(case.rejects("more.csv")["file"].to_pylist()) == {"more.csv"}
    with pytest.raises(UsageError, match=r"No file called none\.csv .* more\.csv, posts\.csv"):
        case.rejects("none.csv")


def test_the_command_shows_five_and_lists_all(tmp_path: Path, capsys) -> None:
    folder, path = str(tmp_path / "case"), str(write(tmp_path, BAD))
    assert main(["init", folder]) == 0
    assert main(["add", folder, path]) == 0
    shown = capsys.readouterr().out
    assert "posts.csv, line 5: time not understood" in shown
    assert "line 8" not in shown
    assert f"demasque rejects {folder}" in shown
    assert main(["rejects", folder, "--limit", "4"]) == 0
    shown = capsys.readouterr().out
    assert "2 more rows were rejected" in shown
    assert "3 cells where the header has 4" in shown
    out = tmp_path / "rejected.csv"
    assert main(["rejects", folder, "--csv", str(out)]) == 0
    assert len(out.read_text("utf-8").splitlines()) == 7
    assert main(["rejects", folder, "--lang", "fr"]) == 0
    assert "Motif" in capsys.readouterr().out
    assert main(["rejects", folder, "--file", "no.csv"]) == 2


def test_only_columns_are_blamed_where_columns_are_the_reason(case: Case, tmp_path: Path) -> None:
    errors = b'{"errors":[{"title":"Not Found"}],"title":"Not Found"}\n' * 9
    tweet = b'{"data":{"id":"5","author_id":"9","text":"t","created_at":"2024-01-01T00:00:00Z"}}\n'
    (stream,) = case.add(write(tmp_path, tweet + errors, "stream.ndjson"), format="x-api")
    (sentence,) = [w for w in stream.warnings if "could not be used" in w]
    assert "changed its columns" not in sentence
    assert "The file is kept as evidence." in sentence
    (table,) = case.add(write(tmp_path, b"post_id,account_id,created_at\n" + b"1,,2024\n" * 3))
    assert any("changed its columns" in warning for warning in table.warnings)
    mixed = b"post_id,account_id,created_at\n1,,2024-01-01\n2,a,soon\n3,a,2024-01-01\n"
    (table,) = case.add(write(tmp_path, mixed, "mixed.csv"))
    assert "2 of 3 rows could not be used, 1 of them for this reason" in table.warnings[0]
    assert not any("changed its columns" in warning for warning in table.warnings)


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        (b"a,b,c", "Name them with --map FIELD=COLUMN"),
        (b"writer_account,words,when_posted_time", "Likely: --map account=writer_account"),
        (b"account_time,xx,yy", "Likely: --map posted_at=account_time"),
    ],
)
def test_a_column_is_proposed_once_and_for_more_than_a_letter(
    case: Case, tmp_path: Path, header: bytes, hint: str
) -> None:
    (file,) = case.add(write(tmp_path, header + b"\n1,2,3\n"))
    assert hint in (file.problem or "")
    proposed = [
        word for word in (file.problem or "").split() if "=" in word and "FIELD" not in word
    ]
    columns = [word.rstrip(".").partition("=")[2] for word in proposed]
    assert len(set(columns)) == len(columns)


def test_a_mapping_that_a_format_does_not_heed_is_refused(case: Case, tmp_path: Path) -> None:
    path = write(tmp_path, ARCHIVE)
    (file,) = case.add(path, mapping={"text": "retweet_userid"})
    assert "format x-archive reads its own fields; --map text does not apply" in str(file.problem)
    assert "--format table" in str(file.problem)
    assert not case.sql("SELECT 1 FROM files").num_rows
    mapping = {"text": "tweet_text", "account": "userid", "posted_at": "tweet_time"}
    (file,) = case.add(path, format="table", mapping=mapping)
    assert (file.problem, file.posts, file.source) == (None, 2, "table")


def test_a_field_that_a_format_leaves_to_the_user_may_be_mapped(case: Case, tmp_path: Path) -> None:
    (file,) = case.add(write(tmp_path, COORTWEET), mapping={"platform": "=tiktok"})
    assert file.problem is None
    assert case.sql("SELECT DISTINCT platform FROM posts")["platform"].to_pylist() == ["tiktok"]
    (file,) = case.add(write(tmp_path, COORTWEET + b"p,a,d,1616676062\n"), mapping={"text": "x"})
    assert "--map text does not apply" in str(file.problem)


def test_a_column_that_is_mapped_is_not_said_to_be_left_out(case: Case, tmp_path: Path) -> None:
    content = b"Ref,Wer,Wann,Was,email\n1,ann,2024-01-01,hi,a@b.org\n"
    mapping = {"post": "Ref", "account": "Wer", "posted_at": "Wann"}
    (file,) = case.add(write(tmp_path, content), mapping=mapping)
    assert (file.posts, file.fields_unknown) == (1, ("Was",))
    assert file.personal_dropped == {"email": 1}
    named = {"account": "email", "posted_at": "Wann", "post": "Ref"}
    (file,) = case.add(write(tmp_path, content, "two.csv"), mapping=named)
    assert (file.personal_dropped, "email" in file.fields_unknown) == ({}, False)


def test_platform_is_not_asked_for_where_it_is_known(case: Case, tmp_path: Path) -> None:
    def numbered(who: str) -> bytes:
        rows = "".join(f"{n},{who},2024-01-01 10:00,t,false,\n" for n in range(200))
        return f"tweetid,userid,tweet_time,tweet_text,is_retweet,retweet_userid\n{rows}".encode()

    case.add(write(tmp_path, numbered("ann")))
    (file,) = case.add(write(tmp_path, numbered("bob"), "other.csv"))
    assert (file.source, file.duplicates) == ("x-archive", 200)
    assert not any("platform" in warning for warning in file.warnings)


def test_the_run_record_keeps_the_mapping_given_and_guessed(case: Case, tmp_path: Path) -> None:
    content = b"post_id,Wer,created_at,text\n1,ann,2024-01-01,hi\n"
    table, archive = write(tmp_path, content), write(tmp_path, ARCHIVE, "archive.csv")
    (one,) = case.add(table, mapping={"account": "Wer", "platform": "=x"})
    expected = {
        "name": "posts.csv",
        "format": "table",
        "mapping": {"account": "Wer", "platform": "=x", "post": "post_id",
                    "posted_at": "created_at", "text": "text"},
        "mapping_given": {"account": "Wer", "platform": "=x"},
        "fields_read": [],
    }  # fmt: skip
    kept = note(case, "add", "files")
    assert isinstance(kept, dict)
    assert expected.items() <= kept[one.source_file].items()
    (two,) = case.add(archive)
    kept = note(case, "add", "files")
    assert isinstance(kept, dict)
    assert kept[two.source_file]["mapping"]["text"] == "tweet_text"
    assert kept[two.source_file]["mapping_given"] == {}
    assert "tweetid" in kept[two.source_file]["fields_read"]
    case.remap()
    again = note(case, "remap", "files")
    assert isinstance(again, dict)
    assert expected.items() <= again[one.source_file].items()
    case.forget("x:ann")
    left = note(case, "forget", "files")
    assert isinstance(left, dict)
    assert [each["name"] for each in left.values()] == ["archive.csv"]
    assert [each["format"] for each in left.values()] == ["extract"]
