"""Samples of platforms' own JSON and feeds: TikTok, Reddit, Medium, Instagram, CrowdTangle."""

from sample import Sample
from samples_json import SECRET

WEB_SAMPLES = [
    Sample(
        "tiktok-videos",
        "json",
        [
            {
                "id": 7300 + n,
                "username": f"user{n}",
                "create_time": 1704067200 + n,
                "video_description": "Dance #tag",
                "hashtag_names": ["tag"],
                "like_count": 2,
            }
            for n in range(3)
        ],
        posts=[(f"{7300 + n}", f"user{n}", "original") for n in range(3)],
        accounts=[f"user{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        wrap=lambda rows: {"data": {"videos": rows, "cursor": 3}, "error": {"code": "ok"}},
    ),
    Sample(
        "tiktok-comments",
        "json",
        [
            {"id": n + 1, "video_id": 7300, "text": "wow", "create_time": 1704067200 + n}
            for n in range(3)
        ],
        posts=[(f"{n + 1}", f"author-not-given-of:{n + 1}", "comment") for n in range(3)],
        wrap=lambda rows: {"data": {"comments": rows}},
    ),
    Sample(
        "reddit-comments",
        "ndjson",
        [
            {
                "id": f"c{n}",
                "author": f"redditor{n}",
                "body": f"Comment https://example.org/{n}",
                "created_utc": 1704067200 + n,
                "link_id": "t3_s1",
                "parent_id": "t3_s1",
                "subreddit": "news",
                "score": 1,
            }
            for n in range(3)
        ],
        posts=[(f"t1_c{n}", f"redditor{n}", "comment") for n in range(3)],
        accounts=[f"redditor{n}" for n in range(3)],
        links=[f"https://example.org/{n}" for n in range(3)],
    ),
    Sample(
        "reddit-submissions",
        "ndjson",
        [
            {
                "id": f"s{n}",
                "author": f"redditor{n}",
                "title": "Look",
                "selftext": "",
                "url": f"https://example.org/{n}",
                "is_self": False,
                "created_utc": 1704067200 + n,
                "subreddit": "news",
            }
            for n in range(3)
        ],
        posts=[(f"t3_s{n}", f"redditor{n}", "original") for n in range(3)],
        accounts=[f"redditor{n}" for n in range(3)],
        links=[f"https://example.org/{n}" for n in range(3)],
    ),
    Sample(
        "medium-rss",
        "xml",
        [
            {
                "title": f"Essay {n}",
                "link": f"https://medium.com/@writer/essay-{n}?source=rss",
                "guid": f"https://medium.com/p/{n}abc",
                "category": "tag",
                "dc:creator": SECRET,
                "pubDate": f"Mon, 01 Jan 2024 00:00:0{n} GMT",
                "content:encoded": f'<p>See <a href="https://example.org/{n}">this</a></p>',
            }
            for n in range(3)
        ],
        posts=[(f"{n}abc", "writer", "original") for n in range(3)],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
    ),
    Sample(
        "medium-json",
        "ndjson",
        [
            {
                "id": f"{n}abc",
                "creatorId": "u1",
                "user": {"userId": "u1", "username": "writer", "name": SECRET},
                "title": f"Essay {n}",
                "firstPublishedAt": 1704067200000 + 1000 * n,
                "content": {
                    "bodyModel": {
                        "paragraphs": [{"text": f"See https://example.org/{n}", "markups": []}]
                    }
                },
                "virtuals": {"tags": [{"slug": "tag"}]},
            }
            for n in range(3)
        ],
        posts=[(f"{n}abc", "writer", "original") for n in range(3)],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
    ),
    Sample(
        "news-feed",
        "ndjson",
        [
            {
                "feed": "https://www.daily.example/rss",
                "feed_title": "The Daily",
                "site": "https://www.Daily.example/",
                "id": name,
                "link": f"https://www.daily.example/{n}",
                "title": f"Headline <b>{n}</b>",
                "summary": f'<p>See <a href="https://example.org/{n}">this</a> '
                f'and <a href="https://www.daily.example/{n}">more</a></p>',
                "published": f"2024-01-01T00:00:0{n}Z",
                "updated": None,
                "language": "fr",
                "tags": ["tag"],
                "author": SECRET,
            }
            for n, name in enumerate(["tag:daily.example,2024:0", "1", None])
        ],
        posts=[
            (name, "daily.example", "original")
            for name in (
                "tag:daily.example,2024:0",
                "https://www.daily.example/1",
                "https://www.daily.example/2",
            )
        ],
        links=[f"https://example.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
    ),
    Sample(
        "instagram",
        "ndjson",
        [
            {
                "shortcode": f"s{n}",
                "taken_at_timestamp": 1704067200 + n,
                "owner": {"id": f"{n}", "username": "name", "full_name": SECRET},
                "edge_media_to_caption": {"edges": [{"node": {"text": "Look #tag"}}]},
                "location": {"name": "Secretville"},
            }
            for n in range(3)
        ],
        posts=[(f"s{n}", f"{n}", "original") for n in range(3)],
        accounts=[f"{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET, "Secretville"],
    ),
    Sample(
        "crowdtangle-json",
        "json",
        [
            {
                "platformId": f"1_{n}",
                "platform": "Facebook",
                "date": f"2021-01-01 00:00:0{n}",
                "message": "Read #tag",
                "type": "link",
                "postUrl": f"https://facebook.com/{n}",
                "expandedLinks": [{"original": "https://b.ly", "expanded": f"https://e.org/{n}"}],
                "account": {"platformId": f"{n}", "name": SECRET, "handle": "page"},
                "statistics": {"actual": {"likeCount": 1}},
            }
            for n in range(3)
        ],
        posts=[(f"1_{n}", f"{n}", "original") for n in range(3)],
        accounts=[f"{n}" for n in range(3)],
        links=[f"https://e.org/{n}" for n in range(3)],
        hashtags=["tag"] * 3,
        secrets=[SECRET],
        wrap=lambda rows: {"status": 200, "result": {"posts": rows}},
    ),
]
