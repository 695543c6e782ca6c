"""Samples of platforms' own JSON: Bluesky, Mastodon, Telegram, YouTube."""

from typing import Any

from sample import Sample

SECRET = "Jane Q. Realname"


def _bluesky(n: int, **record: Any) -> dict[str, Any]:
    return {
        "uri": f"at://did:plc:a{n}/app.bsky.feed.post/{n}",
        "cid": f"cid{n}",
        "author": {"did": f"did:plc:a{n}", "handle": f"h{n}.example", "displayName": SECRET},
        "record": {
            "$type": "app.bsky.feed.post",
            "createdAt": f"2025-01-01T00:00:0{n}.000Z",
            "text": f"Post {n} #tag https://example.org/{n}",
            "langs": ["en"],
            "facets": [
                {"features": [{"$type": "#link", "uri": f"https://example.org/{n}"}]},
                {"features": [{"$type": "#tag", "tag": "tag"}]},
            ],
            **record,
        },
        "likeCount": 1,
        "indexedAt": f"2025-01-01T00:00:0{n}.500Z",
    }


_BLUESKY = [
    _bluesky(0),
    _bluesky(1, reply={"root": {"uri": "at://x/y/0"}, "parent": {"uri": "at://did:plc:a0/y/0"}}),
    _bluesky(2, embed={"record": {"uri": "at://did:plc:a0/app.bsky.feed.post/0"}}),
]
_BLUESKY_EXPECTED: dict[str, Any] = {
    "posts": [
        (f"at://did:plc:a{n}/app.bsky.feed.post/{n}", f"did:plc:a{n}", kind)
        for n, kind in enumerate(["original", "reply", "quote"])
    ],
    "links": [f"https://example.org/{n}" for n in range(3)],
    "hashtags": ["tag"] * 3,
    "accounts": [f"did:plc:a{n}" for n in range(3)],
    "secrets": [SECRET],
}
_EVENTS = [
    {
        "did": "did:plc:a",
        "time_us": 1735689600_000000 + n,
        "kind": "commit",
        "commit": {
            "rev": "r",
            "operation": "create",
            "collection": f"app.bsky.feed.{sort}",
            "rkey": f"k{n}",
            "cid": "c",
            "record": {"createdAt": "2025-01-01T00:00:00Z", **record},
        },
    }
    for n, (sort, record) in enumerate(
        [
            ("post", {"text": "One https://example.org/0"}),
            ("repost", {"subject": {"uri": "at://did:plc:b/app.bsky.feed.post/1"}}),
            ("post", {"text": "Two", "tags": ["tag"]}),
        ]
    )
]


def _operation(n: int, **more: Any) -> dict[str, Any]:
    return {
        "did": f"did:plc:registered{n}",
        "operation": {
            "sig": "s",
            "prev": None,
            "type": "plc_operation",
            "services": {
                "atproto_pds": {
                    "type": "AtprotoPersonalDataServer",
                    "endpoint": f"https://PDS{n}.example",
                }
            },
            "alsoKnownAs": ["at://jane.realname.example"],
            "rotationKeys": ["did:key:zQ3shKey"],
            "verificationMethods": {"atproto": "did:key:zQ3shKey"},
            **more,
        },
        "cid": f"cid{n}",
        "nullified": False,
        "createdAt": f"2024-05-01T10:00:0{n}.000Z",
    }


def _status(n: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"10{n}",
        "uri": f"https://one.example/users/a{n}/statuses/10{n}",
        "created_at": f"2024-03-01T00:00:0{n}.000Z",
        "account": {
            "id": str(n),
            "username": f"a{n}",
            "acct": f"a{n}",
            "url": f"https://one.example/@a{n}",
            "display_name": SECRET,
            "fields": [{"name": "mail", "value": "jane@realname.example"}],
        },
        "content": f'<p>Hello <a href="https://example.org/{n}">there</a> &amp; '
        '<a class="mention hashtag" href="https://one.example/tags/x">#x</a></p>',
        "visibility": "public",
        "tags": [{"name": "x", "url": "https://one.example/tags/x"}],
        "mentions": [],
        "in_reply_to_id": None,
        "reblog": None,
        **more,
    }


def _comment(n: int, **more: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#comment",
        "id": f"c{n}",
        "snippet": {
            "authorDisplayName": SECRET,
            "authorChannelId": {"value": f"UC{n}"},
            "textOriginal": f"Comment {n} https://example.org/{n} #tag",
            "videoId": "v1",
            "channelId": "UCowner",
            "likeCount": 1,
            "publishedAt": f"2024-01-01T00:00:0{n}Z",
            "updatedAt": f"2024-01-01T00:00:0{n}Z",
            **more,
        },
    }


_COMMENTS: dict[str, Any] = {
    "posts": [(f"c{n}", f"UC{n}", "comment") for n in range(3)],
    "accounts": [f"UC{n}" for n in range(3)],
    "links": [f"https://example.org/{n}" for n in range(3)],
    "hashtags": ["tag"] * 3,
    "secrets": [SECRET],
}


def page(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": "list", "pageInfo": {"n": 3}, "items": rows}


_INFOS = [
    {
        "id": f"v{n}",
        "extractor": "youtube",
        "extractor_key": "Youtube",
        "webpage_url": f"https://www.youtube.com/watch?v=v{n}",
        "_type": "video",
        "channel_id": "UCowner",
        "uploader_id": "@owner",
        "uploader": SECRET,
        "title": f"Clip {n}",
        "description": f"https://example.org/{n}",
        "tags": ["tag"],
        "timestamp": 1_700_000_000 + n,
        "view_count": 12,
        "location": SECRET,
    }
    for n in range(3)
]
_INFOS_EXPECTED: dict[str, Any] = {
    "posts": [(f"v{n}", "UCowner", "original") for n in range(3)],
    "links": [f"https://example.org/{n}" for n in range(3)],
    "hashtags": ["tag"] * 3,
    "secrets": [SECRET],
}

JSON_SAMPLES = [
    Sample("yt-dlp", "ndjson", _INFOS, **_INFOS_EXPECTED),
    Sample("bluesky", "json", _BLUESKY, **_BLUESKY_EXPECTED, wrap=lambda rows: {"posts": rows}),
    Sample("bluesky", "ndjson", [{"post": post} for post in _BLUESKY], **_BLUESKY_EXPECTED),
    Sample(
        "bluesky-actors",
        "json",
        [{"did": f"did:plc:{n}", "handle": "h", "displayName": SECRET} for n in range(3)],
        accounts=[f"did:plc:{n}" for n in range(3)],
        secrets=[SECRET],
        wrap=lambda rows: {"uri": "at://x", "repostedBy": rows},
    ),
    Sample(
        "bluesky-jetstream",
        "ndjson",
        _EVENTS,
        posts=[
            ("at://did:plc:a/app.bsky.feed.post/k0", "did:plc:a", "original"),
            ("at://did:plc:a/app.bsky.feed.repost/k1", "did:plc:a", "repost"),
            ("at://did:plc:a/app.bsky.feed.post/k2", "did:plc:a", "original"),
        ],
        hashtags=["tag"],
    ),
    *(
        Sample(
            "plc-directory",
            shape,
            [_operation(n) for n in range(3)],
            accounts=[f"did:plc:registered{n}" for n in range(3)],
            secrets=["jane.realname.example", "zQ3shKey"],
        )
        for shape in ("ndjson", "json")
    ),
    Sample(
        "mastodon",
        "json",
        [_status(0), _status(1, in_reply_to_id="100"), _status(2)],
        posts=[
            (f"https://one.example/statuses/10{n}", f"a{n}@one.example", kind)
            for n, kind in enumerate(["original", "reply", "original"])
        ],
        accounts=[f"a{n}@one.example" for n in range(3)],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["x"] * 3,
        secrets=[SECRET, "realname"],
    ),
    Sample(
        "telegram",
        "json",
        [
            {
                "id": n,
                "type": "message",
                "date": f"2024-01-01T00:00:0{n}",
                "date_unixtime": f"{1704067200 + n}",
                "from": SECRET,
                "from_id": "channel77",
                "text": ["See ", {"type": "link", "text": f"https://example.org/{n}"}, " #tag"],
                **more,
            }
            for n, more in enumerate(
                [{}, {"forwarded_from": "Another channel"}, {"reply_to_message_id": 0}]
            )
        ],
        posts=[("77/0", "77", "original"), ("77/1", "77", "repost"), ("77/2", "77", "reply")],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
        wrap=lambda rows: {"name": "A", "type": "public_channel", "id": 77, "messages": rows},
    ),
    Sample(
        "youtube-threads",
        "json",
        [
            {
                "id": f"c{n}",
                "snippet": {
                    "videoId": "v1",
                    "channelId": "UCowner",
                    "totalReplyCount": 0,
                    "topLevelComment": _comment(n),
                },
            }
            for n in range(3)
        ],
        **_COMMENTS,
        wrap=page,
    ),
    Sample("youtube-comments", "json", [_comment(n) for n in range(3)], **_COMMENTS, wrap=page),
    Sample(
        "youtube-videos",
        "json",
        [
            {
                "id": f"v{n}" if n else {"kind": "youtube#video", "videoId": "v0"},
                "snippet": {
                    "channelId": "UCowner",
                    "title": f"Video {n}",
                    "description": f"https://example.org/{n}",
                    "publishedAt": f"2024-01-01T00:00:0{n}Z",
                    "tags": ["tag"],
                },
                "statistics": {"viewCount": "12", "likeCount": "3"},
                "recordingDetails": {"locationDescription": SECRET},
            }
            for n in range(3)
        ],
        posts=[(f"v{n}", "UCowner", "original") for n in range(3)],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
        wrap=page,
    ),
    Sample(
        "youtube-channels",
        "json",
        [
            {
                "id": f"UC{n}",
                "snippet": {"title": SECRET, "description": "A bio", "customUrl": "@handle"},
                "statistics": {"subscriberCount": "5", "videoCount": "1"},
            }
            for n in range(3)
        ],
        accounts=[f"UC{n}" for n in range(3)],
        secrets=[SECRET],
        wrap=page,
    ),
]
