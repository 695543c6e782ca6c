"""Meta's Content Library CSV (Facebook and Instagram), and CrowdTangle's retired CSV and JSON.

Only pages, groups, public profiles and their posts are in them. CrowdTangle's times are those of
the eastern United States where they end in EST or EDT.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from demasque.sources.fields import words
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.flat import Plan
from demasque.sources.mapping.flat_source import columns, flat_source
from demasque.sources.mapping.nested import Nested, each, first, items, mapping, text
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source

_LIBRARY = (
    "modified_time content_type mcl_url match_type multimedia link_attachment.name "
    "link_attachment.caption link_attachment.description post_owner.type is_branded_content "
    "hashtags.tag statistics.reaction_count statistics.love_count statistics.wow_count "
    "statistics.haha_count statistics.sad_count statistics.angry_count statistics.care_count "
    "surface.id surface.name surface.type surface.username branded_content_sponsor_ids "
    "linked_page_ids multimedia.id multimedia.type multimedia.duration multimedia.user_tags"
)

META_LIBRARY_FACEBOOK = flat_source(
    "meta-library-facebook",
    "Meta Content Library: Facebook posts",
    Plan(
        columns(
            post="id", account="post_owner.id", posted_at="creation_time", text="text",
            lang="lang", links="link_attachment.link", repost_of="shared_post_id",
            venue="surface.id", likes="statistics.like_count", reposts="statistics.share_count",
            replies="statistics.comment_count", views="statistics.views",
            handle="post_owner.username",
        ),
        platform="facebook",
        time_precision="second",
    ),
    required="id post_owner.id creation_time text",
    ignored=_LIBRARY,
    personal="post_owner.name",
    checked_against="a table written by hand from the documented fields, names joined by dots",
)  # fmt: skip

META_LIBRARY_INSTAGRAM = flat_source(
    "meta-library-instagram",
    "Meta Content Library: Instagram posts",
    Plan(
        columns(
            post="id", account="post_owner.id", posted_at="creation_time", text="text",
            lang="lang", hashtags="hashtags", likes="statistics.like_count",
            replies="statistics.comment_count", views="statistics.views",
            handle="post_owner.username",
        ),
        platform="instagram",
        time_precision="second",
    ),
    required="id post_owner.id creation_time text media_type",
    ignored=_LIBRARY + " product_type location alt_text",
    personal="post_owner.name post_owner.full_name",
    checked_against="a table written by hand from the documented fields, names joined by dots",
)  # fmt: skip

_CROWDTANGLE_UNUSED = frozenset(
    {
        "Page Category", "Page Admin Top Country", "Page Description", "Post Created Date",
        "Post Created Time", "Total Interactions", "Love", "Wow", "Haha", "Sad", "Angry", "Care",
        "Video Share Status", "Is Video Owner?", "Video Length", "Link", "Image Text",
        "Link Text", "Description", "Sponsor Id", "Sponsor Name", "Sponsor Category",
        "Overperforming Score", "Photo", "Title", "Total Views", "Total Views For All Crossposts",
        "Likes at Posting", "Overperforming Score (weighted  —  Likes 1x Shares 1x Comments 1x "
        "Love 1x Wow 1x Haha 1x Sad 1x Angry 1x Care 1x )",
    }
)  # fmt: skip

CROWDTANGLE_CSV = replace(
    flat_source(
        "crowdtangle-csv",
        "CrowdTangle CSV: Facebook (retired)",
        Plan(
            columns(
                post="URL", account="Facebook Id", posted_at="Post Created", text="Message",
                links="Final Link", likes="Likes", reposts="Shares", replies="Comments",
                views="Post Views", handle="User Name", followers="Followers at Posting",
                account_created_at="Page Created",
            ),
            platform="facebook",
            time_precision="second",
        ),
        required="",
        checked_against="a table written by hand from the list of columns",
        note="Links are the final ones, after redirection",
    ),
    required=frozenset({"Facebook Id", "Post Created", "Message", "URL"}),
    ignored=_CROWDTANGLE_UNUSED | {"Type"},
    personal=frozenset({"Page Name", "Group Name"}),
)  # fmt: skip


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    holder = mapping(record, "result") or record
    posts = items(holder, "posts")
    yield from posts if posts else [record]


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    account, counts = mapping(item, "account"), mapping(item, "statistics.actual")
    platform = (text(item, "platform") or "Facebook").casefold()
    who = as_text(first(account, "platformId", "id"))
    if who:
        out.account(
            line,
            account=who,
            followers=account.get("subscriberCount"),
            verified=account.get("verified"),
            avatar=text(account, "profileImage"),
            handle=text(account, "handle"),
            platform=platform,
        )
    links = each(item, "expandedLinks", "expanded", "original")
    lone = text(item, "link")
    out.post(
        line,
        post=first(item, "platformId", "postUrl", "id"),
        account=who,
        posted_at=item.get("date"),
        text=text(item, "message") or text(item, "description"),
        lang=text(item, "languageCode"),
        links=links or ([lone] if lone and item.get("type") == "link" else None),
        engagement={
            "likes": first(counts, "likeCount", "favoriteCount"),
            "reposts": counts.get("shareCount"),
            "replies": counts.get("commentCount"),
            "views": counts.get("viewCount"),
        },
        platform=platform,
    )


def _read_crowdtangle(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, Nested("facebook", _unwrap, _take))


CROWDTANGLE_JSON = Source(
    id="crowdtangle-json",
    title="CrowdTangle API's posts (retired)",
    platform="facebook, instagram",
    required=frozenset({"platformId", "date", "postUrl", "account.platformId"}),
    optional=words(
        "platform message description languageCode link type expandedLinks statistics.actual id "
        "account.subscriberCount account.verified account.profileImage account.handle account.id"
    ),
    ignored=words(
        "statistics.expected updated caption title media score subscriberCount imageText "
        "legacyId brandedContentSponsor liveVideoStatus videoLengthMS newId history ct_tag "
        "account.url account.platform account.accountType account.pageAdminTopCountry "
        "account.pageDescription account.pageCreatedDate account.pageCategory"
    ),
    personal=frozenset({"account.name"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="answers written by hand from the API's documentation",
    note="A time without a zone is UTC",
    read=_read_crowdtangle,
    unwrap=_unwrap,
)
