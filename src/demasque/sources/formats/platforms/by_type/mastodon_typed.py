"""Mastodon's statuses by type; :mod:`mastodon` says what each value means."""

from collections.abc import Collection
from typing import Annotated, Any

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from demasque.sources.formats.platforms.by_type.mastodon_names import (
    name_of_status,
    name_on_server,
    neighbour,
)
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.html_text import words_and_links
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.mapping.typed_records import (
    Latest,
    Run,
    TypedRecords,
    count_held,
    learned,
)
from demasque.sources.mapping.typed_rows import add_accounts, add_posts
from demasque.sources.source import Sample

Count = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | None


class _Author(Struct, gc=False):
    acct: str | None = None
    username: str | None = None
    url: str | None = None
    created_at: str | None = None
    followers_count: Count = None
    following_count: Count = None
    statuses_count: Count = None
    verified: bool | None = None
    avatar: str | None = None
    avatar_static: str | None = None
    note: str | None = None
    display_name: str | None = None
    fields: Raw | UnsetType = UNSET


class _Mentioned(Struct, gc=False):
    id: str | None = None
    acct: str | None = None
    username: str | None = None
    url: str | None = None


class _StatusTag(Struct, gc=False):
    name: str | None = None


class _Card(Struct, gc=False):
    url: str | None = None


class _Program(Struct, gc=False):
    name: str | None = None


class _Status(Struct, gc=False):
    account: _Author
    id: str
    content: str | None = None
    uri: str | None = None
    url: str | None = None
    created_at: str | None = None
    edited_at: str | None = None
    visibility: str | UnsetType = UNSET
    spoiler_text: str | None = None
    language: str | None = None
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    mentions: list[_Mentioned] | None = None
    tags: list[_StatusTag] | None = None
    card: _Card | None = None
    application: _Program | None = None
    favourites_count: Count = None
    reblogs_count: Count = None
    replies_count: Count = None
    quotes_count: Count = None
    reblog: None = None
    # Quotes, notices and lists of statuses are rare.
    quote: None = None
    quote_id: None = None
    event: None = None


class _Edits(Struct, gc=False):
    edited_at: str | None = None
    reblog: "_Edits | None" = None
    quote: None = None
    statuses: None = None


def _was_edited(status: Any) -> bool:
    boosted = status.reblog
    return bool(status.edited_at or (boosted and (boosted.edited_at or boosted.reblog)))


def _status(seen: Collection[str]) -> Any:
    """A status that may boost one that boosts none."""
    boosted = learned(_Status, seen)
    return learned(_Status, seen, reblog=boosted | None)


def _plain(status: Any, latest: Latest) -> bool:
    return _is_usual(status, latest) and (status.reblog is None or _is_usual(status.reblog, latest))


def _is_usual(status: Any, latest: Latest) -> bool:
    """Whether a status is public, by somebody with a name, and no earlier version."""
    if status.visibility not in (UNSET, "public", "unlisted") or _who(status.account) is None:
        return False
    if not latest or (name := _name(status)) is None or name not in latest:
        return True
    when = parse_time(status.edited_at) or parse_time(status.created_at)
    return when is None or not when < latest[name]


def _name(status: Any) -> str | None:
    return name_of_status(as_text(status.uri or status.url or status.id))


def _who(account: Any) -> str | None:
    return name_on_server(as_text(account.acct or account.username), account.url or "")


def _take(out: Builder, run: Run) -> None:
    statuses: list[Any] = []
    lines: list[int] = []
    for status, line in zip(run.records, run.lines, strict=True):
        boosted = status.reblog
        where = run.lines_of(line, 1 if boosted is None else 2)
        statuses.append(status)
        if boosted is not None and _name(boosted) and boosted.created_at:
            statuses.append(boosted)
            lines += where
        else:
            lines.append(where[0])
    out.saw_row(len(run.records))
    _count_personal(run)
    who = [_who(status.account) for status in statuses]
    _add_accounts(out, lines, who, [status.account for status in statuses])
    _add_statuses(out, lines, who, statuses)


def _count_personal(run: Run) -> None:
    every = [*run.records, *(s.reblog for s in run.records if s.reblog is not None)]
    dropped = run.fields.dropped
    count_held(dropped, "account.display_name", [s.account.display_name for s in every])
    count_held(dropped, "account.fields", [s.account.fields for s in every])


def _add_accounts(
    out: Builder, lines: list[int], who: list[str | None], accounts: list[Any]
) -> None:
    add_accounts(
        out,
        lines,
        account=who,
        created_at=[account.created_at for account in accounts],
        followers=[account.followers_count for account in accounts],
        following=[account.following_count for account in accounts],
        posts_total=[account.statuses_count for account in accounts],
        verified=[account.verified for account in accounts],
        avatar=[account.avatar_static or account.avatar for account in accounts],
        bio=[account.note for account in accounts],
        handle=[account.username for account in accounts],
    )


def _add_statuses(
    out: Builder, lines: list[int], who: list[str | None], statuses: list[Any]
) -> None:
    said = [words_and_links(status.content or "") for status in statuses]
    kinds = [_kind(status) for status in statuses]
    add_posts(
        out,
        lines,
        post=[_name(status) for status in statuses],
        account=who,
        posted_at=[status.created_at for status in statuses],
        text=[
            "\n".join(part for part in (status.spoiler_text, words) if part)
            for status, (words, _) in zip(statuses, said, strict=True)
        ],
        lang=[status.language for status in statuses],
        kind=[kind for kind, _ in kinds],
        parent=[parent for _, parent in kinds],
        venue=[_whom(s) if s.in_reply_to_account_id else None for s in statuses],
        links=[
            () if status.reblog else _links(status, links)
            for status, (_, links) in zip(statuses, said, strict=True)
        ],
        hashtags=[
            () if s.reblog or not s.tags else [tag.name for tag in s.tags if tag.name]
            for s in statuses
        ],
        mentions=[
            [name for person in s.mentions if (name := _who(person))] if s.mentions else ()
            for s in statuses
        ],
        engagement={
            "likes": [status.favourites_count for status in statuses],
            "reposts": [status.reblogs_count for status in statuses],
            "replies": [status.replies_count for status in statuses],
            "quotes": [status.quotes_count for status in statuses],
        },
        client=[s.application and s.application.name for s in statuses],
    )


def _links(status: Any, links: list[str]) -> list[str]:
    card = status.card and status.card.url
    return [*links, card] if card and card not in links else links


def _kind(status: Any) -> tuple[str, str | None]:
    if status.reblog is not None:
        return "repost", _name(status.reblog)
    answers = as_text(status.in_reply_to_id)
    if not answers:
        return "original", None
    return "reply", neighbour(as_text(status.id), _name(status) or "", answers)


def _whom(status: Any) -> str | None:
    number = as_text(status.in_reply_to_account_id)
    for person in status.mentions or ():
        if number and as_text(person.id) == number:
            return _who(person)
    return None


def mastodon_typed(sample: Sample) -> TypedRecords | None:
    """How a file of statuses is read by type; None for pages of them."""
    first = next((r for r in sample.records if isinstance(r, dict)), {})
    if "account" not in first:
        return None
    return TypedRecords(record=_status, plain=_plain, take=_take, edited=(_Edits, _was_edited))
