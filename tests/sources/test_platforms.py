"""What single platforms' formats promise beyond the shared suite."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from reading import Read, read_file
from samples import SAMPLES
from samples_captures import captured, tweet
from samples_json import _comment, _status

from demasque.case import CaseStore
from demasque.errors import DemasqueError
from demasque.ingest import add_files
from demasque.sources.mapping import nested
from demasque.sources.mapping.html_text import words_and_links
from demasque.sources.readers.salvage import closed_after_last_item
from demasque.traces.answers import REPOST
from demasque.traces.trace_kind import Extraction


def read_json(tmp_path: Path, value: Any, named: str | None = None) -> Read:
    path = tmp_path / "export"
    path.write_text(json.dumps(value))
    return read_file(path, named)


def read_lines(tmp_path: Path, rows: list[Any]) -> Read:
    path = tmp_path / "export"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_file(path)


def test_replies_that_a_comment_thread_lacks_are_said(tmp_path: Path) -> None:
    thread = {
        "id": "c0",
        "snippet": {
            "videoId": "v",
            "channelId": "UCo",
            "totalReplyCount": 7,
            "topLevelComment": _comment(0),
        },
        "replies": {"comments": [_comment(1, parentId="c0"), _comment(2, parentId="c0")]},
    }
    path = tmp_path / "threads.json"
    path.write_text(json.dumps({"items": [thread]}))
    with CaseStore.create(tmp_path / "case") as store:
        (intake,) = add_files(store, [path])
    assert intake.posts == 3
    assert any("lacks 5 replies" in sentence for sentence in intake.warnings)
    read = read_file(path)
    assert read.column("posts", "parent") == ["v1", "c0", "c0"]
    assert set(read.column("posts", "venue")) == {"UCowner"}


@pytest.mark.parametrize("edit_first", [True, False])
def test_the_latest_edit_of_a_status_wins_wherever_it_stands(
    tmp_path: Path, edit_first: bool
) -> None:
    before = _status(0)
    after = _status(0, content="<p>Corrected</p>", edited_at="2024-03-02T00:00:00.000Z")
    rows = [after, before] if edit_first else [before, after]
    read = read_json(tmp_path, [*rows, _status(1)])
    assert read.column("posts", "text")[0] == "Corrected"
    assert read.tables["posts"].num_rows == 2
    assert sum(read.reasons.values()) == 1


def test_an_edited_comment_is_kept_in_its_latest_form(tmp_path: Path) -> None:
    edited = _comment(0, textOriginal="Now", updatedAt="2024-02-01T00:00:00Z")
    read = read_json(tmp_path, {"items": [_comment(0), edited]})
    assert read.column("posts", "text") == ["Now"]


def test_a_deletion_is_a_notice_and_no_rejected_row(tmp_path: Path) -> None:
    rows = next(s for s in SAMPLES if s.source == "bluesky-jetstream").rows
    gone = json.loads(json.dumps(rows[0]))
    gone["commit"] = {k: gone["commit"][k] for k in ("collection", "rkey", "rev")}
    gone["commit"]["operation"] = "delete"
    read = read_lines(tmp_path, [*rows, gone])
    assert read.tables["posts"].num_rows == 3
    assert not read.reasons
    assert read.column("deletions", "post") == read.column("posts", "post")[:1]


def test_a_forged_time_of_jetstream_gives_way_to_when_it_passed(tmp_path: Path) -> None:
    rows = json.loads(json.dumps(next(s for s in SAMPLES if s.source == "bluesky-jetstream").rows))
    rows[0]["commit"]["record"]["createdAt"] = "2019-01-01T00:00:00Z"
    assert read_lines(tmp_path, rows).column("posts", "posted_at")[0].year == 2025


def test_statuses_for_followers_are_not_kept(tmp_path: Path) -> None:
    read = read_json(tmp_path, [_status(0), _status(1, visibility="private")])
    assert read.tables["posts"].num_rows == 1
    assert list(read.reasons) == ["a status that is not public"]


def test_a_boost_of_a_quote_brings_both_along(tmp_path: Path) -> None:
    quoting = _status(1, quote={"state": "accepted", "quoted_status": _status(2)})
    read = read_json(tmp_path, [_status(0, reblog=quoting, content="")])
    assert read.column("posts", "kind") == ["repost", "quote", "original"]
    parents = [f"https://one.example/statuses/10{n}" for n in (1, 2)]
    assert read.column("posts", "parent") == [*parents, None]


def test_a_boost_repeats_the_boosted_status(tmp_path: Path) -> None:
    read = read_json(tmp_path, [_status(1, reblog=_status(0), content="")])
    kinds = dict(zip(read.column("posts", "kind"), read.column("posts", "parent"), strict=True))
    assert kinds == {"repost": "https://one.example/statuses/100", "original": None}


@pytest.mark.parametrize(
    "kind", ["personal_chat", "private_group", "public_supergroup", "saved_messages", "bot_chat"]
)
def test_telegram_chats_are_refused(tmp_path: Path, kind: str) -> None:
    rows = next(s for s in SAMPLES if s.source == "telegram").rows
    with pytest.raises(DemasqueError, match="public channels only"):
        read_json(tmp_path, {"name": "A", "type": kind, "id": 1, "messages": rows})


@pytest.mark.parametrize(
    "content",
    [
        b'{"participants": [{"name": "A"}], "messages": [{"sender_name": "A", "content": "hi"}]}',
        b'{"dmConversation": {"messages": []}}',
        b'window.YTD.direct_messages.part0 = [{"dmConversation": {}}]',
        b"12/31/20, 9:41 PM - Ann: hello\n12/31/20, 9:42 PM - Bob: hi\n",
        b"[31.12.20, 21:41:05] Ann: hello\n",
        b"CONVERSATION ID,CONVERSATION TITLE,FROM,TO,DATE,CONTENT\n1,x,a,b,2024-01-01,hi\n",
        b'{"guild": {}, "channel": {"type": "DirectTextChat"}, "messages": [{"id": "1"}]}',
        b'{"chats": {"list": [{"type": "personal_chat"}]}, "personal_information": {}}',
    ],
)
def test_private_messages_are_refused_and_not_stored(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "messages"
    path.write_bytes(content)
    with CaseStore.create(tmp_path / "case") as store:
        (intake,) = add_files(store, [path])
        assert intake.problem is not None
        assert "public" in intake.problem
        assert not store.evidence.files()


def test_comments_without_authors_are_words_only(tmp_path: Path) -> None:
    rows = list(next(s for s in SAMPLES if s.source == "tiktok-comments").rows)
    path = tmp_path / "comments.json"
    path.write_text(json.dumps({"data": {"comments": rows}}))
    with CaseStore.create(tmp_path / "case") as store:
        (intake,) = add_files(store, [path])
        precisions = store.sql("SELECT DISTINCT time_precision FROM posts").to_pylist()
    assert any("no author" in sentence for sentence in intake.warnings)
    assert precisions == [{"time_precision": "estimated"}]
    read = read_file(path)
    assert len(set(read.column("posts", "account"))) == len(rows)


def test_linkedin_times_are_estimated_from_the_capture(tmp_path: Path) -> None:
    sample = next(s for s in SAMPLES if s.posts and s.posts[0][1].startswith("company/"))
    read = read_lines(tmp_path, list(sample.rows))
    assert set(read.column("posts", "time_precision")) == {"estimated"}
    assert {at.date().isoformat() for at in read.column("posts", "posted_at")} == {"2023-12-19"}


def test_captures_of_other_platforms_are_rejected_line_by_line(tmp_path: Path) -> None:
    rows = captured("douyin.com", [{"aweme_id": "1"}, {"aweme_id": "2"}])
    read = read_lines(tmp_path, rows)
    assert sum(read.reasons.values()) == 2


def test_4cat_ndjson_keeps_the_envelope_inside(tmp_path: Path) -> None:
    sample = next(s for s in SAMPLES if s.source == "zeeschuimer")
    rows = [
        {**row["data"], "__import_meta": {k: v for k, v in row.items() if k != "data"}}
        for row in sample.rows
    ]
    read = read_lines(tmp_path, rows)
    assert read.source == "zeeschuimer"
    assert read.column("posts", "post") == [post for post, _, _ in sample.posts]


def test_times_to_the_minute_stay_so(tmp_path: Path) -> None:
    sample = next(s for s in SAMPLES if s.source == "x-archive")
    path = tmp_path / "archive.csv"
    path.write_bytes(sample.write())
    assert set(read_file(path).column("posts", "time_precision")) == {"minute"}


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss><item><a>&a;</a></item></rss>',
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><rss><item/></rss>',
    ],
)
def test_feeds_that_define_entities_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(content)
    with pytest.raises(DemasqueError, match="was not read"):
        read_file(path)


def test_a_saved_web_page_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!DOCTYPE html><html><body>hello</body></html>")
    with pytest.raises(DemasqueError, match="saved web page"):
        read_file(path)


def test_the_nearest_formats_are_named_with_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "unknown.csv"
    path.write_text(
        "tweetid,userid_new,when_it_was,tweet_text,is_retweet,retweet_userid\n1,2,3,4,5,6\n"
    )
    with pytest.raises(DemasqueError) as caught:
        read_file(path)
    said = str(caught.value)
    assert "Columns found: tweetid" in said
    assert "Nearest known formats: x-archive (missing: tweet_time, userid)" in said
    assert "--map" in said
    assert said.count("(missing:") <= 3


def test_every_sample_in_one_folder_finds_its_own_format(tmp_path: Path) -> None:
    files = []
    for number, sample in enumerate(SAMPLES):
        files.append(tmp_path / f"{number:02}")
        files[-1].write_bytes(sample.write())
    with CaseStore.create(tmp_path / "case") as store:
        intakes = add_files(store, files)
    assert [intake.problem for intake in intakes if intake.problem] == []
    assert [i.source for i in intakes if not i.already] == [
        s.source for s, i in zip(SAMPLES, intakes, strict=True) if not i.already
    ]


def test_a_post_that_stands_twice_is_one_post(tmp_path: Path) -> None:
    # CooRTweet says one post in several rows, so that a row that stands twice is no second post.
    one_row = [s for s in SAMPLES if s.source != "coortweet"]
    twice = [sample for sample in one_row if sample.posts and sample.shape != "xml"]
    files = []
    for number, sample in enumerate(twice):
        files.append(tmp_path / f"{number}")
        files[-1].write_bytes(sample.write([*sample.rows, *sample.rows]))
    with CaseStore.create(tmp_path / "case") as store:
        intakes = add_files(store, files)
        rows = store.sql("SELECT count(*) AS n, count(DISTINCT post) AS d FROM posts").to_pylist()
    assert rows[0]["n"] == rows[0]["d"]
    for intake, sample in zip(intakes, twice, strict=True):
        assert intake.already or len(sample.posts) <= intake.duplicates, sample.name


def test_a_cut_document_keeps_its_page_around_the_whole_items() -> None:
    assert closed_after_last_item('{"a": {"items": [{"n": 1}, {"n": 2}, {"n') == (
        '{"a": {"items": [{"n": 1}, {"n": 2}]}}'
    )
    assert closed_after_last_item('[{"t": "a]b"}, {"t": "') == '[{"t": "a]b"}]'
    assert closed_after_last_item('{"items": [{"n"') is None
    assert closed_after_last_item("]") is None


def test_html_becomes_words_and_links() -> None:
    html = '<p>One &lt;two&gt;<br>three <a href="https://e.org/?a=1&amp;b=2">x</a></p><p>@you</p>'
    assert words_and_links(html) == ("One <two>\nthree x\n@you", ["https://e.org/?a=1&b=2"])
    assert words_and_links("<![broken <a href=") == words_and_links("<![broken <a href=")


def test_of_an_edited_post_of_x_the_first_version_gives_way_too(tmp_path: Path) -> None:
    first = {"id": "2102", "author_id": "7", "created_at": "2024-01-01T10:00:00Z",
             "text": "teh &amp; words", "edit_history_tweet_ids": ["2102"],
             "public_metrics": {"like_count": 1}}  # fmt: skip
    later = first | {"id": "2103", "text": "the &amp; words",
                     "edit_history_tweet_ids": ["2102", "2103"]}  # fmt: skip
    for order in ([first, later], [later, first]):
        read = read_lines(tmp_path, order)
        assert read.column("posts", "post") == ["2102"]
        assert read.column("posts", "text") == ["the & words"]


def status(author: str, number: int, **more: object) -> dict[str, object]:
    account = {"id": f"9{number}", "acct": author, "username": author,
               "url": f"https://m.example/@{author}"}  # fmt: skip
    return {"id": str(number), "uri": f"https://m.example/users/{author}/statuses/{number}",
            "created_at": "2024-01-01T10:00:00Z", "content": "<p>words</p>",
            "visibility": "public", "account": account} | more  # fmt: skip


def test_an_answer_on_mastodon_finds_what_and_whom_it_answers(tmp_path: Path) -> None:
    bob = {"id": "91", "acct": "bob", "username": "bob", "url": "https://m.example/@bob"}
    answer = status("ann", 2, in_reply_to_id="1", in_reply_to_account_id="91", mentions=[bob])
    read = read_lines(tmp_path, [status("bob", 1), answer])
    assert read.column("posts", "parent") == [None, read.column("posts", "post")[0]]
    assert read.column("posts", "venue") == [None, read.column("posts", "account")[0]]
    assert read.column("mentions", "account") == [read.column("posts", "account")[0]]


def test_entries_of_lists_are_no_videos(tmp_path: Path) -> None:
    snippet = {
        "channelId": "UC1",
        "title": "A &#39;title&#39;",
        "publishedAt": "2024-01-01T10:00:00Z",
    }
    items = [
        {
            "kind": f"youtube#{kind}",
            "id": f"v{n}",
            "snippet": snippet,
            "statistics": {"viewCount": "1"},
        }
        for n, kind in enumerate(["video", "playlistItem", "activity"])
    ]
    path = tmp_path / "videos.json"
    path.write_text(json.dumps({"kind": "youtube#videoListResponse", "items": items}))
    read = read_file(path)
    assert read.column("posts", "post") == ["v0"]
    assert read.column("posts", "text") == ["A 'title'"]
    assert read.reasons == {"an entry of a list or an activity, not a video": 2}


def test_a_comment_of_reddit_is_read_as_it_was_written(tmp_path: Path) -> None:
    comment = {"id": "c1", "author": "ann", "body": "a &amp; b &lt;3 &amp;lt;", "score": 1,
               "created_utc": 1_700_000_000, "link_id": "t3_x", "parent_id": "t3_x",
               "subreddit": "s"}  # fmt: skip
    read = read_lines(tmp_path, [comment, comment | {"id": "c2", "body": "[removed]"}])
    assert read.column("posts", "text") == ["a & b <3 &lt;", None]


def test_a_channel_of_telegram_that_is_gone_is_still_forwarded_from(tmp_path: Path) -> None:
    message = {
        "id": 5,
        "type": "message",
        "date_unixtime": "1704103200",
        "date": "2024-01-01T10:00:00",
        "text": ["see ", {"type": "mention_name", "text": "Jean Tremblay", "user_id": 3}],
    }
    gone = message | {"id": 6, "forwarded_from": None}
    beyond = message | {"id": 7, "reply_to_message_id": 2, "reply_to_peer_id": "channel88"}
    chat = {"name": "C", "type": "public_channel", "id": 77, "messages": [message, gone, beyond]}
    path = tmp_path / "result.json"
    path.write_text(json.dumps(chat))
    read = read_file(path)
    assert read.column("posts", "kind") == ["original", "repost", "reply"]
    assert read.column("posts", "parent") == [None, None, "88/2"]
    assert "Tremblay" not in str(read.column("posts", "text"))


@pytest.mark.parametrize(
    ("record", "where"),
    [(status("bob", 1), "visibility"), (status("bob", 1), "uri"), (status("bob", 1), "account")],
)
def test_a_field_of_another_type_costs_its_row_and_no_other(tmp_path: Path, record, where) -> None:
    for odd in ({"x": 1}, ["x"], 7.5):
        read = read_lines(tmp_path, [status("ann", 2), record | {where: odd}])
        assert read.column("posts", "account")[0] == "ann@m.example"


def test_a_renamed_field_opens_no_door_to_what_is_private(tmp_path: Path) -> None:
    """Read as any table, a file of statuses would keep those that are for named people only."""
    rows = []
    for n, visibility in enumerate(["public", "direct"]):
        row = status("bob", n, visibility=visibility, language="en", url="u", mentions=[], tags=[],
                     replies_count=1, reblogs_count=2, favourites_count=3)  # fmt: skip
        account = row["account"] | {"followers_count": 5}
        account["username2"] = account.pop("acct")
        rows.append(row | {"account": account})
    path = tmp_path / "statuses.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with CaseStore.create(tmp_path / "case") as case:
        (intake,) = add_files(case, [path])
        assert intake.problem is not None
        assert "looks like format mastodon" in intake.problem
        assert case.sql("SELECT 1 FROM posts").num_rows == 0
        assert len(case.evidence.files()) == 1


@pytest.mark.parametrize(
    ("said", "day"),
    [("2 weeks ago •", "2023-12-19"), ("14 j", "2023-12-19"), ("3 semaines", "2023-12-12"),
     ("1 Monat", "2023-12-02"), ("Just now", "2024-01-02"), ("", "2024-01-02")],
)  # fmt: skip
def test_linkedin_says_how_long_ago_in_words(tmp_path: Path, said: str, day: str) -> None:
    sample = next(s for s in SAMPLES if s.posts and s.posts[0][1].startswith("company/"))
    rows = json.loads(json.dumps(list(sample.rows)))
    for row in rows:
        row["data"]["actor"]["subDescription"]["text"] = said
    read = read_lines(tmp_path, rows)
    assert {at.date().isoformat() for at in read.column("posts", "posted_at")} == {day}
    assert set(read.column("posts", "time_precision")) == {"estimated"}


def test_a_repost_of_an_edited_post_of_x_finds_it(tmp_path: Path) -> None:
    edited = {"id": "7202", "author_id": "1", "created_at": "2024-01-01T10:00:00Z", "text": "words",
              "edit_history_tweet_ids": ["7201", "7202"]}  # fmt: skip
    repost = {"id": "7300", "author_id": "2", "created_at": "2024-01-01T11:00:00Z", "text": "RT",
              "edit_history_tweet_ids": ["7300"],
              "referenced_tweets": [{"type": "retweeted", "id": "7202"}]}  # fmt: skip
    page = {"data": [repost], "includes": {"tweets": [edited]}, "meta": {"result_count": 1}}
    read = read_json(tmp_path, page)
    found = dict(zip(*(read.column("posts", name) for name in ("post", "parent")), strict=True))
    assert found == {"7300": "7201", "7201": None}


def test_what_a_mapping_raises_costs_its_row_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(item: dict[str, Any]) -> str:
        raise TypeError(item["id"])

    rows = [_status(0), _status(1)]
    path = tmp_path / "statuses.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr("demasque.sources.formats.platforms.mastodon._quoted", fail)
    with CaseStore.create(tmp_path / "case") as case:
        (intake,) = add_files(case, [path])
    assert intake.problem is None
    assert dict(intake.rejected) == {nested.UNEXPECTED: 2}


def channel(*messages: dict[str, Any], number: int = 77) -> dict[str, Any]:
    rows = [
        {"id": n, "type": "message", "date": "2024-01-01", "text": "Words", **more}
        for n, more in enumerate(messages)
    ]
    return {"name": "A", "type": "public_channel", "id": number, "messages": rows}


def test_a_forward_keeps_the_channel_that_it_came_from(tmp_path: Path) -> None:
    read = read_json(
        tmp_path,
        channel(
            {"forwarded_from": "Jane", "forwarded_from_id": "channel88"},
            {"forwarded_from": "Jane", "forwarded_from_id": "user99"},
            {"forwarded_from": "Jane"},
            {"forwarded_from": None, "forwarded_from_id": "channel88", "text": "Hi @someone"},
        ),
    )
    assert read.column("posts", "kind") == ["repost"] * 4
    # The export does not say which message it was: no post is invented.
    assert read.column("posts", "parent") == [None] * 4
    mentions = zip(read.column("mentions", "post"), read.column("mentions", "account"), strict=True)
    assert list(mentions) == [("77/0", "88"), ("77/3", "88"), ("77/3", "someone")]
    assert "Jane" not in str([table.to_pydict() for table in read.tables.values()])


def test_forwards_of_one_message_are_reposts_of_one_post_and_of_two_are_not(tmp_path: Path) -> None:
    def forward(message: int, **more: Any) -> dict[str, Any]:
        return {"forwarded_from_id": "channel88", "forwarded_from_message_id": message, **more}

    rows = channel(forward(5), forward(6), forward(5, reply_to_message_id=1), {"text": "Own"})
    read = read_json(tmp_path, rows)
    assert read.column("posts", "parent") == ["88/5", "88/6", "88/5", None]
    # The same names as the channel's own export uses.
    own = read_json(tmp_path, channel({"id": 5}, number=88))
    assert own.column("posts", "post") == ["88/5"]
    assert own.column("posts", "account") == ["88"]


def test_channels_that_forward_one_message_leave_one_trace(tmp_path: Path) -> None:
    def export(number: int, *texts: str) -> Path:
        named = {"forwarded_from_id": "channel88"}
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(channel(*({**named, "text": t} for t in texts), number=number)))
        return path

    with CaseStore.create(tmp_path / "case") as store:
        add_files(
            store, [export(1, "Read this today", "Good"), export(2, "Read this today", "Bad")]
        )
        found = list(REPOST.find(Extraction(store)))
    values = pa.concat_tables(found)["value"].to_pylist()
    assert sorted(values.count(value) for value in set(values)) == [1, 1, 2]


def test_an_answer_names_a_message_of_its_own_or_of_another_channel(tmp_path: Path) -> None:
    read = read_json(
        tmp_path,
        channel(
            {"reply_to_message_id": 4}, {"reply_to_message_id": 4, "reply_to_peer_id": "channel9"}
        ),
    )
    assert read.column("posts", "parent") == ["77/4", "9/4"]


def tiktok_comment(cid: int, **more: Any) -> dict[str, Any]:
    user = {"unique_id": f"user{cid}"}
    row = {
        "cid": f"{cid}",
        "aweme_id": "77",
        "reply_id": "0",
        "create_time": 1704067200,
        "text": "x",
    }
    return {**row, "user": user, **more}


def test_an_answer_to_an_answer_on_tiktok_names_the_answer(tmp_path: Path) -> None:
    rows = [
        tiktok_comment(1, reply_to_reply_id="0"),
        tiktok_comment(2, reply_id="1", reply_to_reply_id="0"),
        tiktok_comment(3, reply_id="1", reply_to_reply_id="2"),
        tiktok_comment(4, reply_id="1"),
    ]
    read = read_lines(tmp_path, captured("tiktok-comments", rows))
    assert read.column("posts", "parent") == ["77", "1", "2", "1"]
    assert read.column("posts", "root") == ["77"] * 4


def test_the_research_api_names_the_comment_that_is_answered(tmp_path: Path) -> None:
    row = {"video_id": 7300, "text": "wow", "create_time": 1704067200}
    comments = [{**row, "id": 1}, {**row, "id": 2, "parent_comment_id": 1}]
    comments += [{**row, "id": 3, "parent_comment_id": 0}]
    read = read_json(tmp_path, {"data": {"comments": comments}})
    assert read.column("posts", "parent") == ["7300", "1", "7300"]


_PARAGRAPHS = {
    "Paragraph:p0": {
        "text": "See this",
        "markups": [{"type": "A", "href": "https://example.org/1"}],
    },
    "Paragraph:p1": {"text": "and that", "markups": []},
}
_NEW_CACHE = {
    "User:u1": {"username": "writer"},
    "Post:abc": {
        "id": "abc", "title": "Essay", "firstPublishedAt": 1704067200000,
        "creator": {"__ref": "User:u1"}, "tags": [{"__ref": "Tag:vote"}],
        "inResponseToPostResult": {"__ref": "Post:first"},
        'content({"postMeteringOptions":{}})': {
            "bodyModel": {"paragraphs": [{"__ref": name} for name in (*_PARAGRAPHS, "gone")]}
        },
    },
    **_PARAGRAPHS,
}  # fmt: skip
_OLD_CACHE = {
    "User:u1": {"username": "writer"},
    "Post:abc": {
        "id": "abc", "title": "Essay", "firstPublishedAt": 1704067200000,
        "creator": {"type": "id", "id": "User:u1"}, "tags": [{"type": "id", "id": "Tag:vote"}],
        "inResponseToPostResult": {"type": "id", "id": "Post:first"},
        "content({})": {"type": "id", "generated": True, "id": "$Post:abc.content({})"},
    },
    "$Post:abc.content({})": {"bodyModel": {"type": "id", "id": "$Post:abc.content({}).bodyModel"}},
    "$Post:abc.content({}).bodyModel": {
        "paragraphs": [{"type": "id", "id": name} for name in _PARAGRAPHS]
    },
    **_PARAGRAPHS,
    "Paragraph:p0": {"text": "See this", "markups": [{"type": "id", "id": "$p0.markups.0"}]},
    "$p0.markups.0": {"type": "A", "href": "https://example.org/1"},
}  # fmt: skip


@pytest.mark.parametrize("cache", [_NEW_CACHE, _OLD_CACHE], ids=["new", "old"])
def test_a_page_of_medium_is_read_with_the_paragraphs_that_it_refers_to(
    tmp_path: Path, cache: dict[str, Any]
) -> None:
    read = read_json(tmp_path, cache)
    assert read.source == "medium-json"
    assert read.column("posts", "text") == ["Essay\nSee this\nand that"]
    assert read.column("posts", "account") == ["writer"]
    assert read.column("posts", "parent") == ["first"]
    assert read.column("links", "url") == ["https://example.org/1"]
    assert read.column("hashtags", "tag") == ["vote"]


def _tweet_rows(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return captured("twitter.com", list(rows))


def test_what_a_captured_tweet_quotes_is_a_post_of_its_own(tmp_path: Path) -> None:
    quoted = tweet(2, full_text="The quoted words")
    quoting = {**tweet(1, quoted_status_id_str="2"), "quoted_status_result": {"result": quoted}}
    hidden = {"result": {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "gone"}}}}
    lost = {**tweet(3, quoted_status_id_str="9"), "quoted_status_result": hidden}
    read = read_lines(tmp_path, _tweet_rows(quoting, lost))
    posts = read.tables["posts"].select(["post", "account", "kind", "parent", "text"]).to_pylist()
    assert [tuple(post.values()) for post in posts] == [
        ("1", "101", "quote", "2", "Look #tag"),
        ("2", "102", "original", None, "The quoted words"),
        ("3", "103", "quote", "9", "Look #tag"),
    ]
    assert read.rows == 2
    assert not read.reasons
    assert read.column("posts", "source_line") == [1, 1, 2]
    assert "102" in read.column("accounts", "account")


def test_a_captured_retweet_of_a_quote_brings_each_along_once(tmp_path: Path) -> None:
    quoted = {"__typename": "TweetWithVisibilityResults", "tweet": tweet(3)}
    quoting = {**tweet(2, quoted_status_id_str="3"), "quoted_status_result": {"result": quoted}}
    retweet = tweet(1, quoted_status_id_str="3", retweeted_status_result={"result": quoting})
    retweet["quoted_status_result"] = {"result": quoted}
    read = read_lines(tmp_path, _tweet_rows(retweet))
    kinds = dict(zip(read.column("posts", "post"), read.column("posts", "kind"), strict=True))
    assert kinds == {"1": "repost", "2": "quote", "3": "original"}
    assert read.column("posts", "parent") == ["2", "3", None]
    assert read.tables["posts"].num_rows == 3


def test_what_is_captured_beside_and_by_itself_is_one_post(tmp_path: Path) -> None:
    quoting = {**tweet(1, quoted_status_id_str="2"), "quoted_status_result": {"result": tweet(2)}}
    path = tmp_path / "capture.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in _tweet_rows(quoting, tweet(2))))
    with CaseStore.create(tmp_path / "case") as store:
        (intake,) = add_files(store, [path])
        assert store.sql(
            "SELECT count(*) AS n, count(DISTINCT post) AS d FROM posts"
        ).to_pylist() == [{"n": 2, "d": 2}]
        assert store.sql("SELECT count(*) AS n FROM links")["n"][0].as_py() == 2
    assert intake.rows == 2


@pytest.mark.parametrize("platform", ["truthsocial.com", "gab.com"])
def test_what_a_captured_status_boosts_is_a_post_of_its_own(tmp_path: Path, platform: str) -> None:
    def status(n: int, **more: Any) -> dict[str, Any]:
        account = {"acct": f"a{n}", "username": f"a{n}"}
        at = f"2024-01-01T00:00:0{n}.000Z"
        return {
            "id": f"{n}",
            "created_at": at,
            "account": account,
            "content": f"<p>W{n}</p>",
            **more,
        }

    rows = [status(1, reblog=status(2), content=""), status(3, reblog={"account": {"acct": "x"}})]
    read = read_lines(tmp_path, captured(platform, rows))
    posts = read.tables["posts"].select(["post", "account", "kind", "parent", "text"]).to_pylist()
    assert [tuple(post.values()) for post in posts] == [
        ("1", "a1", "repost", "2", None), ("2", "a2", "original", None, "W2"),
        ("3", "a3", "repost", None, "W3"),
    ]  # fmt: skip
    assert len(set(read.column("posts", "platform"))) == 1
    assert read.rows == 2
    assert not read.reasons
