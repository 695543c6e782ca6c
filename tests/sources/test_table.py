"""Any table of posts: columns by their common names, or as the user maps them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import Read, read_file

from demasque.errors import DemasqueError, UsageError


def table(tmp_path: Path, text: str, **mapping: str) -> Read:
    path = tmp_path / "posts.csv"
    path.write_text(text, "utf-8")
    return read_file(path, mapping=mapping)


@pytest.mark.parametrize(
    "header",
    [
        "post_id,account_id,created_at,text",
        "id,user_id,timestamp,message",
        "Tweet ID,User ID,Created At,Full Text",
        "content_id,author,date,body",
        "tweetid,userid,tweet_time,tweet_text",
        "message_id,screen_name,posted_at,content",
    ],
)
def test_common_names_are_recognised(tmp_path: Path, header: str) -> None:
    read = table(tmp_path, f"{header}\n7,ann,2024-01-02 03:04:05,words\n")
    row = read.tables["posts"].to_pylist()[0]
    assert (row["post"], row["account"], row["text"]) == ("7", "ann", "words")
    assert row["posted_at"] == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_columns_that_say_nothing_are_mapped_by_hand(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "a,b,c\n1,ann,2024-01-01\n",
        post="a",
        account="b",
        posted_at="c",
        platform="=Twitter",
        time_precision="=day",
    )
    row = read.tables["posts"].to_pylist()[0]
    assert (row["post"], row["platform"], row["time_precision"]) == ("1", "x", "day")


def test_missing_columns_are_said_with_the_likely_mapping(tmp_path: Path) -> None:
    with pytest.raises(DemasqueError) as told:
        table(tmp_path, "post_id,acount_nr,writen_text,when_created\n1,2,3,4\n")
    sentence = str(told.value)
    assert "Columns found: post_id, acount_nr, writen_text, when_created" in sentence
    assert "--map account=acount_nr" in sentence
    assert "--map posted_at=when_created" in sentence


def test_unknown_fields_and_columns_of_a_mapping_are_usage_errors(tmp_path: Path) -> None:
    text = "post_id,account_id,created_at\n1,2,2024-01-01\n"
    with pytest.raises(UsageError, match=r"no field called acount \(did you mean account\?\)"):
        table(tmp_path, text, acount="account_id")
    with pytest.raises(UsageError, match=r"no column called account \(did you mean account_id\?\)"):
        table(tmp_path, text, account="account")


def test_bad_rows_are_rejected_with_line_and_reason_and_the_rest_kept(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "post_id,account_id,created_at\n"
        "1,ann,2024-01-01\n2,,2024-01-01\n3,ann,soon\n4,ann,\n1.5E+17,ann,2024-01-01\n6,b,2024-01-02\n",
    )
    assert read.column("posts", "post") == ["1", "6"]
    rejects = [(row["source_line"], row["reason"]) for row in read.tables["rejects"].to_pylist()]
    assert rejects == [
        (3, "no account"),
        (4, "time not understood"),
        (5, "no time"),
        (6, "post id rounded (1.2E+17)"),
    ]


def test_a_row_without_post_id_is_named_by_its_line(tmp_path: Path) -> None:
    read = table(tmp_path, "account_id,created_at\nann,2024-01-01\nbob,2024-01-01\n")
    assert read.column("posts", "post") == ["f" * 16 + ":2", "f" * 16 + ":3"]


def test_kinds_and_parents(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "id,user_id,timestamp,text,in_reply_to_tweetid,retweet_tweetid,quoted_tweet_tweetid\n"
        "1,a,1600000000,plain,,,\n2,a,1600000000,answer,1,,\n3,a,1600000000,again,,1,\n"
        "4,a,1600000000,see this,,,1\n5,a,1600000000,RT @bob: hello,,,\n",
    )
    assert read.column("posts", "kind") == ["original", "reply", "repost", "quote", "repost"]
    assert read.column("posts", "parent") == [None, "1", "1", "1", None]


def test_lists_however_they_are_written(tmp_path: Path) -> None:
    cells = ["['A', 'b']", '[""A"", ""b""]', "A b", "A, b", "#A|#b", "[A, b]", ""]
    rows = "".join(f'{n},a,1600000000,"{cell}"\n' for n, cell in enumerate(cells))
    read = table(tmp_path, "id,user_id,timestamp,hashtags\n" + rows)
    posts, tags = read.column("hashtags", "post"), read.column("hashtags", "tag")
    assert posts == [str(n) for n in range(6) for _ in range(2)]
    assert tags == ["A", "b"] * 6
    assert read.column("hashtags", "position") == [0, 1] * 6


def test_links_tags_and_mentions_come_from_the_text_where_no_column_has_them(
    tmp_path: Path,
) -> None:
    text = "See (https://a.org/x_(y)) and http://b.org. #One #2 #Two @ann me@b.org"
    read = table(tmp_path, f"id,user_id,timestamp,text\n1,a,1600000000,{text}\n")
    assert read.column("links", "url") == ["https://a.org/x_(y)", "http://b.org"]
    assert read.column("hashtags", "tag") == ["One", "Two"]
    assert read.column("mentions", "account") == ["ann"]


def test_personal_columns_are_never_read(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "id,user_id,timestamp,email,phone,author_fullname\n"
        "1,a,1600000000,x@y.z,+1234567,Jane Doe\n",
    )
    everything = str([table.to_pydict() for table in read.tables.values()])
    assert not [word for word in ("x@y.z", "+1234567", "Jane Doe") if word in everything]


def test_anonymised_trace_columns_of_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "traces.parquet"
    columns = {
        "account_id": ["fb_1", "tw_2"],
        "post_id": [194124.0, None],
        "url_id": [12.0, None],
        "hashtag_id": [None, 7.0],
        "phash_id": [3.0, 4.0],
        "timestamp": [1629297734, 1629297461],
    }
    pq.write_table(pa.table(columns), path)
    read = read_file(path)
    assert read.column("posts", "post") == ["194124", "f" * 16 + ":2"]
    assert read.column("links", "url") == ["link-id:12"]
    assert read.column("hashtags", "tag") == ["7"]
    assert read.column("media_use", "media") == ["3", "4"]


def test_nested_json_is_reached_by_dotted_names(tmp_path: Path) -> None:
    path = tmp_path / "posts.ndjson"
    rows = [
        {"id": n, "user": {"id": 5}, "created_at": 1600000000, "tags": [{"tag": "x"}, {"tag": "y"}]}
        for n in range(2)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    read = read_file(path)
    assert read.column("posts", "account") == ["5", "5"]
    assert read.column("hashtags", "tag") == ["x", "y"] * 2


def test_account_descriptions_become_features_and_hashes(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "id,user_id,timestamp,screen_name,followers_count,user_description,verified\n"
        "1,7,1600000000,maria1987,12,Mother of three,false\n2,7,1600000000,maria1987,13,,\n",
    )
    (row,) = read.tables["accounts"].to_pylist()
    assert (row["handle_length"], row["handle_digits"], row["followers"]) == (9, 4, 12)
    assert row["verified"] is False
    assert "Mother" not in str(row)
    assert "maria" not in str(row)


def test_fields_of_parquets_records_are_columns_as_those_of_json(tmp_path: Path) -> None:
    people = [{"id": n, "name": f"Jean {n}"} for n in (1, 2, 1)]
    rows = [{"id": str(n), "user": who, "created_at": 1_700_000_000 + n, "text": "words"}
            for n, who in enumerate(people)]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "posts.parquet")
    (tmp_path / "posts.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name in ("posts.parquet", "posts.ndjson"):
        read = read_file(tmp_path / name)
        assert read.column("posts", "account") == ["1", "2", "1"]
        assert "Jean" not in str(read.tables)


def test_a_record_is_nobodys_id(tmp_path: Path) -> None:
    """What no field of a record names an account by must be mapped, never taken as a whole."""
    rows = [{"id": "1", "author": {"label": "Jean"}, "created_at": "2024-01-01T00:00:00Z"}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "posts.parquet")
    with pytest.raises(DemasqueError, match="no column was recognised for account"):
        read_file(tmp_path / "posts.parquet")
    read = read_file(tmp_path / "posts.parquet", mapping={"account": "author.label"})
    assert read.column("posts", "account") == ["Jean"]


@pytest.mark.parametrize("name", ["posts.parquet", "posts.ndjson", "posts.json"])
def test_ids_that_went_through_floats_are_not_taken_for_ids(tmp_path: Path, name: str) -> None:
    ids = [1_234_567_890_123_456_789.0, 9_007_199_254_740_994.0, 12.0]
    rows = [{"id": id, "account": id, "created_at": 1.7e9 + 0.25, "text": "words"} for id in ids]
    if name.endswith("parquet"):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / name)
    else:
        lines = map(json.dumps, rows)
        (tmp_path / name).write_text("\n".join(lines) if "nd" in name else json.dumps(rows))
    read = read_file(tmp_path / name)
    assert read.column("posts", "post") == ["12"]
    assert read.column("posts", "posted_at") == [
        datetime(2023, 11, 14, 22, 13, 20, 250_000, tzinfo=UTC)
    ]
    assert read.reasons == {"account id rounded (1.2E+17)": 2}


def test_of_two_columns_of_one_name_the_first_is_read(tmp_path: Path) -> None:
    columns = [pa.array(["1"]), pa.array(["ann"]), pa.array(["bob"]), pa.array(["2024-01-01"])]
    table = pa.Table.from_arrays(columns, names=["id", "account_id", "account_id", "created_at"])
    pq.write_table(table, tmp_path / "posts.parquet")
    read = read_file(tmp_path / "posts.parquet")
    assert read.column("posts", "account") == ["ann"]
    assert any("account_id twice" in warning for warning in read.warnings)


@pytest.mark.parametrize("column", ["in_reply_to_tweetid", "retweet_tweetid", "conversation_id"])
def test_rounded_references_make_no_one_post_of_many(tmp_path: Path, column: str) -> None:
    read = table(
        tmp_path,
        f"tweetid,userid,tweet_time,{column}\n"
        '1,a,2024-01-01 10:00,1.23457E+18\n2,b,2024-01-01 10:00,"1,23457E+18"\n'
        "3,c,2024-01-01 10:00,77\n",
    )
    names = "root" if column == "conversation_id" else "parent"
    assert read.column("posts", names) == [None, None, "77"]
    assert any(f"{column} holds ids rounded" in warning for warning in read.warnings)
    assert read.column("posts", "kind").count("original") == (3 if names == "root" else 0)


def test_a_comma_is_no_thousand(tmp_path: Path) -> None:
    rows = "1;a;2024-01-01;1,5\n2;a;2024-01-01;1,234\n3;a;2024-01-01;12 345\n"
    read = table(tmp_path, "id;account;date;likes\n" + rows)
    assert read.column("engagement", "likes") == [1234, 12345]


def test_lengths_of_time_are_no_times(tmp_path: Path) -> None:
    lengths = pa.array([1_700_000_000, 5], pa.duration("s"))
    columns = {"id": ["1", "2"], "account": ["a", "b"], "time": lengths}
    pq.write_table(pa.table(columns), tmp_path / "posts.parquet")
    assert read_file(tmp_path / "posts.parquet").reasons == {"time not understood": 2}


def test_coortweet_never_reads_a_day_number_among_dates_as_1970(tmp_path: Path) -> None:
    """A value of another kind than the file's other times is refused, with its own reason."""
    path = tmp_path / "shares.csv"
    path.write_text(
        "object_id,account_id,content_id,timestamp_share\n"
        "p1,a,c1,2024-01-01 10:00:00\n"
        "p1,b,c2,2024-01-01 10:00:05\n"
        "p1,c,c3,45292.5\n"
        "p1,d,c4,\n",
        "utf-8",
    )
    read = read_file(path, "coortweet")
    assert [at.year for at in read.column("posts", "posted_at")] == [2024, 2024]
    assert dict(read.reasons) == {
        "a number where the file's other times are dates": 1,
        "no time": 1,
    }
