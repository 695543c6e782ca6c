"""Mastodon statuses (and its relatives': Truth Social, Gab), as the API and its clients give them.

A boost is a repost by whoever boosts; the boosted status comes along and is read as a post too.
Accounts are named as ``user@host``: the same person's numeric id differs from server to server. A
status's ``uri`` names it everywhere. Statuses for followers or for named people only are refused
one by one: they are not public.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from demasque.errors import Sentence
from demasque.sources.fields import words
from demasque.sources.formats.platforms.by_type.mastodon_names import (
    name_of_status,
    name_on_server,
    neighbour,
)
from demasque.sources.formats.platforms.by_type.mastodon_typed import mastodon_typed
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.html_text import words_and_links
from demasque.sources.mapping.nested import (
    Beside,
    Nested,
    each,
    first,
    items,
    mapping,
    records,
    text,
)
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source

_NOTICE = frozenset({"event", "payload", "server"})
_PUBLIC = frozenset({"public", "unlisted"})


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    statuses = items(record, "statuses")
    if "account" not in record and statuses:
        yield from statuses
        return
    yield record
    yield from statuses_beside(record)


def statuses_beside(status: Mapping[str, Any], depth: int = 2) -> Iterator[Beside]:
    """The status that one boosts, and those that it or the boosted one quotes."""
    for key in ("reblog", "quote.quoted_status", "quote"):
        beside = mapping(status, key)
        if "account" in beside and depth:
            yield Beside(beside)
            yield from statuses_beside(beside, depth - 1)


def _version(item: Mapping[str, Any]) -> tuple[str, Any] | None:
    when = parse_time(text(item, "edited_at")) or parse_time(text(item, "created_at"))
    name = _name(item)
    return (name, when) if name and when else None


def _was_edited(item: Mapping[str, Any]) -> bool:
    return bool(item.get("edited_at"))


def _name(status: Mapping[str, Any]) -> str | None:
    """A status's address without its author, whom an answer to it does not name."""
    return name_of_status(as_text(first(status, "uri", "url", "id")))


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    if item.get("event") != "delete":
        take_status(out, line, item)
        return
    name = _name_of_deleted(item)
    if name is None:
        out.reject(line, Sentence("a notice that a post was deleted, which does not say which"))
        return
    out.deletion(line, post=name, at=item.get("at"))


def _name_of_deleted(notice: Mapping[str, Any]) -> str | None:
    """The name of the status that a server's notice means.

    A server numbers statuses by itself: those of other servers are known only by an address
    (``uri``) that whoever kept the notice noted beside it.
    """
    number, server = as_text(notice.get("payload")), text(notice, "server")
    address = text(notice, "uri")
    if address is None and number and server:
        address = f"https://{server}/users/_/statuses/{number}"
    return _name({"uri": address}) if address else None


def take_status(out: Builder, line: int, item: dict[str, Any], platform: str = "mastodon") -> None:
    """One status, and the account that wrote it."""
    if "visibility" in item and text(item, "visibility") not in _PUBLIC:
        if not isinstance(item, Beside):
            out.reject(line, Sentence("a status that is not public"))
        return
    account = mapping(item, "account")
    who = _account_name(account, platform)
    if isinstance(item, Beside) and not (who and _name(item) and item.get("created_at")):
        return
    if who:
        _account(out, line, account, who, platform)
    reblog, quoted = mapping(item, "reblog"), _quoted(item)
    html = text(item, "content") or ""
    said, links = words_and_links(html)
    card = text(item, "card.url")
    kind, parent = _kind(item, reblog, quoted)
    out.post(
        line,
        post=_name(item),
        account=who,
        posted_at=item.get("created_at"),
        text="\n".join(part for part in (text(item, "spoiler_text"), said) if part),
        lang=text(item, "language"),
        kind=kind,
        parent=parent,
        venue=_whom(item, platform),
        links=[] if reblog else [*links, *([card] if card and card not in links else [])],
        hashtags=[] if reblog else each(item, "tags", "name"),
        mentions=[
            name
            for person in records(item, "mentions")
            if (name := _account_name(person, platform)) is not None
        ],
        engagement={
            "likes": item.get("favourites_count"),
            "reposts": item.get("reblogs_count"),
            "replies": item.get("replies_count"),
            "quotes": item.get("quotes_count"),
        },
        platform=platform,
        client=text(item, "application.name"),
    )


def _quoted(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(item, "quote.quoted_status") or mapping(item, "quote")


def _kind(
    item: Mapping[str, Any], reblog: Mapping[str, Any], quoted: Mapping[str, Any]
) -> tuple[str, str | None]:
    if reblog:
        return "repost", _name(reblog)
    if "account" in quoted or item.get("quote_id"):
        return "quote", _name(quoted) or as_text(item.get("quote_id"))
    answers = as_text(item.get("in_reply_to_id"))
    if not answers:
        return "original", None
    return "reply", neighbour(as_text(item.get("id")), _name(item) or "", answers)


def _whom(item: Mapping[str, Any], platform: str) -> str | None:
    number = as_text(item.get("in_reply_to_account_id"))
    for person in records(item, "mentions"):
        if number and as_text(person.get("id")) == number:
            return _account_name(person, platform)
    return None


def _account_name(account: Mapping[str, Any], platform: str) -> str | None:
    name = as_text(first(account, "acct", "username"))
    return name_on_server(name, text(account, "url") or "") if platform == "mastodon" else name


def _account(out: Builder, line: int, account: Mapping[str, Any], who: str, platform: str) -> None:
    out.account(
        line,
        account=who,
        created_at=account.get("created_at"),
        followers=account.get("followers_count"),
        following=account.get("following_count"),
        posts_total=account.get("statuses_count"),
        verified=account.get("verified"),
        avatar=text(account, "avatar_static") or text(account, "avatar"),
        bio=text(account, "note"),
        handle=text(account, "username"),
        platform=platform,
    )


_STATUSES = Nested(
    "mastodon",
    _unwrap,
    _take,
    _version,
    _was_edited,
    typed=mastodon_typed,
    apart=f"{__name__}:_STATUSES",
)


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, _STATUSES)


MASTODON = Source(
    id="mastodon",
    title="Mastodon statuses, as the API gives them",
    platform="mastodon",
    required=frozenset({"id", "account.acct", "created_at", "content"}),
    optional=words(
        "uri url in_reply_to_id in_reply_to_account_id reblog language visibility replies_count "
        "reblogs_count favourites_count quotes_count mentions tags card.url edited_at "
        "spoiler_text quote application.name account.username account.url account.created_at "
        "account.followers_count account.following_count account.statuses_count account.avatar "
        "account.avatar_static account.note event payload server"
    ),
    ignored=words(
        "sensitive media_attachments card emojis application.website poll filtered favourited "
        "reblogged muted bookmarked pinned text local_only pleroma quote_approval quote_id "
        "account.id account.uri account.locked account.bot account.group account.discoverable "
        "account.header account.header_static account.last_status_at account.emojis account.roles "
        "account.noindex account.indexable account.hide_collections account.verified "
        "account.avatar_description account.header_description account.limited "
        "account.suspended account.memorial account.moved"
    ),
    personal=frozenset({"account.display_name", "account.fields"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="statuses written by hand from the API's documentation",
    note="Statuses that are not public are rejected; notices of deletions are honoured",
    notices=_NOTICE,
    read=_read,
    unwrap=_unwrap,
)


def status_name(status: Mapping[str, Any]) -> str | None:
    """What names a status on all servers: its address, without its author; None where it has none.

    It is what :attr:`MASTODON` names a post by.
    """
    return _name(status)
