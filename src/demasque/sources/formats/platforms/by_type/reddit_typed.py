"""Reddit's submissions by type; :mod:`pushshift` says what each value means."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.found_in_text import links_in
from demasque.sources.mapping.nested import unescaped
from demasque.sources.mapping.typed_records import Latest, Run, Said, TypedRecords, learned
from demasque.sources.mapping.typed_rows import add_accounts, add_posts
from demasque.sources.source import Sample

_Number = float | Said


class _Submission(Struct, gc=False):
    author: str | None = None
    id: str | None = None
    title: str | None = None
    selftext: str | None = None
    url: str | None = None
    is_self: bool | None = None
    crosspost_parent: str | None = None
    created_utc: _Number = None
    author_created_utc: _Number = None
    score: _Number = None
    num_comments: _Number = None


def _plain(submission: Any, _: Latest) -> bool:
    """Whether the author's name is as written, or there is none."""
    return submission.author is None or as_text(submission.author) == submission.author


def _take(out: Builder, run: Run, nobody: Collection[str]) -> None:
    found = run.records
    lines = [line for n in run.lines for line in run.lines_of(n, 1)]
    out.saw_row(len(found))
    authors = [one.author if one.author not in nobody else None for one in found]
    named = [row for row, author in enumerate(authors) if author]
    names = [authors[row] for row in named]
    add_accounts(
        out,
        [lines[row] for row in named],
        account=names,
        handle=names,
        created_at=[found[row].author_created_utc for row in named],
    )
    bodies = [unescaped(one.selftext) for one in found]
    add_posts(
        out,
        lines,
        post=[_name(as_text(one.id)) for one in found],
        account=authors,
        posted_at=[one.created_utc for one in found],
        text=[
            _text((unescaped(one.title), body), nobody)
            for one, body in zip(found, bodies, strict=True)
        ],
        kind=["repost" if one.crosspost_parent else "original" for one in found],
        parent=[one.crosspost_parent for one in found],
        links=[_links(one, body) for one, body in zip(found, bodies, strict=True)],
        engagement={
            "likes": [one.score for one in found],
            "replies": [one.num_comments for one in found],
        },
    )


def _name(number: str | None) -> str | None:
    return f"t3_{number.removeprefix('t3_')}" if number else None


def _text(said: Sequence[str | None], nobody: Collection[str]) -> str:
    return "\n".join(part for part in said if part and part not in nobody)


def _links(one: Any, body: str | None) -> list[str]:
    links, address = links_in(body), unescaped(one.url) or ""
    if one.is_self is not True and address.startswith("http") and address not in links:
        links.insert(0, address)
    return links


def submissions_typed(_: Sample, nobody: Collection[str]) -> TypedRecords:
    """How submissions are read by type; ``nobody`` are the words for an author who is gone."""
    return TypedRecords(
        record=lambda seen: learned(_Submission, seen),
        plain=_plain,
        take=lambda out, run: _take(out, run, nobody),
    )
