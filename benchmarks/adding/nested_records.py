"""Records of nested exports at their full size, made of numbers: the same ones for the same seed.

They follow what real answers and captures hold, with what is of no use here: pictures in every
size, flairs, rights, players. Each form gives the records of a file, one a line, as the clients
that people use write them: a page of the interface, or one post.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

Record = dict[str, Any]

START: Final = datetime(2024, 1, 1, tzinfo=UTC)
ON_A_PAGE: Final = 100


def batched(some: Iterator[Any], size: int) -> Iterator[tuple[Any, ...]]:
    """Runs of so many; the last of what is left."""
    while run := tuple(islice(some, size)):
        yield run


class Post:
    """What one post is made of, whatever the platform."""

    def __init__(self, n: int, words: str, chance: random.Random) -> None:
        self.n, self.dice, self.words = n, chance.random(), words
        self.who = int(chance.random() ** 2 * 20_000)
        self.other = int(chance.random() * 20_000)
        self.above = max(n - 1 - int(chance.random() * 500), 0)
        self.at = START + timedelta(seconds=n * 3 + int(chance.random() * 600))
        self.count = int(self.dice * 1_000)
        self.link = f"https://example.org/story/{int(chance.random() * 20_000)}?utm_source=share"
        self.tag = f"topic{int(chance.random() * 500)}"
        self.answers = self.dice > 0.8
        self.repeats = 0.7 < self.dice <= 0.8

    @property
    def iso(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def epoch(self) -> int:
        return int(self.at.timestamp())

    @property
    def text(self) -> str:
        if self.dice < 0.3:
            return f"@user{self.other} {self.words}"
        if self.dice < 0.5:
            return f"{self.words} {self.link}"
        return f"{self.words} #{self.tag}" if self.dice < 0.7 else self.words


def posts(count: int, seed: int) -> Iterator[Post]:
    """Posts of 14 words, one in eight with letters beyond ASCII, in the order of time."""
    chance = random.Random(seed)
    letters = ["aeiourstlnmcdp"] * 7 + ["aéiöurstßнmcd日"]
    words = ["".join(chance.choices(letters[n % 8], k=chance.randint(2, 9))) for n in range(9_000)]
    parts = [" ".join(chance.choices(words[n % 8 :: 8], k=7)) for n in range(50_000)]
    for n in range(count):
        first = int(chance.random() * 50_000)
        yield Post(n, f"{parts[first]} {parts[first // 8 * 8 + 1]}", chance)


def _pictures(seed: int, sizes: tuple[str, ...]) -> Record:
    return {
        size: {"url": f"https://yt3.example/{seed:x}/{size}.jpg", "width": 480, "height": 360}
        for size in sizes
    }


def _x_post(p: Post) -> Record:
    kind = "retweeted" if p.repeats else "replied_to"
    urls = [{"start": 90, "end": 113, "url": f"https://t.co/{p.n:x}", "expanded_url": p.link,
             "display_url": p.link[8:35], "status": 200, "title": p.words[:60],
             "description": p.words, "unwound_url": p.link}]  # fmt: skip
    person = {"domain": {"id": "10", "name": "Person", "description": "Named people in the world"}}
    return {
        "id": str(10**18 + p.n * 7_919),
        "text": p.text,
        "author_id": str(10**9 + p.who * 7),
        "created_at": p.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "lang": "en",
        "conversation_id": str(10**18 + p.above * 7_919),
        "edit_history_tweet_ids": [str(10**18 + p.n * 7_919)],
        "source": "Twitter for Android",
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "public_metrics": {"retweet_count": p.count, "reply_count": 1, "like_count": p.count * 3,
                           "quote_count": 0, "bookmark_count": 2, "impression_count": 900},
        "context_annotations": [
            {**person, "entity": {"id": str(p.other), "name": "Somebody", "description": "Known"}}
        ] * (p.n % 4),
        "entities": {
            **({"urls": urls} if 0.3 < p.dice < 0.5 else {}),
            **({"hashtags": [{"start": 3, "end": 9, "tag": p.tag}]} if 0.5 < p.dice < 0.7 else {}),
            "mentions": [{"start": 0, "end": 9, "username": f"user{p.other}",
                          "id": str(10**9 + p.other * 7)}] if p.dice < 0.3 else [],
            "annotations": [{"start": 82, "end": 86, "probability": 0.98, "type": "Place",
                             "normalized_text": "Town"}],
        },
        **({"referenced_tweets": [{"type": kind, "id": str(10**18 + p.above * 7_919)}]}
           if p.repeats or p.answers else {}),
        **({"in_reply_to_user_id": str(10**9 + p.other * 7)} if p.answers else {}),
    }  # fmt: skip


def _x_user(n: int) -> Record:
    return {
        "id": str(10**9 + n * 7), "name": f"Name {n}", "username": f"user{n}", "verified": False,
        "created_at": f"20{10 + n % 13}-05-04T03:17:52.000Z", "protected": False, "url": "",
        "description": f"All about number {n} and what stands beside it \U0001f3b6", "location": "",
        "profile_image_url": f"https://pbs.twimg.com/profile_images/{n}/0PVEtYxj_normal.jpg",
        "public_metrics": {"followers_count": n, "following_count": 90, "tweet_count": 67,
                           "listed_count": 0},
    }  # fmt: skip


def _x_pages(all_posts: Iterator[Post]) -> Iterator[Record]:
    for page in batched(all_posts, ON_A_PAGE):
        people = dict.fromkeys([p.who for p in page] + [p.other for p in page if p.dice < 0.3])
        yield {
            "data": [_x_post(p) for p in page],
            "includes": {"users": [_x_user(who) for who in people]},
            "meta": {"newest_id": "1", "oldest_id": "0", "result_count": len(page)},
            "__twarc": {"url": "https://api.twitter.com/2/tweets/search/all", "version": "2.14.0"},
        }


def _status(p: Post) -> Record:
    host, name = f"s{p.who % 40}.example", f"user{p.who}"
    link = f'<a href="{p.link}" rel="nofollow noopener" target="_blank"><span class="invisible">'
    tag = f'<a href="https://{host}/tags/{p.tag}" class="mention hashtag" rel="tag">'
    media = {"id": str(p.n), "type": "image", "url": f"https://{host}/media/{p.n}.jpg", "meta": {
        "original": {"width": 1200, "height": 800, "size": "1200x800", "aspect": 1.5},
        "small": {"width": 600, "height": 400, "size": "600x400", "aspect": 1.5}}}  # fmt: skip
    return {
        "id": str(10**17 + p.n), "created_at": p.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "in_reply_to_id": str(10**17 + p.above) if p.answers else None,
        "in_reply_to_account_id": str(p.other) if p.answers else None, "sensitive": False,
        "spoiler_text": "", "visibility": "public", "language": "en",
        "uri": f"https://{host}/users/{name}/statuses/{10**17 + p.n}",
        "url": f"https://{host}/@{name}/{10**17 + p.n}", "replies_count": 0, "quotes_count": 0,
        "reblogs_count": p.count, "favourites_count": 3, "edited_at": None, "quote": None,
        "content": f"<p>{p.words} &amp; so on</p>"
        + (f"<p>{link}https://</span>example.org</a></p>" if 0.3 < p.dice < 0.5 else "")
        + (f"<p>{tag}#<span>{p.tag}</span></a></p>" if 0.5 < p.dice < 0.7 else ""),
        "filtered": [], "reblog": None, "application": {"name": "Web", "website": None},
        "account": {
            "id": str(p.who), "username": name, "acct": f"{name}@{host}", "locked": False,
            "display_name": f"Name {p.who}", "bot": False, "discoverable": True, "group": False,
            "created_at": "2022-11-05T00:00:00.000Z", "url": f"https://{host}/@{name}",
            "note": f"<p>All about number {p.who} and what stands beside it</p>",
            "uri": f"https://{host}/users/{name}", "avatar": f"https://{host}/a/{p.who}.png",
            "avatar_static": f"https://{host}/a/{p.who}.png", "header": f"https://{host}/h.png",
            "header_static": f"https://{host}/h.png", "followers_count": 12, "following_count": 9,
            "statuses_count": 31, "last_status_at": "2024-01-01", "hide_collections": False,
            "noindex": False, "emojis": [], "roles": [],
            "fields": [{"name": "Site", "value": "<a>example</a>", "verified_at": None}],
        },
        "media_attachments": [media] if p.n % 4 == 0 else [],
        "mentions": [{"id": str(p.other), "username": f"user{p.other}", "acct": f"user{p.other}",
                      "url": f"https://{host}/@user{p.other}"}] if p.answers else [],
        "tags": [{"name": p.tag, "url": f"https://{host}/tags/{p.tag}"}]
        if 0.5 < p.dice < 0.7 else [],
        "emojis": [], "card": None, "poll": None,
    }  # fmt: skip


def _statuses(all_posts: Iterator[Post]) -> Iterator[Record]:
    for p in all_posts:
        if p.repeats:
            yield {**_status(p), "content": "", "tags": [], "reblog": _status(
                Post(p.above, p.words, random.Random(p.n)))}  # fmt: skip
        else:
            yield _status(p)


def _bluesky_post(p: Post) -> Record:
    did, key = f"did:plc:{p.who:024x}", f"3k{p.n:011x}"
    above = {"uri": f"at://did:plc:{p.other:024x}/app.bsky.feed.post/3k{p.above:011x}",
             "cid": f"bafyreid{p.above:x}"}  # fmt: skip
    features = (
        [{"$type": "app.bsky.richtext.facet#link", "uri": p.link}] if 0.3 < p.dice < 0.5 else
        [{"$type": "app.bsky.richtext.facet#tag", "tag": p.tag}] if 0.5 < p.dice < 0.7 else []
    )  # fmt: skip
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{key}", "cid": f"bafyreid3g6ciqfat4cwgo{p.n:x}",
        "author": {
            "did": did, "handle": f"user{p.who}.bsky.social", "displayName": f"Name {p.who}",
            "avatar": f"https://cdn.bsky.app/img/avatar/plain/{did}/bafkreidtdu6u2azmvimi@jpeg",
            "associated": {"chat": {"allowIncoming": "all"}}, "labels": [],
            "viewer": {"muted": False, "blockedBy": False}, "createdAt": "2023-09-21T16:05:03.068Z",
        },
        "record": {
            "$type": "app.bsky.feed.post", "text": p.text, "langs": ["en"],
            "createdAt": p.at.strftime("%Y-%m-%dT%H:%M:%S.120Z"),
            "facets": [{"features": features, "index": {"byteStart": 25, "byteEnd": 32}}]
            if features else [],
            **({"reply": {"root": above, "parent": above}} if p.answers else {}),
            **({"embed": {"$type": "app.bsky.embed.external", "external": {"uri": p.link, "title":
                p.words[:40], "description": p.words, "thumb": {"$type": "blob", "ref": {
                    "$link": f"bafkrei{p.n:x}"}, "mimeType": "image/png", "size": 846302}}}}
               if 0.3 < p.dice < 0.5 else {}),
        },
        "replyCount": 3, "repostCount": p.count, "likeCount": 13, "quoteCount": 0, "labels": [],
        "indexedAt": p.at.strftime("%Y-%m-%dT%H:%M:%S.960Z"),
        "viewer": {"threadMuted": False, "embeddingDisabled": False, "pinned": False},
    }  # fmt: skip


def _bluesky_pages(all_posts: Iterator[Post]) -> Iterator[Record]:
    for page in batched(all_posts, ON_A_PAGE):
        yield {"posts": [_bluesky_post(p) for p in page], "cursor": str(page[-1].n)}


def _comment(p: Post, above: str | None) -> Record:
    channel = f"UC{p.who:022x}"
    return {
        "kind": "youtube#comment", "etag": f"etag{p.n:020x}",
        "id": f"{above}.{p.n:x}" if above else f"Ug{p.n:022x}AaABAg",
        "snippet": {
            "channelId": f"UC{p.n // 900:022x}", "videoId": f"v{p.n // 300:010x}",
            "textDisplay": p.text.replace("é", "&#39;"), "textOriginal": p.text,
            **({"parentId": above} if above else {}), "authorDisplayName": f"@user{p.who}",
            "authorProfileImageUrl": f"https://yt3.ggpht.com/ytc/{p.who:x}=s48-c-k-c0x00ffffff-no",
            "authorChannelUrl": f"http://www.youtube.com/channel/{channel}",
            "authorChannelId": {"value": channel}, "canRate": True, "viewerRating": "none",
            "likeCount": p.count, "publishedAt": p.iso,
            "updatedAt": p.iso if p.n % 50 else (p.at + timedelta(hours=1)).isoformat(),
        },
    }  # fmt: skip


def _thread(group: tuple[Post, ...]) -> Record:
    top = _comment(group[0], None)
    replies = [_comment(p, top["id"]) for p in group[1:]]
    return {
        "kind": "youtube#commentThread", "etag": top["etag"], "id": top["id"],
        "snippet": {
            "channelId": top["snippet"]["channelId"], "videoId": top["snippet"]["videoId"],
            "topLevelComment": top, "canReply": True, "totalReplyCount": len(replies),
            "isPublic": True,
        },
        **({"replies": {"comments": replies}} if replies else {}),
    }  # fmt: skip


def _page_of_youtube(kind: str, found: list[Record]) -> Record:
    return {
        "kind": f"youtube#{kind}ListResponse", "etag": "etag", "nextPageToken": "QURTSl9p",
        "pageInfo": {"totalResults": 1_000_000, "resultsPerPage": len(found)}, "items": found,
    }  # fmt: skip


def _threads(all_posts: Iterator[Post]) -> Iterator[Record]:
    """Pages of threads, each with a reply, as half of the comments are in answer to others."""
    for page in batched(batched(all_posts, 2), ON_A_PAGE):
        yield _page_of_youtube("commentThread", [_thread(group) for group in page])


def _comments(all_posts: Iterator[Post]) -> Iterator[Record]:
    for page in batched(all_posts, ON_A_PAGE):
        yield _page_of_youtube("comment", [_comment(p, f"Ug{p.above:022x}AaABAg") for p in page])


def _video(p: Post) -> Record:
    words = {"title": p.words[:70], "description": f"{p.text}\n\n{p.words}\n{p.link} &amp; more"}
    return {
        "kind": "youtube#video", "etag": f"etag{p.n:020x}", "id": f"v{p.n:010x}",
        "snippet": {
            "publishedAt": p.iso, "channelId": f"UC{p.who:022x}", **words, "channelTitle": "A name",
            "thumbnails": _pictures(p.n, ("default", "medium", "high", "standard", "maxres")),
            "tags": [p.tag, "news", "today"] if p.n % 2 else [], "categoryId": "25",
            "liveBroadcastContent": "none", "localized": words, "defaultAudioLanguage": "en",
        },
        "contentDetails": {"duration": "PT4M13S", "dimension": "2d", "definition": "hd",
                           "caption": "false", "licensedContent": True, "contentRating": {}},
        "statistics": {"viewCount": str(p.count * 90), "likeCount": str(p.count),
                       "favoriteCount": "0", "commentCount": str(p.count // 9)},
    }  # fmt: skip


def _videos(all_posts: Iterator[Post]) -> Iterator[Record]:
    for page in batched(all_posts, 50):
        yield _page_of_youtube("video", [_video(p) for p in page])


def _tiktok(p: Post) -> Record:
    return {
        "id": 7 * 10**18 + p.n * 7_919, "username": f"user{p.who}", "create_time": p.epoch,
        "video_description": p.text, "region_code": "FR", "like_count": p.count,
        "comment_count": p.count // 9, "share_count": p.count // 5, "view_count": p.count * 90,
        "music_id": 7 * 10**18 + p.other, "hashtag_names": [p.tag, "fyp"] if p.n % 2 else [],
        "effect_ids": ["0"], "voice_to_text": p.words, "is_stem_verified": False,
        "video_duration": 31, "favorites_count": p.count // 7, "playlist_id": 0,
        "hashtag_info_list": [{"hashtag_id": p.other, "hashtag_name": p.tag,
                               "hashtag_description": ""}] if p.n % 2 else [],
        "video_mention_list": [f"user{p.other}"] if p.n % 9 == 0 else [],
        "video_label": {"content": "", "sink": False, "source": 0, "type": 0, "vote": False},
    }  # fmt: skip


def _tiktok_comment(p: Post) -> Record:
    return {"id": 7 * 10**18 + p.n * 7_919, "video_id": 7 * 10**18 + p.n // 300, "text": p.text,
            "like_count": p.count, "reply_count": 1, "create_time": p.epoch,
            "parent_comment_id": 7 * 10**18 + p.above * 7_919 if p.answers else 0}  # fmt: skip


def _tiktok_pages(key: str, make: Callable[[Post], Record], some: Iterator[Post]) -> Iterator[Any]:
    for page in batched(some, ON_A_PAGE):
        yield {
            "data": {key: [make(p) for p in page], "cursor": page[-1].n, "has_more": True},
            "error": {"code": "ok", "message": "", "log_id": "202401010000000"},
        }


_FALSE: Final = [
    "archived",
    "can_mod_post",
    "contest_mode",
    "hidden",
    "hide_score",
    "is_created_from_ads_ui",
    "is_gallery",
    "is_meta",
    "is_original_content",
    "is_reddit_media_domain",
    "is_video",
    "locked",
    "media_only",
    "no_follow",
    "over_18",
    "pinned",
    "quarantine",
    "saved",
    "spoiler",
    "stickied",
    "author_premium",
    "author_is_blocked",
    "author_patreon_flair",
]
_NONE: Final = [
    "approved_at_utc",
    "approved_by",
    "author_flair_background_color",
    "author_flair_css_class",
    "author_flair_template_id",
    "author_flair_text",
    "author_flair_text_color",
    "banned_at_utc",
    "banned_by",
    "category",
    "content_categories",
    "discussion_type",
    "distinguished",
    "link_flair_css_class",
    "link_flair_text",
    "media",
    "mod_note",
    "mod_reason_by",
    "mod_reason_title",
    "num_reports",
    "removal_reason",
    "removed_by",
    "removed_by_category",
    "report_reasons",
    "secure_media",
    "suggested_sort",
    "top_awarded_type",
    "view_count",
    "wls",
]


def _submission(p: Post) -> Record:
    name = f"1a{p.n:x}"
    own = p.n % 2 == 0
    return {
        **dict.fromkeys(_FALSE, False), **dict.fromkeys(_NONE),
        "id": name, "name": f"t3_{name}", "author": f"user{p.who}" if p.n % 40 else "[deleted]",
        "author_fullname": f"t2_{p.who:x}", "author_created_utc": 1_500_000_000 + p.who * 1_000,
        "created_utc": p.epoch, "title": p.words[:90], "selftext": f"{p.text} &amp; so on" * own,
        "url": f"https://www.reddit.com/r/place/comments/{name}/" if own else p.link,
        "is_self": own, "score": p.count, "num_comments": p.count // 9, "ups": p.count, "downs": 0,
        "upvote_ratio": 0.97, "subreddit": f"place{p.other % 50}", "subreddit_id": "t5_2qh1i",
        "subreddit_name_prefixed": f"r/place{p.other % 50}", "subreddit_type": "public",
        "subreddit_subscribers": 31_415, "permalink": f"/r/place/comments/{name}/title/",
        "domain": "self.place" if own else "example.org", "all_awardings": [], "awarders": [],
        "author_flair_richtext": [], "author_flair_type": "text", "gildings": {}, "gilded": 0,
        "link_flair_background_color": "", "link_flair_richtext": [], "link_flair_type": "text",
        "link_flair_text_color": "dark", "media_embed": {}, "secure_media_embed": {}, "pwls": 6,
        "mod_reports": [], "user_reports": [], "treatment_tags": [], "edited": False,
        "num_crossposts": 0, "parent_whitelist_status": "all_ads", "whitelist_status": "all_ads",
        "thumbnail": "self" if own else f"https://b.thumbs.redditmedia.com/{p.n:x}.jpg",
        "thumbnail_width": 140, "thumbnail_height": 93, "total_awards_received": 0,
        "retrieved_on": p.epoch + 90, "send_replies": True, "is_crosspostable": True,
        "is_robot_indexable": True, "allow_live_comments": False, "post_hint": "link",
        "preview": {"enabled": False, "images": [{"id": f"{p.n:x}", "source": {"url":
            f"https://external-preview.redd.it/{p.n:x}.jpg?auto=webp&amp;s={p.n:x}", "width": 1200,
            "height": 800}, "resolutions": [{"url": f"https://external-preview.redd.it/{p.n:x}.jpg",
            "width": w, "height": w * 2 // 3} for w in (108, 216, 320, 640)], "variants": {}}]},
        **({"crosspost_parent": f"t3_1a{p.above:x}"} if p.repeats else {}),
    }  # fmt: skip


def _captured(platform: str, p: Post, data: Record) -> Record:
    return {
        "nav_index": "1:0", "item_id": str(p.n), "timestamp_collected": (p.epoch + 9_000) * 1_000,
        "source_platform": platform, "source_platform_url": f"https://{platform}/search?q=word",
        "source_url": f"https://{platform}/api", "user_agent": "Mozilla/5.0 Firefox/121.0",
        "last_updated": 0, "data": data,
    }  # fmt: skip


def _captured_video(p: Post) -> Record:
    counts = {"diggCount": p.count, "shareCount": 3, "commentCount": 9, "playCount": p.count * 90}
    about = {"followerCount": 12, "followingCount": 9, "heart": 3, "heartCount": 3, "videoCount": 2,
             "diggCount": 0, "friendCount": 0}  # fmt: skip
    picture = f"https://p16-sign-sg.tiktokcdn.com/tos/{p.who:x}~c5_100x100.jpeg?x-expires=17040"
    plays = [{"Bitrate": rate, "CodecType": "h264", "GearName": f"normal_{rate}", "QualityType": 20,
              "PlayAddr": {"DataSize": 812_345, "FileHash": f"{p.n:032x}", "Uri": f"v{p.n:x}",
                           "UrlList": [f"https://v16.tiktok.com/{p.n:x}/{rate}/{i}?mime=mp4"
                                       for i in range(3)]}}
             for rate in (540, 720, 1080)]  # fmt: skip
    return _captured("tiktok.com", p, {
        "id": str(7 * 10**18 + p.n * 7_919), "desc": p.text, "createTime": p.epoch,
        "author": {"id": str(p.who), "uniqueId": f"user{p.who}", "nickname": f"Name {p.who}",
                   "avatarThumb": picture, "avatarMedium": picture, "avatarLarger": picture,
                   "signature": f"all about {p.who}", "verified": False, "secUid": f"MS4w{p.who:x}",
                   "secret": False, "ftc": False, "relation": 0, "openFavorite": False},
        "authorStats": about, "stats": {**counts, "collectCount": "5"},
        "statsV2": {key: str(value) for key, value in counts.items()},
        "challenges": [{"id": str(p.other), "title": p.tag, "desc": "", "coverLarger": ""}],
        "textExtra": [{"start": 3, "end": 9, "hashtagName": p.tag, "hashtagId": str(p.other),
                       "type": 1, "subType": 0, "isCommerce": False, "awemeId": ""},
                      {"start": 12, "end": 20, "hashtagName": "", "userUniqueId":
                       f"user{p.other}", "userId": str(p.other), "type": 0, "awemeId": ""}],
        "textLanguage": "en", "duetInfo": {"duetFromId": str(p.above) if p.repeats else "0"},
        "music": {"id": str(p.other), "title": "original sound", "authorName": "someone",
                  "original": True, "duration": 31, "playUrl": f"https://v16.tiktok/{p.other:x}",
                  "coverThumb": picture, "coverMedium": picture, "coverLarge": picture},
        "video": {"id": str(p.n), "height": 1024, "width": 576, "duration": 31, "ratio": "540p",
                  "cover": picture, "originCover": picture, "dynamicCover": picture,
                  "bitrateInfo": plays, "format": "mp4", "volumeInfo": {"Loudness": -17.1},
                  "zoomCover": {str(w): picture for w in (240, 480, 720, 960)}},
        "digged": False, "collected": False, "duetEnabled": True, "stitchEnabled": True,
        "shareEnabled": True, "itemCommentStatus": 0, "officalItem": False, "originalItem": False,
        "privateItem": False, "secret": False, "forFriend": False, "isAd": False,
        "contents": [{"desc": p.text, "textExtra": []}], "item_control": {"can_repost": True},
    })  # fmt: skip


def _captured_user(n: int) -> Record:
    return {"user_results": {"result": {
        "__typename": "User", "id": f"VXNlcjo{n}", "rest_id": str(10**9 + n * 7),
        "is_blue_verified": n % 9 == 0, "profile_image_shape": "Circle",
        "affiliates_highlighted_label": {},
        "legacy": {"created_at": "Wed Oct 10 20:19:24 +0000 2018", "screen_name": f"user{n}",
                   "name": f"Name {n}", "description": f"all about {n}", "followers_count": n,
                   "friends_count": 9, "statuses_count": 31, "favourites_count": 3, "location": "",
                   "listed_count": 0, "verified": False, "default_profile": True,
                   "entities": {"description": {"urls": []}}, "media_count": 2,
                   "profile_image_url_https": f"https://pbs.twimg.com/profile_images/{n}/n.jpg",
                   "profile_banner_url": f"https://pbs.twimg.com/profile_banners/{n}",
                   "pinned_tweet_ids_str": [], "translator_type": "none"}}}}  # fmt: skip


def _captured_tweet(p: Post, repeated: Record | None = None) -> Record:
    number = str(10**18 + p.n * 7_919)
    return {
        "__typename": "Tweet", "rest_id": number, "core": _captured_user(p.who),
        "unmention_data": {}, "is_translatable": False, "views": {"count": "900", "state": "Count"},
        "edit_control": {"edit_tweet_ids": [number], "editable_until_msecs": "1704067200000",
                         "is_edit_eligible": True, "edits_remaining": "5"},
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "legacy": {
            "created_at": p.at.strftime("%a %b %d %H:%M:%S +0000 %Y"), "full_text": p.text,
            "lang": "en", "id_str": number, "user_id_str": str(10**9 + p.who * 7),
            "conversation_id_str": number, "favorite_count": p.count, "retweet_count": 3,
            "reply_count": 1, "quote_count": 0, "bookmark_count": 2, "favorited": False,
            "retweeted": False, "possibly_sensitive": False, "is_quote_status": False,
            "display_text_range": [0, len(p.text)],
            "entities": {
                "hashtags": [{"indices": [3, 9], "text": p.tag}] if 0.5 < p.dice < 0.7 else [],
                "symbols": [], "timestamps": [],
                "urls": [{"display_url": p.link[8:30], "expanded_url": p.link, "indices": [9, 30],
                          "url": f"https://t.co/{p.n:x}"}] if 0.3 < p.dice < 0.5 else [],
                "user_mentions": [{"id_str": str(10**9 + p.other * 7), "name": "Name",
                                   "screen_name": f"user{p.other}", "indices": [0, 9]}]
                if p.dice < 0.3 else [],
            },
            **({"in_reply_to_status_id_str": str(10**18 + p.above * 7_919),
                "in_reply_to_user_id_str": str(10**9 + p.other * 7),
                "in_reply_to_screen_name": f"user{p.other}"} if p.answers else {}),
            **({"retweeted_status_result": {"result": repeated}} if repeated else {}),
        },
    }  # fmt: skip


def _captured_tweets(all_posts: Iterator[Post]) -> Iterator[Record]:
    for p in all_posts:
        above = Post(p.above, p.words, random.Random(p.n))
        repeated = _captured_tweet(above) if p.repeats else None
        yield _captured("twitter.com", p, _captured_tweet(p, repeated))


FORMS: Final[Mapping[str, Callable[[Iterator[Post]], Iterator[Record]]]] = {
    "x-api": _x_pages,
    "mastodon": _statuses,
    "bluesky": _bluesky_pages,
    "youtube-threads": _threads,
    "youtube-comments": _comments,
    "youtube-videos": _videos,
    "tiktok-videos": lambda some: _tiktok_pages("videos", _tiktok, some),
    "tiktok-comments": lambda some: _tiktok_pages("comments", _tiktok_comment, some),
    "reddit-submissions": lambda some: map(_submission, some),
    "zeeschuimer-tiktok": lambda some: map(_captured_video, some),
    "zeeschuimer-x": _captured_tweets,
}
"""Of each form, the records of a file with these posts."""
