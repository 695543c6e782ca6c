"""The four columns of the R package CooRTweet: who shared which object, in which post, when.

An object is whatever was shared, and its id rarely says what that is. Objects that say it
(``url_``, ``hashtag_``, ``domain_``, ``hash_`` before the id, or an address) become links, hashtags
or media. Any other object is taken to be the post that was shared on, so the content is a repost of
it; but a content with several such objects cannot repost them all, and keeps each as a medium in
common, so that none is lost.

The rows of one content may stand anywhere in the file, so its four columns are held in memory.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import Sentence
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.columns import Columns
from demasque.sources.mapping.timestamps.times import precision_of
from demasque.sources.mapping.timestamps.times_of_file import TimesOfFile
from demasque.sources.readers.table_rows import Rows, read_rows
from demasque.sources.source import Batch, Reading, Source

_SPACES = 3
"""Spaces from which on an object's id reads like a sentence."""

_COLUMNS = ("object_id", "account_id", "content_id", "timestamp_share")


def _read(reading: Reading) -> Iterator[Batch]:
    out = Builder(reading.source_file, dict(reading.mapping).get("platform", "=unknown")[1:])
    contents: dict[str, _Content] = {}
    saw = reading.fields.seen.update
    in_file = TimesOfFile(None, reading.mapping.get("date_order", ""))
    times: list[pa.Array] = []
    for rows in read_rows(reading.file, reading.sample.shape, frozenset(_COLUMNS), saw):
        for line, reason in rows.problems:
            out.saw_row()
            out.reject(line, reason)
        if not rows.columns:
            continue
        at, refused = _times(in_file, rows)
        reading.fields.warn(in_file.note)
        times.append(at)
        cells = (rows.columns[name].to_pylist() for name in _COLUMNS[:3])
        for row, (line, thing, account, content, when) in enumerate(
            zip(rows.lines.tolist(), *cells, at.to_pylist(), strict=True)
        ):
            out.saw_row()
            if row in refused:
                out.reject(line, refused[row])
                continue
            name = as_text(content) or f"{reading.source_file[:16]}:{line}"
            known = contents.setdefault(name, _Content(line, account, when, []))
            if as_text(thing) is not None:
                known.objects.append(str(as_text(thing)))
    if _read_like_sentences(contents):
        reading.fields.warn(
            Sentence(
                "{name} is read as coortweet, where object_id is the id of what was shared; but "
                "its object ids read like sentences. If they are the posts' words, add the file "
                "again with: --format table --map text=object_id --map account=account_id "
                "--map post=content_id --map posted_at=timestamp_share",
                name=reading.file.name,
            )
        )
    precision = precision_of(pa.chunked_array(times).combine_chunks()) if times else None
    yield from _posts(contents, out, precision or "second")


def _read_like_sentences(contents: Mapping[str, "_Content"]) -> bool:
    """Whether most of the things shared are words in a row, which no id is."""
    things = {thing for content in contents.values() for thing in content.objects}
    return sum(thing.count(" ") >= _SPACES for thing in things) * 2 > len(things)


def _times(in_file: TimesOfFile, rows: Rows) -> tuple[pa.Array, dict[int, str]]:
    """The times of some rows, and why a row (by its place among them) has none."""
    given = Columns(rows, {"posted_at": "timestamp_share"}).times("posted_at")
    times = in_file.read(given)
    refused: dict[int, str] = {}
    for bad, reason in ((pc.is_null(given), Sentence("no time")), *times.refused):
        for row in pc.indices_nonzero(pc.fill_null(bad, False)).to_pylist():
            refused.setdefault(row, reason)
    return times.at, refused


class _Content:
    """One post and the objects that it shares, in the file's order."""

    __slots__ = ("account", "at", "line", "objects")

    def __init__(self, line: int, account: str | None, at: object, objects: list[str]) -> None:
        self.line, self.account, self.at, self.objects = line, account, at, objects


def _posts(contents: Mapping[str, _Content], out: Builder, precision: str) -> Iterator[Batch]:
    for name, content in contents.items():
        sorted_out = _sort_out(content.objects)
        opaque = sorted_out["opaque"]
        reposts = len(opaque) == 1 and not any(
            sorted_out[part] for part in ("links", "hashtags", "media")
        )
        out.post(
            content.line,
            post=name,
            account=content.account,
            posted_at=content.at,
            kind="repost" if reposts else "original",
            parent=opaque[0] if reposts else None,
            links=sorted_out["links"],
            hashtags=sorted_out["hashtags"],
            media=sorted_out["media"] + ([] if reposts else opaque),
            time_precision=precision,
        )
        if out.full():
            yield out.batch()
    yield out.batch()


def _sort_out(objects: list[str]) -> dict[str, list[str]]:
    """Objects by what their ids say they are."""
    parts: dict[str, list[str]] = {"links": [], "hashtags": [], "media": [], "opaque": []}
    for thing in Counter(objects):
        prefix, _, rest = thing.partition("_")
        if thing.startswith(("http://", "https://")):
            parts["links"].append(thing)
        elif prefix in {"url", "domain"} and rest:
            parts["links"].append(rest if "://" in rest else f"link-id:{thing}")
        elif prefix == "hashtag" and rest:
            parts["hashtags"].append(rest)
        elif prefix in {"hash", "phash", "media"} and rest:
            parts["media"].append(rest)
        else:
            parts["opaque"].append(thing)
    return parts


COORTWEET = Source(
    id="coortweet",
    title="CooRTweet's four columns",
    platform="unknown (--map platform==NAME says it)",
    required=frozenset(_COLUMNS),
    time_precision="judged from the times",
    checked_against="russian_coord_tweets of CooRTweet 2.1.3 (35,125 rows)",
    note="An object of unknown sort is taken to be a post that was shared on.",
    read=_read,
    mappable=frozenset({"platform"}),
)
