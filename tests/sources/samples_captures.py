"""Samples of what Zeeschuimer captures, one per platform."""

from typing import Any

from sample import Sample

SECRET = "Jane Q. Realname"


def captured(platform: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "nav_index": "1:0",
            "item_id": f"i{n}",
            "timestamp_collected": 1704153600000,
            "source_platform": platform,
            "source_platform_url": "https://example.org",
            "user_agent": "Firefox",
            "data": row,
        }
        for n, row in enumerate(rows)
    ]


def tweet(n: int, **legacy: Any) -> dict[str, Any]:
    return {
        "rest_id": f"{n}",
        "core": {
            "user_results": {
                "result": {"rest_id": f"10{n}", "legacy": {"screen_name": "s", "name": SECRET}}
            }
        },
        "legacy": {
            "created_at": f"Mon Jan 01 00:00:0{n} +0000 2024",
            "full_text": "Look #tag",
            "user_id_str": f"10{n}",
            "conversation_id_str": f"{n}",
            "entities": {
                "hashtags": [{"text": "tag"}],
                "urls": [{"expanded_url": f"https://example.org/{n}"}],
                "user_mentions": [],
            },
            **legacy,
        },
    }


CAPTURE_SAMPLES = [
    Sample(
        "zeeschuimer",
        "ndjson",
        captured(
            "tiktok.com",
            [
                {
                    "id": f"{n}",
                    "desc": "Dance #tag",
                    "createTime": 1704067200 + n,
                    "author": {"uniqueId": f"user{n}", "nickname": SECRET, "id": "9"},
                    "authorStats": {"followerCount": 3},
                    "stats": {"diggCount": 1},
                    "textExtra": [{"hashtagName": "tag"}],
                }
                for n in range(3)
            ],
        ),
        posts=[(f"{n}", f"user{n}", "original") for n in range(3)],
        accounts=[f"user{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
    ),
    Sample(
        "zeeschuimer",
        "ndjson",
        captured(
            "tiktok-comments",
            [
                {
                    "cid": f"{n}",
                    "aweme_id": "77",
                    "reply_id": "0",
                    "text": "wow",
                    "create_time": 1704067200 + n,
                    "user": {"unique_id": f"user{n}", "nickname": SECRET},
                }
                for n in range(3)
            ],
        ),
        posts=[(f"{n}", f"user{n}", "comment") for n in range(3)],
        accounts=[f"user{n}" for n in range(3)],
        secrets=[SECRET],
    ),
    Sample(
        "zeeschuimer",
        "ndjson",
        captured("twitter.com", [tweet(0), tweet(1, in_reply_to_status_id_str="0"), tweet(2)]),
        posts=[("0", "100", "original"), ("1", "101", "reply"), ("2", "102", "original")],
        accounts=["100", "101", "102"],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
    ),
    Sample(
        "zeeschuimer",
        "ndjson",
        captured(
            "instagram.com",
            [
                {
                    "code": f"c{n}",
                    "taken_at": 1704067200 + n,
                    "user": {"pk": f"{n}", "username": "u", "full_name": SECRET},
                    "caption": {"text": "Look #tag"},
                    "location": {"name": "Secretville"},
                }
                for n in range(3)
            ],
        ),
        posts=[(f"c{n}", f"{n}", "original") for n in range(3)],
        accounts=["0", "1", "2"],
        hashtags=["tag"] * 3,
        secrets=[SECRET, "Secretville"],
    ),
    Sample(
        "zeeschuimer",
        "ndjson",
        captured(
            "threads.net",
            [
                {
                    "code": f"c{n}",
                    "taken_at": 1704067200 + n,
                    "user": {"username": f"u{n}"},
                    "caption": {"text": "Look #tag"},
                    "text_post_app_info": {
                        "link_preview_attachment": {
                            "url": f"https://l.threads.com/?u=https%3A%2F%2Fexample.org%2F{n}"
                        }
                    },
                }
                for n in range(3)
            ],
        ),
        posts=[(f"c{n}", f"u{n}", "original") for n in range(3)],
        accounts=["u0", "u1", "u2"],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
    ),
    Sample(
        "zeeschuimer",
        "ndjson",
        captured(
            "linkedin.com",
            [
                {
                    "updateMetadata": {"urn": f"urn:li:activity:70{n}"},
                    "actor": {
                        "name": {"text": SECRET},
                        "navigationContext": {
                            "actionTarget": f"https://www.linkedin.com/company/firm{n}?trk=x"
                        },
                        "subDescription": {"text": "2w • Edited"},
                    },
                    "commentary": {"text": {"text": f"We hire #tag https://example.org/{n}"}},
                    "content": None,
                }
                for n in range(3)
            ],
        ),
        posts=[(f"70{n}", f"company/firm{n}", "original") for n in range(3)],
        accounts=[f"company/firm{n}" for n in range(3)],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
    ),
    Sample(
        "zeeschuimer",
        "ndjson",
        captured(
            "truthsocial.com",
            [
                {
                    "id": f"{n}",
                    "created_at": f"2024-01-01T00:00:0{n}.000Z",
                    "account": {"acct": f"a{n}", "username": f"a{n}", "display_name": SECRET},
                    "content": f'<p>See <a href="https://example.org/{n}">it</a></p>',
                    "visibility": "public",
                    "tags": [{"name": "tag"}],
                }
                for n in range(3)
            ],
        ),
        posts=[(f"{n}", f"a{n}", "original") for n in range(3)],
        accounts=["a0", "a1", "a2"],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
    ),
]
