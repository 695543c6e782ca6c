"""Adding files to a case: good data is kept, bad input gets a sentence, nothing happens twice."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demasque.case import CaseStore, verify
from demasque.errors import UsageError
from demasque.ingest import add_files, forget, remap, reveal
from demasque.sources import FIELDS, SOURCES, Field, formats_table

GOOD = b"""post_id,account_id,created_at,text
1,Ann,2024-01-01 10:00:00,hi @Bob
2,Bob,2024-01-02 10:00:01,x
"""


@pytest.fixture
def case(tmp_path: Path):
    with CaseStore.create(tmp_path / "case") as store:
        yield store


def write(tmp_path: Path, content: bytes, name: str = "export.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_file_is_kept_counted_and_logged(case: CaseStore, tmp_path: Path) -> None:
    bad = GOOD + b"3,,2024-01-01,no account\n"
    (file,) = add_files(case, [write(tmp_path, bad)])
    assert (file.source, file.rows, file.posts) == ("table", 3, 2)
    assert file.rejected == {"no account": 1}
    assert file.problem is None
    (rejected,) = case.sql("SELECT * FROM rejects").to_pylist()
    assert (rejected["source_file"], rejected["source_line"]) == (file.source_file, 4)
    assert case.custody.entries()[-1]["details"]["sha256"] == file.source_file
    assert list(case.evidence.files()) == [file.source_file]


def test_the_same_file_again_adds_nothing(case: CaseStore, tmp_path: Path) -> None:
    first = write(tmp_path, GOOD)
    add_files(case, [first])
    (again,) = add_files(case, [write(tmp_path, GOOD, "copy.csv")])
    assert again.already
    assert again.posts == 0
    assert case.sql("SELECT * FROM posts").num_rows == 2


def test_a_post_in_two_files_is_kept_once(case: CaseStore, tmp_path: Path) -> None:
    add_files(case, [write(tmp_path, GOOD)])
    more = GOOD + b"3,Ann,2024-01-03 10:00:00,new\n"
    (file,) = add_files(case, [write(tmp_path, more, "more.csv")])
    assert (file.posts, file.duplicates) == (1, 2)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "nothing but blanks"),
        (bytes(range(256)) * 40, "binary file"),
        (b"PK\x03\x04" + b"x" * 50, "ZIP archive"),
        (b"%PDF-1.7 x", "PDF"),
        ("\ufeff<?xml version='1.0' encoding='UTF-16'?><rss/>".encode("utf-16-le"), "UTF-16"),
        ("\ufeffhi".encode("utf-16-le"), "no column was recognised"),
        (b"PAR1 but no Parquet", "Parquet"),
        (gzip.compress(b"", mtime=0), "nothing in it"),
        ("имя,b\n1,2\n".encode("cp1251"), "not UTF-8"),
        (b"just words\nwithout any table\n", "no column was recognised"),
        (b'{"data": [1, 2]}', "no column was recognised"),
        (b"[1, 2, 3]", "no records"),
        (b"{broken", "no records"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(
    case: CaseStore, tmp_path: Path, content: bytes, says: str
) -> None:
    files = [write(tmp_path, content, "bad"), write(tmp_path, GOOD)]
    bad, good = add_files(case, files)
    assert bad.problem is not None
    assert bad.problem.startswith("bad")
    assert says in bad.problem
    assert good.posts == 2
    assert len(case.evidence.files()) == 1


def test_a_folder_gets_a_sentence(case: CaseStore, tmp_path: Path) -> None:
    (file,) = add_files(case, [tmp_path])
    assert "is a folder" in (file.problem or "")


def test_a_missing_file_or_format_stops_before_anything_is_done(
    case: CaseStore, tmp_path: Path
) -> None:
    good = write(tmp_path, GOOD)
    with pytest.raises(UsageError, match="no such file"):
        add_files(case, [good, tmp_path / "nowhere.csv"])
    with pytest.raises(UsageError, match=r"Known formats: .*coortweet"):
        add_files(case, [good], format="nonsense")
    with pytest.raises(UsageError, match="no column called"):
        add_files(case, [good], mapping={"text": "nothing"})
    assert case.sql("SELECT * FROM posts").num_rows == 0


def test_a_format_named_for_the_wrong_file_names_what_is_missing(
    case: CaseStore, tmp_path: Path
) -> None:
    (file,) = add_files(case, [write(tmp_path, GOOD)], format="coortweet")
    assert "content_id, object_id, timestamp_share missing" in (file.problem or "")


def test_truncated_gzip_keeps_the_good_rows_and_says_so(case: CaseStore, tmp_path: Path) -> None:
    rows = b"".join(
        b"%d,a%d,2024-01-01 10:00:00,text %d\n" % (n, n % 7, n * n) for n in range(5000)
    )
    packed = gzip.compress(b"post_id,account_id,created_at,text\n" + rows)
    (file,) = add_files(case, [write(tmp_path, packed[: len(packed) // 2])])
    assert 1_000 < file.posts < 5_000
    assert any("cut short" in sentence for sentence in file.warnings)


def test_duplicate_headers_are_said_and_the_first_is_used(case: CaseStore, tmp_path: Path) -> None:
    content = b"post_id,account_id,created_at,text,text\n1,a,2024-01-01,first,second\n"
    (file,) = add_files(case, [write(tmp_path, content)])
    assert case.sql("SELECT text FROM posts")["text"].to_pylist() == ["first"]
    assert any("text" in sentence and "twice" in sentence for sentence in file.warnings)


def test_a_file_of_which_most_rows_are_unusable_is_said_loudly(
    case: CaseStore, tmp_path: Path
) -> None:
    content = b"post_id,account_id,created_at\n" + b"1,a,soon\n" * 9 + b"2,a,2024-01-01\n"
    (file,) = add_files(case, [write(tmp_path, content)])
    assert "9 of 10 rows" in file.warnings[0]
    assert file.posts == 1


def test_unknown_and_personal_columns_are_reported(case: CaseStore, tmp_path: Path) -> None:
    content = b"post_id,account_id,created_at,colour,e-mail\n1,a,2024-01-01,red,x@y.z\n"
    (file,) = add_files(case, [write(tmp_path, content)])
    assert file.fields_unknown == ("colour",)
    assert file.personal_dropped == {"e-mail": 1}


def test_ids_that_clash_between_files_of_no_named_platform_are_pointed_out(
    case: CaseStore, tmp_path: Path
) -> None:
    def numbered(who: str) -> bytes:
        rows = "".join(f"{n},{who},2024-01-01 10:00:00\n" for n in range(200))
        return f"post_id,account_id,created_at\n{rows}".encode()

    add_files(case, [write(tmp_path, numbered("ann"))])
    (file,) = add_files(case, [write(tmp_path, numbered("bob"), "other.csv")])
    assert file.duplicates == 200
    assert "--map platform==NAME" in file.warnings[0]


def test_reveal_finds_every_pseudonym_of_the_case(case: CaseStore, tmp_path: Path) -> None:
    add_files(case, [write(tmp_path, GOOD)], mapping={"platform": "=reddit"})
    names = dict(zip(*(reveal(case)[c].to_pylist() for c in ("pseudonym", "raw")), strict=True))
    accounts = case.sql("SELECT account FROM posts ORDER BY posted_at")["account"].to_pylist()
    assert [names[account] for account in accounts] == ["Ann", "Bob"]
    posts = reveal(case, "post")
    assert sorted(posts["raw"].to_pylist()) == ["1", "2"]
    # The mention of a handle is the account of that name.
    text = case.sql("SELECT text FROM posts ORDER BY posted_at LIMIT 1")["text"][0].as_py()
    assert text == f"hi @{accounts[1]}"


def test_the_documentation_lists_every_format() -> None:
    docs = Path(__file__).parents[2] / "docs" / "formats.md"
    assert formats_table() in docs.read_text("utf-8")


def test_formats_in_one_folder_are_told_apart(case: CaseStore, tmp_path: Path) -> None:
    coortweet = b"object_id,account_id,content_id,timestamp_share\no,a,c,1616676061\n"
    parquet = tmp_path / "p.parquet"
    pq.write_table(pa.table({"id": [7], "user_id": [8], "timestamp": [1600000000]}), parquet)
    files = [write(tmp_path, GOOD), write(tmp_path, coortweet, "c.csv"), parquet]
    assert [file.source for file in add_files(case, files)] == ["table", "coortweet", "table"]
    assert len({source.id for source in SOURCES}) == len(SOURCES)


ARCHIVE = b"""tweetid,account,display,tweet_time,tweet_text,is_retweet,retweet_userid
11,Ann,A,2018-01-01 10:00,hello,false,
12,Bob,B,2018-01-01 10:01,hello,false,
"""


def test_a_file_whose_format_has_changed_is_kept_and_said(case: CaseStore, tmp_path: Path) -> None:
    changed = ARCHIVE.replace(b"account", b"writer")
    (file,) = add_files(case, [write(tmp_path, changed)])
    assert "x-archive (missing: userid)" in (file.problem or "")
    assert "kept as evidence" in (file.problem or "")
    assert (file.source, file.posts) == ("unread", 0)
    assert list(case.evidence.files()) == [file.source_file]
    assert case.custody.entries()[-1]["details"]["sha256"] == file.source_file
    assert verify(case) == []
    (again,) = add_files(case, [tmp_path / "export.csv"])
    assert not again.already
    assert again.problem == file.problem


def test_a_kept_file_is_read_once_it_is_mapped(case: CaseStore, tmp_path: Path) -> None:
    path = write(tmp_path, ARCHIVE.replace(b"account", b"writer"))
    add_files(case, [path])
    (file,) = add_files(case, [path], mapping={"account": "writer"})
    assert (file.problem, file.posts) == (None, 2)
    assert case.sql("SELECT source FROM files")["source"].to_pylist() == ["table"]
    assert verify(case) == []


def test_a_kept_file_is_read_by_a_remap_that_knows_its_columns(
    case: CaseStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_files(case, [write(tmp_path, GOOD)])
    add_files(case, [write(tmp_path, ARCHIVE.replace(b"account", b"writer"), "later.csv")])
    assert [file.source for file in remap(case)] == ["table", "unread"]
    names = ("account", *FIELDS["account"].names, "writer")
    known = {**FIELDS, "account": Field("the account", names)}
    monkeypatch.setattr("demasque.sources.fields.FIELDS", known)
    assert [(i.source, i.posts) for i in remap(case)] == [("table", 2), ("table", 2)]
    assert case.sql("SELECT * FROM posts").num_rows == 4
    assert [i.source for i in remap(case)] == ["table", "table"]


def test_a_kept_file_that_names_a_forgotten_account_goes(case: CaseStore, tmp_path: Path) -> None:
    add_files(case, [write(tmp_path, GOOD)], mapping={"platform": "=x"})
    changed = write(tmp_path, ARCHIVE.replace(b"account", b"writer"), "later.csv")
    (kept,) = add_files(case, [changed])
    removal = forget(case, ["x:Ann"])
    assert removal.files_removed == 1
    assert kept.source_file not in case.evidence.files()
    assert verify(case) == []


def test_what_is_near_no_format_and_what_is_refused_is_not_kept(
    case: CaseStore, tmp_path: Path
) -> None:
    shopping = write(tmp_path, b"item,price\nbread,3\n", "shopping.csv")
    messages = write(tmp_path, b"sender,recipient,message\na,b,c\n", "inbox.csv")
    group = write(
        tmp_path, b'{"name": "us", "type": "private_group", "id": 1, "messages": []}', "g"
    )
    for file in add_files(case, [shopping, messages, group]):
        assert file.problem
        assert file.source_file == ""
    assert case.evidence.files() == {}


def test_personal_values_are_counted_field_by_field(case: CaseStore, tmp_path: Path) -> None:
    table = GOOD.replace(b",text\n", b",text,Phone,location\n")
    table = table.replace(b"@Bob\n", b"@Bob,123,\n").replace(b",x\n", b",x,\xff\xfe,Paris\n")
    lines = b'{"id": 1, "user_id": 2, "created_at": 1600000000, "email": "a@b.org"}\n' * 3
    flat, ndjson = add_files(case, [write(tmp_path, table), write(tmp_path, lines, "l.ndjson")])
    assert (flat.personal_dropped, flat.posts) == ({"Phone": 2, "location": 1}, 2)
    assert ndjson.personal_dropped == {"email": 3}


def test_rows_of_a_document_on_one_line_are_told_apart_by_position(
    case: CaseStore, tmp_path: Path
) -> None:
    rows = [{"id": n, "user_id": "a" if n != 3 else None, "timestamp": n} for n in range(1, 6)]
    flat = write(tmp_path, json.dumps(rows).encode(), "flat.json")
    tweets = [{"id": str(n), "author_id": "9", "text": "t"} for n in range(10, 14)]
    for tweet in tweets[:2]:
        tweet["created_at"] = "2024-01-01T00:00:00Z"
    pages = write(tmp_path, json.dumps({"data": tweets}).encode(), "pages.json")
    add_files(case, [flat, pages])
    rejected = case.sql("SELECT source_line FROM rejects ORDER BY ALL")["source_line"].to_pylist()
    assert rejected == [3, 3, 4]
