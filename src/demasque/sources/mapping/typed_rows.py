"""Rows of typed records, whole columns at a time, into a Builder.

:func:`add_posts` and :func:`add_accounts` do for many rows what :meth:`Builder.post` and
:meth:`Builder.account` do for one, and give the same cells, rejects and order. Values are text, or
None where the record has none; whatever else a record may hold is for the Builder.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.privacy import mentioned
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import (
    as_bool,
    as_client,
    as_host,
    as_text,
    digest_of,
    shape_of,
)
from demasque.sources.mapping.columns import NO_VALUE, constant
from demasque.sources.mapping.found_in_text import (
    Rows,
    find_hashtags,
    find_links,
    hashtags_in,
    links_in,
    mentions_in,
    positions,
)
from demasque.sources.mapping.whole_columns.column_cells import (
    as_numbers,
    as_references,
    as_texts,
    each_distinct,
    in_one_row,
)
from demasque.sources.mapping.whole_columns.column_times import each_time, usable_times
from demasque.sources.mapping.whole_columns.why_not_kept import doubtful, why_not

Texts = Sequence[str | None]
Lists = Sequence[Collection[Any] | None]
Column: TypeAlias = "Sequence[Any] | pa.Array"


def add_posts(
    out: Builder,
    lines: Sequence[int],
    *,
    post: Texts,
    account: Texts,
    posted_at: Sequence[datetime | str | None],
    kind: Sequence[str],
    text: Texts | None = None,
    lang: Texts | None = None,
    parent: Texts | None = None,
    root: Texts | None = None,
    venue: Texts | None = None,
    client: Texts | None = None,
    links: Lists | None = None,
    hashtags: Lists | None = None,
    mentions: Lists | None = None,
    media: Lists | None = None,
    engagement: Mapping[str, Sequence[Any]] | None = None,
    platform: str | None = None,
) -> None:
    """Posts, one per line number, as :meth:`Builder.post` takes them; unusable ones are rejected.

    In ``links``, ``hashtags`` and ``mentions`` None stands for a post whose text is to be searched;
    left out, all are. ``engagement`` has a column of numbers per key of its table.
    """
    rows = len(lines)
    if not rows:
        return
    ids, who = as_texts(post), as_texts(account)
    at = usable_times(posted_at)
    times: Column = each_time(posted_at) if at is None else at
    words = pa.array(as_texts(text or [None] * rows), pa.string())
    columns: dict[str, Column] = {
        "post": ids,
        "account": who,
        "platform": constant(platform or out.platform, rows),
        "posted_at": times,
        "time_precision": constant(out.precision, rows),
        "kind": kind,
        "text": words,
        "source_file": constant(out.file, rows),
        "source_line": lines,
    }
    for name, values in (("parent", parent), ("root", root), ("venue", venue)):
        if values is not None:
            columns[name] = as_references(values)
    if lang is not None:
        columns["lang"] = each_distinct(as_text, lang)
    if client is not None:
        columns["client"] = each_distinct(as_client, client)
    counts = {key: as_numbers(values) for key, values in (engagement or {}).items()}
    lists = {"links": links, "hashtags": hashtags, "mentions": mentions}
    bad = _reject(out, lines, ids, who, posted_at, times)
    if bad:
        kept = [row for row in range(rows) if row not in bad]
        columns, counts = _rows(columns, kept), _rows(counts, kept)
        lists = {name: given and [given[row] for row in kept] for name, given in lists.items()}
        media = media and [media[row] for row in kept]
    out.extend("posts", columns, rows - len(bad))
    whose, words = pa.array(columns["post"], pa.string()), columns["text"]
    for table, column, one, many in _FOUND:
        _add_things(out, table, column, whose, *_given_or_found(lists[table], words, one, many))
    if media is not None:
        _add_things(out, "media_use", "media", whose, *in_one_row([some or () for some in media]))
    _add_engagement(out, whose, counts)


_FOUND: Final = (
    ("links", "url", links_in, find_links),
    ("hashtags", "tag", hashtags_in, find_hashtags),
    ("mentions", "account", mentions_in, mentioned),
)


def _given_or_found(
    given: Lists | None,
    words: pa.Array,
    one: Callable[[str | None], list[str]],
    many: Callable[[pa.Array], tuple[Rows, pa.Array]],
) -> tuple[Rows, Rows, Column]:
    """Rows, places and words of what a column of lists gives, and what texts hold without one."""
    if given is None:
        rows, found = many(words)
        held = pc.invert(pc.is_in(found, NO_VALUE))
        return rows[held], positions(rows)[held].astype(np.int64), found.filter(held)
    texts = words.to_pylist() if None in given else []
    return in_one_row([one(texts[n]) if some is None else some for n, some in enumerate(given)])


def _reject(
    out: Builder,
    lines: Sequence[int],
    ids: Texts,
    who: Texts,
    given: Sequence[Any],
    times: Column,
) -> set[int]:
    """Reject what cannot be kept; the numbers of these rows."""
    bad = set()
    for row in doubtful(ids, who, times):
        at = times[row].as_py() if isinstance(times, pa.Array) else times[row]
        reason = why_not(ids[row], who[row], given[row], at)
        if reason:
            out.reject(lines[row], reason)
            bad.add(row)
    return bad


def _rows(columns: Mapping[str, Column], kept: Sequence[int]) -> dict[str, Column]:
    return {
        name: column.take(pa.array(kept, pa.int64()))
        if isinstance(column, pa.Array)
        else [column[row] for row in kept]
        for name, column in columns.items()
    }


def _add_things(
    out: Builder, table: str, column: str, posts: pa.Array, rows: Rows, places: Rows, found: Column
) -> None:
    if len(rows):
        whose = posts.take(pa.array(rows))
        out.extend(table, {"post": whose, "position": places, column: found}, len(rows))


def _add_engagement(out: Builder, posts: pa.Array, counts: Mapping[str, pa.Array]) -> None:
    if not counts:
        return
    told = pa.array(np.logical_or.reduce([column.is_valid() for column in counts.values()]))
    columns = {"post": posts, **counts}
    if not pc.all(told).as_py():
        columns = {name: column.filter(told) for name, column in columns.items()}
    out.extend("engagement", columns, len(columns["post"]))


def add_accounts(
    out: Builder,
    lines: Sequence[int],
    *,
    account: Texts,
    created_at: Texts | None = None,
    followers: Sequence[Any] | None = None,
    following: Sequence[Any] | None = None,
    posts_total: Sequence[Any] | None = None,
    verified: Sequence[Any] | None = None,
    avatar: Texts | None = None,
    bio: Texts | None = None,
    display_name: Texts | None = None,
    handle: Texts | None = None,
    host: Texts | None = None,
    platform: str | None = None,
) -> None:
    """Accounts, one per line number, as :meth:`Builder.account` takes them.

    Raises ValueError for an account without a name: such a record is for the Builder.
    """
    rows = len(lines)
    if not rows:
        return
    who = as_texts(account)
    if None in who:
        raise ValueError("an account without a name")
    where = constant(platform or out.platform, rows)
    columns: dict[str, Column] = {
        "account": who,
        "platform": where,
        "source_file": constant(out.file, rows),
        "source_line": lines,
    }
    if created_at is not None:
        columns["created_at"] = each_time(created_at)
    counted = {"followers": followers, "following": following, "posts_total": posts_total}
    columns |= {name: as_numbers(some) for name, some in counted.items() if some is not None}
    hashed = {"avatar": avatar, "bio_hash": bio, "name_hash": display_name}
    columns |= {
        name: each_distinct(digest_of, as_texts(some))
        for name, some in hashed.items()
        if some is not None
    }
    if verified is not None:
        columns["verified"] = each_distinct(as_bool, verified)
    if host is not None:
        columns["host"] = each_distinct(as_host, host)
    if handle is not None:
        shapes = [shape_of((word or "").removeprefix("@")) for word in as_texts(handle)]
        columns["handle_length"] = [shape.length for shape in shapes]
        columns["handle_digits"] = [shape.digits for shape in shapes]
        columns["handle_shape"] = [shape.runs for shape in shapes]
    out.extend("accounts", columns, rows)
    _add_profile_texts(out, {"account": who, "platform": where}, display_name, bio)


def _add_profile_texts(
    out: Builder, whose: Mapping[str, Column], display_name: Texts | None, bio: Texts | None
) -> None:
    words: dict[str, Column] = {
        name: as_texts(values)
        for name, values in (("display_name", display_name), ("bio", bio))
        if values is not None
    }
    told = [row for row, some in enumerate(zip(*words.values(), strict=True)) if any(some)]
    if told:
        out.extend("profile_texts", _rows({**whose, **words}, told), len(told))
