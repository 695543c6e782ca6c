"""Reddit as Pushshift and Arctic Shift store it: one comment or submission a line (.zst).

Names are prefixed as Reddit does (t1_ comments, t3_ submissions), so that comments find what they
answer. What was deleted before it was collected has no author and is rejected.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from demasque.sources.fields import words
from demasque.sources.formats.platforms.by_type.reddit_typed import submissions_typed
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.flat import Plan
from demasque.sources.mapping.flat_source import columns, flat_source
from demasque.sources.mapping.found_in_text import links_in
from demasque.sources.mapping.nested import Nested, as_is, text, unescaped
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source

_NO_ACCOUNT = frozenset({"[deleted]", "[removed]"})
_CHECKED = "lines written by hand from the fields that Pushshift and Arctic Shift share"
_IGNORED = (
    "all_awardings approved_at_utc approved_by archived associated_award "
    "author_cakeday author_flair_background_color author_flair_css_class author_flair_richtext "
    "author_flair_template_id author_flair_text author_flair_text_color author_flair_type "
    "author_fullname author_is_blocked author_patreon_flair author_premium awarders banned_at_utc "
    "banned_by body_html body_sha1 can_gild can_mod_post collapsed collapsed_because_crowd_control "
    "collapsed_reason collapsed_reason_code comment_type controversiality distinguished downs "
    "edited gilded gildings is_submitter likes locked mod_note mod_reason_by mod_reason_title "
    "mod_reports name nest_level num_reports permalink removal_reason replies report_reasons "
    "retrieved_on retrieved_utc rte_mode saved score_hidden send_replies stickied subreddit "
    "subreddit_id subreddit_name_prefixed subreddit_type top_awarded_type "
    "total_awards_received treatment_tags unrepliable_reason updated_on updated_utc ups "
    "user_reports utc_datetime_str _meta expression_asset_data editable no_follow media_metadata "
)

REDDIT_DUMP_COMMENTS = flat_source(
    "reddit-comments",
    "Reddit comments, one a line (Pushshift, Arctic Shift)",
    Plan(
        columns(
            post="id",
            account="author",
            handle="author",
            posted_at="created_utc",
            text="body",
            parent="parent_id",
            root="link_id",
            likes="score",
            account_created_at="author_created_utc",
        ),
        platform="reddit",
        kind="comment",
        time_precision="second",
        post_prefix="t1_",
        removed_words=_NO_ACCOUNT,
        escaped=True,
    ),
    required="id author body created_utc link_id parent_id subreddit",
    ignored=_IGNORED,
    checked_against=_CHECKED,
    shapes="ndjson json",
)


def _take_submission(out: Builder, line: int, item: dict[str, Any]) -> None:
    author, number = as_text(item.get("author")), as_text(item.get("id"))
    author = None if author in _NO_ACCOUNT else author
    said = [part for key in ("title", "selftext") if (part := unescaped(text(item, key)))]
    address = unescaped(text(item, "url")) or ""
    links = links_in(unescaped(text(item, "selftext")))
    if item.get("is_self") is not True and address.startswith("http") and address not in links:
        links.insert(0, address)
    if author:
        out.account(line, account=author, handle=author, created_at=item.get("author_created_utc"))
    out.post(
        line,
        post=f"t3_{number.removeprefix('t3_')}" if number else None,
        account=author,
        posted_at=item.get("created_utc"),
        text="\n".join(part for part in said if part not in _NO_ACCOUNT),
        kind="repost" if item.get("crosspost_parent") else "original",
        parent=item.get("crosspost_parent"),
        links=links,
        engagement={"likes": item.get("score"), "replies": item.get("num_comments")},
    )


_SUBMISSIONS = Nested(
    "reddit",
    as_is,
    _take_submission,
    typed=partial(submissions_typed, nobody=_NO_ACCOUNT),
    apart=f"{__name__}:_SUBMISSIONS",
)


def _read_submissions(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, _SUBMISSIONS)


REDDIT_DUMP_SUBMISSIONS = Source(
    id="reddit-submissions",
    title="Reddit submissions, one a line (Pushshift, Arctic Shift)",
    platform="reddit",
    required=words("id author title created_utc selftext subreddit"),
    optional=words("url is_self score num_comments author_created_utc crosspost_parent"),
    ignored=words(_IGNORED)
    | words(
        "allow_live_comments brand_safe category content_categories contest_mode "
        "crosspost_parent_list discussion_type domain from from_id from_kind gallery_data hidden "
        "hide_score is_created_from_ads_ui is_crosspostable is_gallery is_meta "
        "is_original_content is_reddit_media_domain is_robot_indexable is_video "
        "link_flair_background_color link_flair_css_class link_flair_richtext "
        "link_flair_template_id link_flair_text link_flair_text_color link_flair_type media "
        "media_embed media_only num_crossposts over_18 parent_whitelist_status pinned poll_data "
        "post_hint preview pwls quarantine removed_by removed_by_category secure_media "
        "secure_media_embed selftext_html spoiler subreddit_subscribers suggested_sort thumbnail "
        "thumbnail_height thumbnail_width upvote_ratio url_overridden_by_dest view_count visited "
        "whitelist_status wls"
    ),
    shapes=frozenset({"ndjson", "json"}),
    checked_against=_CHECKED,
    read=_read_submissions,
    unwrap=as_is,
)
