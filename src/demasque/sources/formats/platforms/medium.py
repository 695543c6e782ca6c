"""Medium: the RSS of a person or publication, and the JSON that its pages hold.

The JSON is what a page gives for ``?format=json`` (``payload``) or holds in its HTML: the cache of
the Apollo client (``Post:...``, ``User:...``, ``Paragraph:...``), whose records name each other
instead of holding each other. The author is the name in the post's address (medium.com/@name);
publications' feeds have only the author's display name, which then stands for the account and is,
like every account id, stored as a pseudonym only.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from demasque.sources.fields import words
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.html_text import words_and_links
from demasque.sources.mapping.nested import (
    Nested,
    each,
    first,
    items,
    mapping,
    records,
    text,
)
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.readers.xml_items import read_items
from demasque.sources.source import Batch, Reading, Source

_WHO = re.compile(r"https?://(?:medium\.com/@([\w.-]+)|([\w-]+)\.medium\.com)(?:[/?#]|$)")
_OWN = re.compile(r"https?://(?:[\w-]+\.)?medium\.com/(?:m/|media/|_/)")


def author_of(address: str | None) -> str | None:
    """The author's name in the address of a post."""
    found = _WHO.match(address or "")
    return (found[1] or found[2]) if found else None


def _read_rss(reading: Reading) -> Iterator[Batch]:
    out = Builder(reading.source_file, "medium")
    feed = read_items(reading.file)
    reading.fields.seen.clear()
    for line, item in enumerate(feed.values, 1):
        reading.fields.seen.update(item)
        out.saw_row()
        _take_item(out, line, item)
    if feed.problem:
        out.saw_row()
        out.reject(len(feed.values) + 1, feed.problem)
    yield out.batch()


def _take_item(out: Builder, line: int, item: Mapping[str, list[str]]) -> None:
    one = {key: values[0].strip() for key, values in item.items()}
    html = one.get("content:encoded") or one.get("description") or ""
    said, links = words_and_links(html)
    who = author_of(one.get("link")) or one.get("dc:creator")
    guid = one.get("guid", "").rstrip("/")
    out.post(
        line,
        post=guid.rsplit("/", 1)[-1],
        account=who,
        posted_at=one.get("pubDate"),
        text="\n".join(part for part in (one.get("title"), said) if part),
        links=[link for link in links if not _OWN.match(link)],
        hashtags=[tag.strip() for tag in item.get("category", [])],
    )


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    payload = mapping(record, "payload")
    if payload:
        people = mapping(payload, "references.User")
        value = mapping(payload, "value")
        posts = [value] if "firstPublishedAt" in value else []
        posts += [p for p in mapping(payload, "references.Post").values() if isinstance(p, dict)]
        yield from (_with_author(post, people.get(str(post.get("creatorId")))) for post in posts)
        return
    posts = [value for key, value in record.items() if key.startswith("Post:")]
    if posts:
        yield from (_from_cache(p, record) if isinstance(p, dict) else p for p in posts)
    elif "firstPublishedAt" in record:
        yield record


def _from_cache(post: dict[str, Any], cache: Mapping[str, Any]) -> dict[str, Any]:
    """A post of Apollo's cache with its author and its paragraphs in their places."""
    content = _looked_up(cache, _answer_to(post, "content"))
    body = _looked_up(cache, _answer_to(content, "bodyModel"))
    paragraphs = [
        {**found, "markups": [_looked_up(cache, mark) for mark in items(found, "markups")]}
        for named in items(body, "paragraphs")
        if isinstance(found := _looked_up(cache, named), dict)
    ]
    own = {key: value for key, value in post.items() if not key.startswith("content(")}
    if paragraphs:
        own["content"] = {"bodyModel": {"paragraphs": paragraphs}}
    return _with_author(own, cache.get(str(_reference(post.get("creator")))))


def _reference(value: Any) -> str | None:
    """The name of the record of the cache that a value stands for, in its new or its old form."""
    if not isinstance(value, dict):
        return None
    return text(value, "__ref") or (text(value, "id") if value.get("type") == "id" else None)


def _looked_up(cache: Mapping[str, Any], value: Any) -> Any:
    """A value, or the record of the cache that it stands for."""
    name = _reference(value)
    return value if name is None else cache.get(name)


def _answer_to(record: Any, question: str) -> Any:
    """The value at a key, which the cache may write with what was asked: ``content({...})``."""
    if not isinstance(record, dict):
        return None
    asked = (key for key in record if key.startswith(f"{question}("))
    return record.get(question) or record.get(next(asked, ""))


def _with_author(post: dict[str, Any], user: Any) -> dict[str, Any]:
    return {**post, "user": user} if isinstance(user, dict) and "user" not in post else post


def _take_post(out: Builder, line: int, item: dict[str, Any]) -> None:
    user = mapping(item, "user")
    creator = _reference(item.get("creator"))
    who = as_text(first(user, "username") or item.get("creatorId") or creator)
    if who and user:
        out.account(
            line,
            account=who,
            created_at=user.get("createdAt"),
            followers=first(user, "socialStats.followerCount", "usersFollowedByCount"),
            avatar=text(user, "imageId"),
            bio=text(user, "bio"),
            handle=text(user, "username"),
        )
    paragraphs = each(item, "content.bodyModel.paragraphs", "text")
    parts = [text(item, "title"), *(p for p in paragraphs if isinstance(p, str))]
    tags = each(item, "virtuals.tags", "slug", "name") or each(item, "tags", "slug", "id", "__ref")
    answers = _answered(item)
    out.post(
        line,
        post=item.get("id"),
        account=who,
        posted_at=item.get("firstPublishedAt") or None,
        text="\n".join(dict.fromkeys(part for part in parts if part)),
        lang=text(item, "detectedLanguage"),
        kind="comment" if answers else "original",
        parent=answers,
        links=_links(item) or None,
        hashtags=[str(tag).removeprefix("Tag:") for tag in tags],
        engagement={
            "likes": first(item, "virtuals.totalClapCount", "clapCount"),
            "replies": first(item, "virtuals.responsesCreatedCount", "postResponses.count"),
        },
    )


def _answered(item: Mapping[str, Any]) -> str | None:
    """The id of the post that a comment answers."""
    named = _reference(item.get("inResponseToPostResult"))
    other = named or first(item, "inResponseToPostId", "inResponseToPostResult.id")
    number = as_text(other)
    return number.removeprefix("Post:") if number else None


def _links(item: Mapping[str, Any]) -> list[str]:
    marks = (
        m for p in records(item, "content.bodyModel.paragraphs") for m in records(p, "markups")
    )
    found = (text(mark, "href") for mark in marks)
    return [link for link in found if link and link.startswith("http")]


def _read_json(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, Nested("medium", _unwrap, _take_post))


MEDIUM_RSS = Source(
    id="medium-rss",
    title="Medium: RSS",
    platform="medium",
    required=frozenset({"guid", "link", "pubDate"}),
    optional=words("title dc:creator category content:encoded description"),
    ignored=words("atom:updated cc:license enclosure"),
    shapes=frozenset({"xml"}),
    checked_against="a feed written by hand from what Medium documents",
    note="Feeds that define entities are refused",
    read=_read_rss,
)
MEDIUM_JSON = Source(
    id="medium-json",
    title="Medium: the JSON of its pages",
    platform="medium",
    required=frozenset({"id", "firstPublishedAt", "title"}),
    optional=words(
        "creatorId creator user.username user.createdAt user.bio user.imageId user.socialStats "
        "detectedLanguage content virtuals tags clapCount inResponseToPostId postResponses "
        "inResponseToPostResult"
    ),
    ignored=words(
        "versionId homeCollectionId homeCollection latestVersion latestPublishedVersion "
        "latestPublishedAt latestRev updatedAt createdAt acceptedAt vote hasUnpublishedEdits "
        "canonicalUrl coverless slug translationSourcePostId translationSourceCreatorId "
        "isApprovedTranslation importedUrl importedPublishedAt visibility uniqueSlug "
        "previewContent license inResponseToMediaResourceId approvedHomeCollectionId "
        "experimentalCss displayAuthor isTitleSynthesized mediumUrl primaryTopic readingTime "
        "isPublished isLocked isSeries user.usersFollowedByCount user.id user.userId "
        "user.__typename user.type user.twitterScreenName user.mediumMemberAt __typename type "
        "collection collectionId extendedPreviewContent previewImage seoTitle socialTitle "
        "wordCount previewContent2 curationStatus featureLockRequestAcceptedAt"
    ),
    personal=frozenset({"user.name", "user.email", "user.facebookAccountId"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="pages written by hand from the names that Medium's pages use",
    read=_read_json,
    unwrap=_unwrap,
)
