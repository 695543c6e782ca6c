"""Instagram and Threads as their websites receive them, and Instaloader's Instagram records.

Instagram has two forms of a post: the app's (``taken_at``, ``user``) and the older web one
(``taken_at_timestamp``, ``owner``).
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demasque.sources.fields import words
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.nested import Nested, at, first, mapping, records, text
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source


def take_instagram(out: Builder, line: int, item: dict[str, Any]) -> None:
    """One post in either form, and its author."""
    user = mapping(item, "user") or mapping(item, "owner")
    who = _author(out, line, user, "instagram")
    out.post(
        line,
        post=first(item, "code", "shortcode", "id"),
        account=who,
        posted_at=first(item, "taken_at", "taken_at_timestamp"),
        text=_caption(item),
        mentions=_tagged(item) or None,
        engagement={
            "likes": first(item, "like_count", "edge_media_preview_like.count"),
            "replies": first(item, "comment_count", "edge_media_to_comment.count"),
            "views": first(item, "play_count", "video_view_count"),
        },
        platform="instagram",
    )


def take_threads(out: Builder, line: int, item: dict[str, Any]) -> None:
    """One post of Threads, and its author."""
    info = mapping(item, "text_post_app_info")
    who = _author(out, line, mapping(item, "user"), "threads", by_name=True)
    link = _behind_redirect(text(info, "link_preview_attachment.url"))
    quoted = first(info, "share_info.quoted_post.code")
    repeated = first(info, "share_info.reposted_post.code")
    kind = "repost" if repeated else "quote" if quoted else "original"
    if kind == "original" and info.get("is_reply") is True:
        kind = "reply"
    out.post(
        line,
        post=first(item, "code", "pk", "id"),
        account=who,
        posted_at=item.get("taken_at"),
        text=_caption(item),
        kind=kind,
        parent=repeated or quoted,
        venue=as_text(at(info, "reply_to_author.username")),
        links=[link] if link else None,
        engagement={
            "likes": item.get("like_count"),
            "reposts": info.get("repost_count"),
            "replies": info.get("direct_reply_count"),
            "quotes": info.get("quote_count"),
        },
        platform="threads",
    )


def _author(
    out: Builder, line: int, user: Mapping[str, Any], platform: str, by_name: bool = False
) -> str | None:
    number, name = as_text(first(user, "pk", "id")), as_text(user.get("username"))
    who = (name or number) if by_name else (number or name)
    if who:
        out.account(
            line,
            account=who,
            followers=first(user, "follower_count", "edge_followed_by.count"),
            verified=user.get("is_verified"),
            avatar=text(user, "profile_pic_url"),
            handle=name,
            platform=platform,
        )
    return who


def _caption(item: Mapping[str, Any]) -> str | None:
    edges = records(item, "edge_media_to_caption.edges")
    old = text(edges[0], "node.text") if edges else None
    return text(item, "caption.text") or text(item, "caption") or old


def _tagged(item: Mapping[str, Any]) -> list[str]:
    """Accounts that are tagged in the picture, by number where it is given, as authors are."""
    tagged = [mapping(tag, "user") for tag in records(item, "usertags.in")]
    edges = records(item, "edge_media_to_tagged_user.edges")
    tagged += [mapping(edge, "node.user") for edge in edges]
    people = (as_text(first(user, "pk", "id", "username")) for user in tagged)
    return [who for who in people if who is not None]


def _behind_redirect(link: str | None) -> str | None:
    """Where Meta's redirecting address leads."""
    try:
        return parse_qs(urlsplit(link or "").query).get("u", [link])[-1]
    except ValueError:
        return link


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    yield record["node"] if isinstance(record.get("node"), dict) else record


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, Nested("instagram", _unwrap, take_instagram))


INSTAGRAM = Source(
    id="instagram",
    title="Instagram posts in the web's form (Instaloader's JSON)",
    platform="instagram",
    required=frozenset({"shortcode", "taken_at_timestamp", "owner"}),
    optional=words(
        "edge_media_to_caption edge_media_to_tagged_user edge_media_preview_like "
        "edge_media_to_comment video_view_count"
    ),
    ignored=words(
        "id __typename accessibility_caption comments_disabled dimensions display_url "
        "display_resources edge_liked_by edge_media_to_sponsor_user edge_sidecar_to_children "
        "fact_check_information fact_check_overall_rating gating_info has_audio is_video "
        "media_overlay_info media_preview product_type thumbnail_src thumbnail_resources "
        "video_url viewer_can_reshare tracking_token like_and_view_counts_disabled iphone_struct "
        "coauthor_producers pinned_for_users nft_asset_info sharing_friction_info clips_music_"
        "attribution_info felix_profile_grid_crop title caption"
    ),
    personal=frozenset({"location", "owner.full_name"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="posts written by hand from the names that Instaloader reads",
    read=_read,
    unwrap=_unwrap,
)
