"""A source becomes a folder of a library: the file as it came, its indicators, what was lost.

The folder is made beside its place and put there by one rename, so that a library holds a source
whole or not at all. Rows are written as they are read: neither table is ever in memory whole.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from demasque.atomic import replacing_folder
from demasque.dossier.library.formats.format_list import FORMATS, format_of
from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.known_values import INDICATORS, KnownRow
from demasque.dossier.library.reading_values import MENTIONS, PROSE
from demasque.dossier.library.refanging import shown
from demasque.dossier.library.source_file import SourceFile
from demasque.errors import DemasqueError
from demasque.progress import Progress
from demasque.sentences import Sentence

ORIGINAL: Final = "original"
TABLE: Final = "indicators.parquet"
LOST_TABLE: Final = "lost.parquet"
ENTRY: Final = "source.json"
SOURCE_VERSION: Final = 1
"""Of how a source lies in a library."""

LOST: Final = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("detail", pa.string()),
        pa.field("whole", pa.bool_(), nullable=False),
    ]
)
"""What of a source is no indicator: its line, the reason (a sentence, with ``detail`` in its
place), and whether nothing of the row was loaded."""

_BATCH: Final = 50_000
_TOLD: Final = 1_000  # rows between two words of progress
_LONGEST_WORDS: Final = 10_000
_WEB: Final = re.compile(r"https?://[^\s<>\"']{1,2000}$", re.IGNORECASE)


@dataclass(frozen=True)
class KnownSource:
    """One file of a library: what it is called, its SHA-256, its size in bytes, what is in it.

    ``rows`` are all rows below a heading; ``loaded`` of them gave indicators, the others are lost,
    each with its reason. ``first_date`` and ``last_date`` are the earliest and latest that the
    source gives, null where it gives none. ``format`` is the id of how it was read.
    """

    name: str
    digest: str
    size: int
    format: str
    added_at: str
    rows: int
    loaded: int
    indicators: int
    kinds: dict[str, int]
    first_date: str | None
    last_date: str | None
    version: int = SOURCE_VERSION

    @property
    def title(self) -> Sentence:
        """How it was read, in words."""
        return next(
            (each.title for each in FORMATS if each.id == self.format), Sentence(self.format)
        )

    def to_json(self) -> bytes:
        """The entry that stands beside the source."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read an entry.

        Raises:
            DemasqueError: it is of a later version of the program.
            ValueError, TypeError: it is none.
        """
        told = dict(json.loads(content))
        version = told.get("version")
        if isinstance(version, int) and version > SOURCE_VERSION:
            raise DemasqueError(
                "{name} was added to the library by a later demasque: use that, or remove its "
                "folder and add the file again.",
                name=str(told.get("name")),
            )
        return cls(**told)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes.

    Raises:
        DemasqueError: the file cannot be read.
    """
    if not path.is_file():
        raise DemasqueError("{name} is not a regular file.", name=path)
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DemasqueError(
            "{name} cannot be read: {reason}.", name=path, reason=error.strerror or str(error)
        ) from None


def read_source(path: Path, place: Path, digest: str, progress: Progress) -> KnownSource:
    """Make the folder ``place`` of the file ``path``.

    Raises:
        DemasqueError: the file is of no format that is read, or holds no indicator.
    """
    file = SourceFile(path, progress=progress)
    file.refuse_too_large()
    kind = format_of(file)
    with replacing_folder(place) as draft:
        tally = _Tally(file.name, digest)
        with _Tables(draft) as tables:
            for row in kind.read(file):
                tables.add(tally.indicators_of(row), tally.losses_of(row))
                if file.is_json and tally.rows % _TOLD == 0:
                    progress(f"reading {file.name}", tally.rows, None)
        if not kind.sure:
            tally.refuse_prose()
        shutil.copyfile(path, draft / ORIGINAL)
        source = tally.source(path.stat().st_size, kind)
        (draft / ENTRY).write_bytes(source.to_json())
        _sync(draft)
    return source


class _Tally:
    """Counts of a source while it is read."""

    def __init__(self, name: str, digest: str) -> None:
        self.name, self.digest = name, digest
        self.rows = self.loaded = self.indicators = self.prose = 0
        self.kinds: dict[str, int] = {}
        self.first: str | None = None
        self.last: str | None = None

    def indicators_of(self, row: KnownRow) -> Iterator[dict[str, Any]]:
        """The rows of the table that one row of the source gives."""
        self.rows += 1
        self.loaded += bool(row.values) or not row.losses
        self.indicators += len(row.values)
        for value in row.values:
            self.kinds[value.kind] = self.kinds.get(value.kind, 0) + 1
            if value.date:
                self.first = min(value.date, self.first or value.date)
                self.last = max(value.date, self.last or value.date)
            web = value.link is not None and _WEB.match(value.link)  # to be clicked in reports
            yield {
                "source": self.name,
                "digest": self.digest,
                "line": row.line,
                "operation": _shown(value.operation),
                "kind": value.kind,
                "value": _shown(value.value),
                "normal": value.normal,
                "algorithm": value.algorithm,
                "words": _shown(value.words),
                "date": _shown(value.date),
                "link": value.link if web else None,
            }

    def losses_of(self, row: KnownRow) -> Iterator[dict[str, Any]]:
        """What of a row was lost: one entry where all of it was."""
        losses = row.losses[:1] if not row.values else row.losses
        self.prose += not row.values and losses[:1] in ((PROSE,), (MENTIONS,))
        for loss in losses:
            yield {
                "line": row.line,
                "reason": str(loss.reason),
                "detail": loss.detail,
                "whole": not row.values,
            }

    def refuse_prose(self) -> None:
        """Refuse a text that happens to have an address in a line of its own, such as a licence.

        Raises:
            DemasqueError: there is no indicator, or more rows are prose.
        """
        if not self.indicators:
            raise DemasqueError(
                "{name} holds no indicator: no domain, link, hashtag, headline or hash, each in a "
                "row of its own. Nothing of it was used.",
                name=self.name,
            )
        if self.prose > self.loaded:
            raise DemasqueError(
                "{name} is no list of indicators: {prose} rows are prose, {loaded} are "
                "indicators. Nothing of it was used.",
                name=self.name,
                prose=self.prose,
                loaded=self.loaded,
            )

    def source(self, size: int, kind: IndicatorFormat) -> KnownSource:
        """The entry of the source."""
        return KnownSource(
            name=self.name,
            digest=self.digest,
            size=size,
            format=kind.id,
            added_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
            rows=self.rows,
            loaded=self.loaded,
            indicators=self.indicators,
            kinds=dict(sorted(self.kinds.items())),
            first_date=self.first,
            last_date=self.last,
        )


def _shown(text: str | None) -> str | None:
    return shown(text)[:_LONGEST_WORDS] if text else None


class _Tables:
    """Both tables of a source, written in batches."""

    def __init__(self, folder: Path) -> None:
        self._writers = (
            (pq.ParquetWriter(folder / TABLE, INDICATORS), INDICATORS),
            (pq.ParquetWriter(folder / LOST_TABLE, LOST), LOST),
        )
        self._waiting: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])

    def __enter__(self) -> Self:
        return self

    def add(self, *rows: Iterator[dict[str, Any]]) -> None:
        """Add rows to the one and to the other."""
        for waiting, new in zip(self._waiting, rows, strict=True):
            waiting.extend(new)
            if len(waiting) >= _BATCH:
                self._write()

    def _write(self) -> None:
        for (writer, schema), waiting in zip(self._writers, self._waiting, strict=True):
            if waiting:
                writer.write_table(pa.Table.from_pylist(waiting, schema))
                waiting.clear()

    def __exit__(self, *_: object) -> None:
        self._write()
        for writer, _schema in self._writers:
            writer.close()


def _sync(folder: Path) -> None:
    """Have the files of a folder on disk before it takes its place."""
    for path in sorted(folder.iterdir()):
        with path.open("r+b") as stream:
            os.fsync(stream.fileno())
