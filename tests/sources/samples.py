"""One hand-written export per source: what the shared suite tries every source on.

To bring a new source under the suite, add a `Sample` to `SAMPLES`.
"""

from sample import Sample
from samples_captures import CAPTURE_SAMPLES
from samples_csv import CSV_SAMPLES
from samples_json import JSON_SAMPLES
from samples_web import WEB_SAMPLES
from samples_x import X_SAMPLES

_TABLE_ROWS = [
    {
        "post_id": f"post-{n}",
        "account_id": f"account-{n % 2}",
        "created_at": f"2024-05-01T10:00:0{n}Z",
        "text": words,
        "lang": "en",
        "kind": kind,
        "full_name": "Jane Q. Realname",
    }
    for n, (words, kind) in enumerate(
        [
            ("Read https://example.org/a?x=1, please #One #Two", "original"),
            ('Two lines,\nand a "quotation" for @someone', "reply"),
            ("再见 #你好", "original"),
        ]
    )
]
_TABLE = {
    "posts": [
        ("post-0", "account-0", "original"),
        ("post-1", "account-1", "reply"),
        ("post-2", "account-0", "original"),
    ],
    "links": ["https://example.org/a?x=1"],
    "hashtags": ["One", "Two", "你好"],
    "secrets": ["Realname"],
}

SAMPLES = [
    Sample("table", "csv", _TABLE_ROWS, **_TABLE),
    Sample("table", "ndjson", _TABLE_ROWS, **_TABLE),
    Sample("table", "json", _TABLE_ROWS, **_TABLE),
    Sample("table", "json", _TABLE_ROWS, **_TABLE, wrap=lambda rows: {"n": 3, "items": rows}),
    Sample(
        "table-accounts",
        "csv",
        [
            {
                "id": f"account-{n}",
                "username": f"handle{n}{n}{n}",
                "created_at": f"2023-05-0{n + 1}T10:00:00Z",
                "followers": n,
                "full_name": "Jane Q. Realname",
            }
            for n in range(3)
        ],
        accounts=[f"account-{n}" for n in range(3)],
        secrets=["Realname"],
    ),
    Sample(
        "table-follows",
        "csv",
        [
            {
                "follower_id": f"account-{n}",
                "followed_id": f"account-{n + 1}",
                "followed_at": f"2023-05-0{n + 1}T10:00:00Z",
                "full_name": "Jane Q. Realname",
            }
            for n in range(3)
        ],
        follows=[(f"account-{n}", f"account-{n + 1}") for n in range(3)],
        secrets=["Realname"],
    ),
    Sample(
        "coortweet",
        "csv",
        [
            {
                "object_id": thing,
                "account_id": f"account-{n}",
                "content_id": f"content-{n}",
                "timestamp_share": 1616676061 + n,
            }
            for n, thing in enumerate(["bc46f3cae46c", "url_12", "hashtag_vote", "bc46f3cae46c"])
        ],
        posts=[
            ("content-0", "account-0", "repost"),
            ("content-1", "account-1", "original"),
            ("content-2", "account-2", "original"),
            ("content-3", "account-3", "repost"),
        ],
        links=["link-id:url_12"],
        hashtags=["vote"],
    ),
    Sample(
        "reddit",
        "csv",
        [
            {
                "fullname": f"t1_c{n}",
                "author.name": f"redditor{n}",
                "body": f"Comment {n}: see https://example.org/{n}",
                "created_utc": f"{1470604422 + n}.0",
                "link_author": "asker",
                "link_id": "t3_s1",
                "link_url": "https://example.org/submission",
                "name": f"t1_c{n}",
                "parent_id": "t3_s1",
                "score": 3,
            }
            for n in range(3)
        ],
        posts=[(f"t1_c{n}", f"redditor{n}", "comment") for n in range(3)],
        accounts=[f"redditor{n}" for n in range(3)],
        links=[f"https://example.org/{n}" for n in range(3)],
    ),
    Sample(
        "reddit-accounts",
        "csv",
        [
            {
                "name": f"redditor{n}",
                "created_utc": f"{1467681198 + n}.0",
                "comment_karma": 1,
                "link_karma": -2,
                "has_verified_email": "email-was-verified",
                "icon_img": f"https://example.org/{n}.png",
            }
            for n in range(3)
        ],
        accounts=[f"redditor{n}" for n in range(3)],
        secrets=["email-was-verified"],
    ),
    *X_SAMPLES,
    *JSON_SAMPLES,
    *WEB_SAMPLES,
    *CAPTURE_SAMPLES,
    *CSV_SAMPLES,
]
