"""Samples of X's own formats."""

from sample import Sample

_POSTS = [
    {
        "id": f"150000000000000000{n}",
        "author_id": f"10{n % 2}",
        "conversation_id": "1500000000000000000",
        "created_at": f"2023-02-01T10:00:0{n}.000Z",
        "text": words,
        "lang": "en",
        "edit_history_tweet_ids": [f"150000000000000000{n}"],
        "public_metrics": {"like_count": 3, "retweet_count": 1, "reply_count": 0, "quote_count": 0},
        "entities": {
            "urls": [
                {
                    "url": "https://t.co/abc",
                    "expanded_url": f"https://example.org/{n}",
                    "display_url": "example.org",
                },
                {
                    "url": "https://t.co/pic",
                    "expanded_url": "https://twitter.com/a/status/1/photo/1",
                    "display_url": "pic.twitter.com/pic",
                },
            ],
            "hashtags": [{"tag": "One", "start": 1, "end": 4}],
            "mentions": [{"username": "someone", "id": "777"}],
        },
        "referenced_tweets": referenced,
        "geo": {"place_id": "secret-place"},
    }
    for n, (words, referenced) in enumerate(
        [
            ("First #One https://t.co/abc https://t.co/pic", []),
            ("@someone no #One", [{"type": "replied_to", "id": "1500000000000000000"}]),
            ("RT @someone: First #One", [{"type": "retweeted", "id": "1500000000000000000"}]),
        ]
    )
]
_USERS = [
    {
        "id": f"10{n}",
        "username": f"writer{n}",
        "name": "Jane Q. Realname",
        "location": "Secretville",
        "created_at": "2020-01-01T00:00:00.000Z",
        "public_metrics": {"followers_count": 1, "following_count": 2, "tweet_count": 3},
    }
    for n in range(2)
]
_EXPECTED = {
    "posts": [
        ("1500000000000000000", "100", "original"),
        ("1500000000000000001", "101", "reply"),
        ("1500000000000000002", "100", "repost"),
    ],
    "links": [f"https://example.org/{n}" for n in range(3)],
    "hashtags": ["One"] * 3,
    "secrets": ["Realname", "Secretville", "secret-place"],
}
X_SAMPLES = [
    Sample("x-api", "ndjson", _POSTS, **_EXPECTED),
    Sample(
        "x-api",
        "json",
        _POSTS,
        **_EXPECTED,
        accounts=["100", "101"],
        wrap=lambda rows: {
            "includes": {"users": _USERS},
            "data": rows,
            "meta": {"result_count": 3},
        },
    ),
    Sample(
        "x-users", "ndjson", _USERS, accounts=["100", "101"], secrets=["Realname", "Secretville"]
    ),
]
