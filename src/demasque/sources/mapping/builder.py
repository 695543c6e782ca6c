"""Rows of nested exports, one at a time, into batches of tables.

For formats whose records are trees (an X API page, a Bluesky post): the source walks a record and
calls :meth:`Builder.post` and :meth:`Builder.account`; bad values become rejects here, so that
every source treats them alike. Flat formats are faster through :mod:`flat`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any

import pyarrow as pa

from demasque.errors import Sentence
from demasque.schema import POST_KINDS, SOURCE_TABLES
from demasque.sources.mapping.cells import (
    as_bool,
    as_client,
    as_host,
    as_int,
    as_reference,
    as_text,
    digest,
    handle_shape,
)
from demasque.sources.mapping.found_in_text import hashtags_in, links_in, mentions_in
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.mapping.whole_columns.why_not_kept import why_not
from demasque.sources.source import Batch

ROWS_PER_BATCH = 20_000
_WORTH_A_TABLE = 200  # rows; fewer are kept as cells until there are more


class Builder:
    """Collects posts and accounts of one file until :meth:`full`, then gives a :class:`Batch`.

    ``platform`` and ``time_precision`` hold for every row unless a row says otherwise; ``counted``
    is for what a format counts of its own over the whole file.
    """

    def __init__(self, source_file: str, platform: str, time_precision: str = "second") -> None:
        self.file = source_file
        self.platform = platform
        self.precision = time_precision
        self.counted: Counter[str] = Counter()
        self._columns: dict[str, dict[str, list[Any]]] = {}
        self._whole: dict[str, list[pa.Table]] = {}  # rows that came before those in the columns
        self._rows = 0
        self._clear()

    def _clear(self) -> None:
        self._columns = {
            name: {column: [] for column in schema.names} for name, schema in SOURCE_TABLES.items()
        }
        self._whole = {name: [] for name in SOURCE_TABLES}
        self._rows = 0

    def _add(self, table: str, **values: Any) -> None:
        for column, cells in self._columns[table].items():
            cells.append(values.get(column))

    def saw_row(self, rows: int = 1) -> None:
        """Count one row (line, record) of the export, or some, as read."""
        self._rows += rows

    def extend(
        self, table: str, columns: Mapping[str, Sequence[Any] | pa.Array], rows: int
    ) -> None:
        """Add rows of a table, whole columns at a time; a column that is not given is null.

        The cells must be what :meth:`post` and its kin make of a record's values.
        """
        if rows >= _WORTH_A_TABLE:
            self._close(table)
            schema = SOURCE_TABLES[table]
            every = {
                field.name: columns.get(field.name, pa.nulls(rows, field.type)) for field in schema
            }
            self._whole[table].append(pa.table(every, schema=schema))
            return
        for column, cells in self._columns[table].items():
            given = columns.get(column, repeat(None, rows))
            cells.extend(given.to_pylist() if isinstance(given, pa.Array) else given)

    def _close(self, table: str) -> None:
        """Make a table of the rows that came one by one."""
        columns = self._columns[table]
        if next(iter(columns.values())):
            self._whole[table].append(pa.table(columns, schema=SOURCE_TABLES[table]))
            self._columns[table] = {column: [] for column in columns}

    def full(self) -> bool:
        """Whether the rows so far are worth a batch."""
        posts = len(self._columns["posts"]["post"]) + sum(map(len, self._whole["posts"]))
        return max(self._rows, posts) >= ROWS_PER_BATCH

    def reject(self, line: int, reason: str) -> None:
        """A row that cannot be used. ``reason`` is a fixed sentence: it never quotes the row."""
        self._add("rejects", source_file=self.file, source_line=line, reason=reason)

    def post(
        self,
        line: int,
        *,
        post: Any,
        account: Any,
        posted_at: Any,
        text: str | None = None,
        lang: str | None = None,
        kind: str = "original",
        parent: Any = None,
        root: Any = None,
        venue: Any = None,
        links: Iterable[str] | None = None,
        hashtags: Iterable[str] | None = None,
        mentions: Iterable[Any] | None = None,
        media: Iterable[str] = (),
        engagement: Mapping[str, Any] | None = None,
        platform: str | None = None,
        time_precision: str | None = None,
        client: Any = None,
    ) -> bool:
        """One post with raw ids; False when it was rejected.

        ``posted_at`` is a datetime, an epoch number or any text that
        :func:`times.parse_time` reads. ``links``, ``hashtags`` and ``mentions``
        left at None are taken from the text; give () where the export says there are none.
        ``engagement`` has keys of the engagement table. ``client`` names the program that the post
        came from, with or without markup.
        """
        post_id, account_id = as_text(post), as_text(account)
        at = posted_at if isinstance(posted_at, datetime) else parse_time(posted_at)
        reason = why_not(post_id, account_id, posted_at, at)
        if reason:
            self.reject(line, reason)
            return False
        if kind not in POST_KINDS:
            raise ValueError(f"no such kind of post: {kind}")
        words = as_text(text)
        self._add(
            "posts",
            post=post_id,
            account=account_id,
            platform=platform or self.platform,
            posted_at=at,
            time_precision=time_precision or self.precision,
            kind=kind,
            text=words,
            lang=as_text(lang),
            parent=as_reference(parent),
            root=as_reference(root),
            venue=as_reference(venue),
            source_file=self.file,
            source_line=line,
            client=as_client(client),
        )
        self._thing_lists(post_id, words, links, hashtags, mentions)
        self._things("media_use", "media", post_id, media)
        counts = {key: as_int(value) for key, value in (engagement or {}).items()}
        if any(value is not None for value in counts.values()):
            self._add("engagement", post=post_id, **counts)
        return True

    def _thing_lists(
        self,
        post: str | None,
        words: str | None,
        links: Iterable[str] | None,
        hashtags: Iterable[str] | None,
        mentions: Iterable[Any] | None,
    ) -> None:
        """What the export lists; where it has no list, what the text holds."""
        self._things("links", "url", post, links_in(words) if links is None else links)
        self._things("hashtags", "tag", post, hashtags_in(words) if hashtags is None else hashtags)
        found = mentions_in(words) if mentions is None else mentions
        self._things("mentions", "account", post, found)

    def _things(self, table: str, column: str, post: str | None, values: Iterable[Any]) -> None:
        for position, value in enumerate(values):
            word = as_text(value)
            if word is not None:
                self._add(table, post=post, position=position, **{column: word})

    def account(
        self,
        line: int,
        *,
        account: Any,
        created_at: Any = None,
        followers: Any = None,
        following: Any = None,
        posts_total: Any = None,
        verified: Any = None,
        avatar: str | None = None,
        bio: str | None = None,
        display_name: str | None = None,
        handle: str | None = None,
        platform: str | None = None,
        host: str | None = None,
    ) -> bool:
        """One account's description with its raw id; False when it was rejected.

        ``avatar`` (an address), ``bio``, ``display_name`` and ``handle`` are turned into hashes and
        features here; of ``host`` (an address or a name) the server's name is kept. The words of
        bio and display name go no further than the case's door, unless the file is added with
        --keep-profile-text.
        """
        account_id = as_text(account)
        if account_id is None:
            self.reject(line, Sentence("no account"))
            return False
        shape = handle_shape(handle)
        self._add(
            "accounts",
            account=account_id,
            platform=platform or self.platform,
            created_at=created_at if isinstance(created_at, datetime) else parse_time(created_at),
            followers=as_int(followers),
            following=as_int(following),
            posts_total=as_int(posts_total),
            verified=as_bool(verified),
            avatar=digest(avatar),
            bio_hash=digest(bio),
            handle_length=shape.length,
            handle_digits=shape.digits,
            source_file=self.file,
            source_line=line,
            name_hash=digest(display_name),
            handle_shape=shape.runs,
            host=as_host(host),
        )
        words = {"display_name": as_text(display_name), "bio": as_text(bio)}
        if any(words.values()):
            where = platform or self.platform
            self._add("profile_texts", account=account_id, platform=where, **words)
        return True

    def follow(self, line: int, *, account: Any, followed: Any, followed_at: Any = None) -> bool:
        """One account that follows another, raw ids; False when it was rejected."""
        who, whom = as_text(account), as_reference(followed)
        if who is None or whom is None:
            self.reject(line, Sentence("no account"))
            return False
        self._add(
            "follows",
            account=who,
            followed=whom,
            platform=self.platform,
            followed_at=parse_time(followed_at),
            source_file=self.file,
            source_line=line,
        )
        return True

    def deletion(
        self,
        line: int,
        *,
        post: Any = None,
        account: Any = None,
        at: Any = None,
        by_network: bool = False,
        platform: str | None = None,
    ) -> bool:
        """A notice that a post was deleted, raw ids; without a post: that an account is gone.

        ``at`` is when: of an account, all posts dated before are meant. ``by_network`` says whose
        decision it was. False when it was rejected.
        """
        post_id, account_id, when = as_text(post), as_text(account), parse_time(at)
        if post_id is None and (account_id is None or when is None):
            self.reject(line, Sentence("no time") if account_id else Sentence("no account"))
            return False
        self._add(
            "deletions",
            post=post_id,
            account=account_id,
            platform=platform or self.platform,
            kind="takendown" if by_network else "deleted",
            at=when,
            source_file=self.file,
            source_line=line,
        )
        return True

    def batch(self) -> Batch:
        """What was collected since the last batch; empties the builder."""
        for name in self._columns:
            self._close(name)
        tables = {
            name: pa.concat_tables(parts).combine_chunks()
            for name, parts in self._whole.items()
            if parts
        }
        batch = Batch(self._rows, tables)
        self._clear()
        return batch
