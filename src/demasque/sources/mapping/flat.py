"""Flat exports (one row, one post) into batches of tables, whole columns at a time.

A flat source says which column fills which field; everything else is here: times, kinds of post,
links and hashtags found in the text, rejects.
"""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import Sentence
from demasque.schema import SOURCE_TABLES, TIME_PRECISIONS
from demasque.sources.mapping.cells import as_client, as_language
from demasque.sources.mapping.columns import Columns, by_distinct, constant, whole_ids
from demasque.sources.mapping.flat_accounts import accounts_table, profile_texts
from demasque.sources.mapping.flat_parts import part_tables
from demasque.sources.mapping.post_kinds import kinds_and_parents
from demasque.sources.mapping.timestamps.times_of_file import Times, TimesOfFile
from demasque.sources.readers.made_ahead import made_ahead
from demasque.sources.readers.table_rows import Rows, read_rows
from demasque.sources.source import Batch, Fields, Reading

PLATFORM_NAMES: Mapping[str, str] = {
    "twitter": "x", "twitter.com": "x", "x.com": "x", "tw": "x", "fb": "facebook", "yt": "youtube",
    "ig": "instagram", "facebook.com": "facebook", "instagram.com": "instagram",
    "youtube.com": "youtube", "tiktok.com": "tiktok", "linkedin.com": "linkedin",
    "truth social": "truth_social", "reddit.com": "reddit",
}  # fmt: skip

_REFERENCES = ("parent", "reply_to", "repost_of", "quote_of", "root", "venue")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column (or ``=constant``) fills which field of :data:`demasque.sources.fields.FIELDS`.

    ``platform`` and ``kind`` hold where no field gives them. ``time_precision`` None means: judged
    from the times themselves. ``rows`` says what a row is: "posts", "accounts" or "follows".
    ``post_prefix`` is set before post ids, ``removed_words`` are words that stand for no account
    and no text ('[deleted]'), ``escaped`` says that texts have '&amp;' for '&'. Beside the fields,
    ``text_more`` is a column whose words follow those of ``text``. Rows that are not ``in_order``
    are of a table without lines: a post must have an id there, and no row of an account is its
    first.
    """

    columns: Mapping[str, str]
    platform: str = "unknown"
    kind: str = "original"
    time_precision: str | None = None
    rows: str = "posts"
    post_prefix: str = ""
    removed_words: frozenset[str] = frozenset()
    escaped: bool = False
    in_order: bool = True


def read_flat(reading: Reading, plan: Plan) -> Iterator[Batch]:
    """Read a flat file by a plan."""
    reading.fields.use(plan.columns)
    wanted = frozenset(c for c in plan.columns.values() if not c.startswith("="))
    saw = reading.fields.seen.update
    personal = reading.fields.personal
    parts = made_ahead(read_rows(reading.file, reading.sample.shape, wanted, saw, personal))
    order = reading.mapping.get("date_order", "")
    yield from flat_batches(parts, plan, reading.fields, reading.source_file, order)


def flat_batches(
    parts: Iterable[Rows], plan: Plan, fields: Fields, source_file: str, date_order: str = ""
) -> Iterator[Batch]:
    """Make tables of rows, wherever they come from, by a plan."""
    order = plan.columns.get("date_order") or date_order
    in_file, created = TimesOfFile(plan.time_precision, order), TimesOfFile(None, order)
    for rows in parts:
        fields.drop_columns(rows.columns)
        columns = Columns(rows, plan.columns)
        if plan.rows == "follows":
            yield _follows_batch(rows, columns, in_file, plan, source_file)
            continue
        if plan.rows == "accounts":
            yield _accounts_batch(rows, columns, created, plan, source_file)
            continue
        times = in_file.read(columns.times("posted_at"))
        fields.warn(in_file.note)
        fields.warn(_rounded_references(columns))
        yield _posts_batch(rows, columns, (times, created), plan, source_file)


def _accounts_batch(
    rows: Rows, columns: Columns, created: TimesOfFile, plan: Plan, source_file: str
) -> Batch:
    account = columns.ids("account")
    bad = pc.is_null(account)
    platforms = _platforms(columns, plan.platform)
    described = accounts_table(columns, created, account, platforms, rows.lines, source_file)
    tables = {
        "accounts": described,
        "profile_texts": profile_texts(columns, described),
        "rejects": _rejects(rows, [(bad, Sentence("no account"))], source_file),
    }
    return Batch(len(rows.lines) + len(rows.problems), tables)


def _follows_batch(
    rows: Rows, columns: Columns, since: TimesOfFile, plan: Plan, source_file: str
) -> Batch:
    account, followed = columns.ids("account"), whole_ids(columns.ids("followed"))
    bad = pc.or_(pc.is_null(account), pc.is_null(followed))
    count = len(rows.lines)
    values = {
        "account": account,
        "followed": followed,
        "platform": _platforms(columns, plan.platform),
        "followed_at": since.read(columns.times("followed_at")).at,
        "source_file": constant(source_file, count),
        "source_line": pa.array(rows.lines, pa.int64()),
    }
    schema = SOURCE_TABLES["follows"]
    table = pa.table(values, schema=pa.schema([f.with_nullable(True) for f in schema]))
    tables = {
        "follows": table.filter(pc.invert(bad)).cast(schema),
        "rejects": _rejects(rows, [(bad, Sentence("no account"))], source_file),
    }
    return Batch(count + len(rows.problems), tables)


def _posts_batch(
    rows: Rows, columns: Columns, when: tuple[Times, TimesOfFile], plan: Plan, file: str
) -> Batch:
    times, created = when
    posted_at = times.at
    account, post = columns.ids("account"), columns.ids("post")
    if plan.post_prefix:
        post = pc.binary_join_element_wise(plan.post_prefix, post, "")
    account = _without_removed(account, plan)
    reasons = [
        (columns.rounded("account"), Sentence("account id rounded (1.2E+17)")),
        (columns.rounded("post"), Sentence("post id rounded (1.2E+17)")),
        (pc.is_null(account), Sentence("no account")),
        (pc.is_null(columns.clean("posted_at")), Sentence("no time")),
        *times.refused,
    ]
    if not plan.in_order:
        reasons.append((pc.is_null(post), Sentence("no post id")))
    rejects = _rejects(rows, reasons, file)
    bad = np.isin(rows.lines, rejects["source_line"].to_numpy()) if rejects.num_rows else None
    good = pa.array(~bad) if bad is not None else None
    columns = columns.filter(good)
    lines = rows.lines if bad is None else rows.lines[~bad]
    if good is not None:
        account, post, posted_at = (c.filter(good) for c in (account, post, posted_at))
    numbered = pa.array([f"{file[:16]}:{line}" for line in lines]) if post.null_count else post
    post = pc.coalesce(post, numbered)
    posts = _posts(columns, post, account, posted_at, lines, plan, times.precision, file)
    tables = {"posts": posts, "rejects": rejects, **part_tables(columns, posts)}
    described = accounts_table(
        columns, created, account, posts["platform"], lines, file, plan.in_order
    )
    if described.num_rows:
        tables["accounts"] = described
        tables["profile_texts"] = profile_texts(columns, described)
    return Batch(len(rows.lines) + len(rows.problems), tables)


def _posts(
    columns: Columns,
    post: pa.Array,
    account: pa.Array,
    posted_at: pa.Array,
    lines: np.ndarray,
    plan: Plan,
    precision: str,
    file: str,
) -> pa.Table:
    rows = len(lines)
    text = _as_written(columns.joined_text("text", "text_more"), plan)
    kind, parent = kinds_and_parents(columns, text, plan.kind)
    values = {
        "post": post,
        "account": account,
        "platform": _platforms(columns, plan.platform),
        "posted_at": posted_at,
        "time_precision": _precisions(columns, precision),
        "kind": kind,
        "text": text,
        "lang": by_distinct(columns.clean("lang"), as_language),
        "parent": parent,
        "root": whole_ids(columns.ids("root")),
        "venue": _without_removed(whole_ids(columns.ids("venue")), plan),
        "source_file": constant(file, rows),
        "source_line": pa.array(lines, pa.int64()),
        "client": by_distinct(columns.clean("client"), as_client),
    }
    return pa.table(values, schema=SOURCE_TABLES["posts"])


def _as_written(text: pa.Array, plan: Plan) -> pa.Array:
    if plan.escaped:
        text = by_distinct(text, html.unescape)
    return _without_removed(text, plan)


def _without_removed(values: pa.Array, plan: Plan) -> pa.Array:
    """Take away the words that a platform puts where an account or a text was removed."""
    if not plan.removed_words:
        return values
    removed = pc.is_in(values, pa.array(sorted(plan.removed_words)))
    return pc.if_else(removed, pa.scalar(None, pa.string()), values)


def _platforms(columns: Columns, otherwise: str) -> pa.Array:
    def name(word: str) -> str:
        plain = word.strip().casefold()
        return PLATFORM_NAMES.get(plain, plain)

    return pc.fill_null(by_distinct(columns.clean("platform"), name), otherwise)


def _precisions(columns: Columns, otherwise: str) -> pa.Array:
    def name(word: str) -> str | None:
        plain = word.strip().casefold()
        return plain if plain in TIME_PRECISIONS else None

    return pc.fill_null(by_distinct(columns.clean("time_precision"), name), otherwise)


def _rounded_references(columns: Columns) -> str | None:
    """A warning where posts name others by ids that have lost their last digits."""
    fields = [f for f in _REFERENCES if columns.has(f) and pc.any(columns.rounded(f)).as_py()]
    if not fields:
        return None
    return Sentence(
        "{columns} holds ids rounded to something like 1.2E+17, which name nothing any more: they "
        "were left out. Export the file again with ids as text.",
        columns=", ".join(columns.column_name(field) for field in fields),
    )


def _rejects(rows: Rows, reasons: Sequence[tuple[pa.Array, str]], file: str) -> pa.Table:
    """The rejects of a batch: rows that could not be read, then each bad row's first reason."""
    found = dict(rows.problems)
    for mask, reason in reversed(reasons):
        for line in rows.lines[np.asarray(mask)]:
            found[int(line)] = reason
    lines = sorted(found)
    values = {
        "source_file": constant(file, len(lines)),
        "source_line": pa.array(lines, pa.int64()),
        "reason": pa.array([found[line] for line in lines], pa.string()),
    }
    return pa.table(values, schema=SOURCE_TABLES["rejects"])
