"""TikTok as its website receives it: what Zeeschuimer captures of videos and comments."""

from typing import Any

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.nested import at, each, first, mapping, text


def take_video(out: Builder, line: int, item: dict[str, Any]) -> None:
    """One video, by an author who is a record or, in pages' embedded data, a bare name."""
    author = mapping(item, "author")
    who = as_text(first(author, "uniqueId", "unique_id") or item.get("author"))
    counts = mapping(item, "statsV2") or mapping(item, "stats")
    about = mapping(item, "authorStats") or mapping(item, "authorStatsV2")
    if who:
        out.account(
            line,
            account=who,
            created_at=author.get("createTime"),
            followers=about.get("followerCount"),
            following=about.get("followingCount"),
            posts_total=about.get("videoCount"),
            verified=author.get("verified"),
            avatar=text(author, "avatarThumb"),
            bio=text(author, "signature"),
            handle=who,
            platform="tiktok",
        )
    duet = as_text(at(item, "duetInfo.duetFromId"))
    answers = duet if duet and duet != "0" else None
    out.post(
        line,
        post=item.get("id"),
        account=who,
        posted_at=item.get("createTime"),
        text=text(item, "desc"),
        lang=text(item, "textLanguage"),
        kind="quote" if answers else "original",
        parent=answers,
        hashtags=each(item, "textExtra", "hashtagName") or each(item, "challenges", "title"),
        mentions=each(item, "textExtra", "userUniqueId"),
        engagement={
            "likes": counts.get("diggCount"),
            "reposts": counts.get("shareCount"),
            "replies": counts.get("commentCount"),
            "views": counts.get("playCount"),
        },
        platform="tiktok",
    )


def take_comment(out: Builder, line: int, item: dict[str, Any]) -> None:
    """One comment under a video.

    ``reply_id`` is the comment that begins the thread, ``reply_to_reply_id`` the answer in it that
    is answered; both are "0" where there is none.
    """
    user = mapping(item, "user")
    who = as_text(first(user, "unique_id", "uid"))
    video = as_text(item.get("aweme_id"))
    answered = (as_text(item.get(key)) for key in ("reply_to_reply_id", "reply_id"))
    if who:
        out.account(line, account=who, handle=text(user, "unique_id"), platform="tiktok")
    out.post(
        line,
        post=item.get("cid"),
        account=who,
        posted_at=item.get("create_time"),
        text=text(item, "text"),
        lang=text(item, "comment_language"),
        kind="comment",
        parent=next((above for above in answered if above and above != "0"), video),
        root=video,
        engagement={"likes": item.get("digg_count"), "replies": item.get("reply_comment_total")},
        platform="tiktok",
    )
