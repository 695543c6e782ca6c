"""yt-dlp's descriptions: posts and accounts go by the names that other tools give them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import Read, read_file

BASE = {"extractor": "x", "webpage_url": "https://example.org/", "title": "Clip", "timestamp": 1e9}


def read(tmp_path: Path, *infos: dict[str, Any]) -> Read:
    path = tmp_path / "clip.info.json"
    path.write_text("".join(json.dumps({**BASE, **info}) + "\n" for info in infos))
    return read_file(path)


@pytest.mark.parametrize(
    ("info", "post", "account", "platform"),
    [
        (
            {"extractor_key": "Youtube", "id": "abcdefghijk", "channel_id": "UC1"},
            "abcdefghijk",
            "UC1",
            "youtube",
        ),
        (
            {"extractor_key": "TikTok", "id": "73", "uploader": "who", "uploader_id": "6"},
            "73",
            "who",
            "tiktok",
        ),
        (
            {
                "extractor_key": "Twitter",
                "id": "999",  # of the clip
                "webpage_url": "https://twitter.com/who/status/123",
                "uploader_id": "who",
            },
            "123",
            "who",
            "x",
        ),
        (
            {
                "extractor_key": "Instagram",
                "id": "CabcdefGhij",
                "webpage_url": "https://www.instagram.com/p/CabcdefGhij/",
                "uploader_id": "55",
            },
            "CabcdefGhij",
            "55",
            "instagram",
        ),
        (
            {
                "extractor_key": "Bluesky",
                "id": "3kaa",
                "channel_id": "did:plc:a",
                "webpage_url": "https://bsky.app/profile/a.b/post/3kaa",
            },
            "at://did:plc:a/app.bsky.feed.post/3kaa",
            "did:plc:a",
            "bluesky",
        ),
        (
            {
                "extractor_key": "TelegramEmbed",
                "id": "613",
                "channel_id": "press",
                "webpage_url": "https://t.me/press/613",
            },
            "press/613",
            "press",
            "telegram",
        ),
        ({"extractor_key": "Rumble", "id": "v1", "uploader": "who"}, "v1", "who", "rumble"),
    ],
)  # fmt: skip
def test_a_clip_is_named_as_its_platform_names_posts(
    tmp_path: Path, info: dict[str, Any], post: str, account: str, platform: str
) -> None:
    (row,) = read(tmp_path, info).tables["posts"].to_pylist()
    assert (row["post"], row["account"], row["platform"]) == (post, account, platform)
    assert row["posted_at"] == datetime.fromtimestamp(1e9, UTC)
    assert row["time_precision"] == "second"


def test_a_clip_without_a_time_of_day_is_known_to_the_day(tmp_path: Path) -> None:
    info = {"extractor_key": "Youtube", "id": "v", "channel_id": "UC", "timestamp": None}
    (row,) = read(tmp_path, {**info, "upload_date": "20240131"}).tables["posts"].to_pylist()
    assert (row["posted_at"], row["time_precision"]) == (datetime(2024, 1, 31, tzinfo=UTC), "day")
    assert read(tmp_path, {**info, "upload_date": "soon"}).reasons == {"no time": 1}


def test_comments_stand_under_their_clip(tmp_path: Path) -> None:
    comments = [
        {"id": "c1", "author_id": "UC2", "text": "hi", "timestamp": 1e9, "parent": "root"},
        {"id": "c1.a", "author_id": "UC3", "text": "ho", "timestamp": 1e9, "parent": "c1"},
        {"id": "c2", "text": "nobody", "timestamp": 1e9, "parent": "root"},
    ]
    info = {"extractor_key": "Youtube", "id": "v", "channel_id": "UC", "comments": comments}
    found = read(tmp_path, info)
    rows = found.tables["posts"].to_pylist()
    shape = [(r["post"], r["account"], r["parent"], r["root"], r["venue"]) for r in rows]
    assert shape == [
        ("v", "UC", None, None, None),
        ("c1", "UC2", "v", "v", "UC"),
        ("c1.a", "UC3", "c1", "v", "UC"),
    ]
    # The site says "3 weeks ago".
    assert [row["time_precision"] for row in rows] == ["second", "estimated", "estimated"]
    assert found.reasons == {"no account": 1}


def test_a_list_of_clips_is_no_post(tmp_path: Path) -> None:
    info = {"extractor_key": "YoutubeTab", "id": "PL", "channel_id": "UC", "_type": "playlist"}
    assert read(tmp_path, info).reasons == {"a list of clips, not a clip": 1}
