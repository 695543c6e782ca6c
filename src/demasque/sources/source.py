"""What a source is: a frozen description of one export format, and one function that reads it.

Adding a format is one file in ``formats/`` that defines a :class:`Source`, and one line in
``SOURCES`` (``registry.py``). The shared machinery opens files (compression, encoding, CSV, JSON
and Parquet), keeps the evidence, counts, makes pseudonyms and stores; a source only says which
value means what.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import DemasqueError
from demasque.sources.fields import COMMON_NAMES, plain
from demasque.sources.key_paths import has_path, key_paths, values_at
from demasque.sources.readers.input_file import InputFile


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of an export, as tables of :data:`demasque.schema.SOURCE_TABLES` with raw ids.

    ``rows`` counts the rows (lines, records) that were read to make it, good and bad. Tables that
    have nothing may be left out. A row that cannot be used is a row of ``rejects``, never an
    exception.
    """

    rows: int
    tables: Mapping[str, pa.Table]


@dataclass(slots=True)
class Fields:
    """Which fields a file really had, against what its source knows; fills as the file is read.

    ``personal`` are the columns, or key paths of items, that are dropped at the door; ``dropped``
    counts their values. ``counted`` is what a format counts of its own over the whole file.
    """

    seen: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)  # sentences
    personal: frozenset[str] = frozenset()
    dropped: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    used: Mapping[str, str] = field(default_factory=dict)  # field -> column (or =constant)

    def use(self, columns: Mapping[str, str]) -> None:
        """Note which column fills which field; what is used is not dropped as personal."""
        self.used = dict(columns)
        self.personal -= frozenset(columns.values())

    def warn(self, sentence: str | None) -> None:
        """Keep a sentence for the reader, once."""
        if sentence and sentence not in self.warnings:
            self.warnings.append(sentence)

    def drop_columns(self, columns: Mapping[str, pa.Array]) -> None:
        """Count the cells of personal columns that hold something."""
        for name in self.personal & columns.keys():
            column = columns[name]
            filled = len(column) - column.null_count
            if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
                filled = pc.sum(pc.greater(pc.binary_length(column), 0)).as_py() or 0
            if filled:
                self.dropped[name] += filled

    def drop_from(self, item: Mapping[str, Any]) -> None:
        """Count the values of a JSON item that stand at personal key paths."""
        for path in self.personal:
            first, _, rest = path.partition(".")
            if first in item and (held := values_at(item[first], rest)):
                self.dropped[path] += held


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file, enough to tell its format.

    ``columns`` are the columns of a table, or the dotted key paths of the first JSON records
    (``data.author_id``; a list's items are on the list's own path: ``includes.users.id``).
    ``records`` are the first JSON records as Python values; empty for tables.
    """

    shape: str  # "csv", "ndjson", "json" or "parquet"
    columns: tuple[str, ...]
    records: tuple[Any, ...] = ()
    warnings: tuple[str, ...] = ()  # sentences about the file's form


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read by one source.

    ``mapping`` is field -> column (or ``=constant``), as the user gave it; ``fields`` collects what
    the file had, for the table that ends ``demasque add``. So many ``processes`` may read a large
    file side by side, where its format can be read so; one is this process alone.
    """

    file: InputFile
    sample: Sample
    source_file: str  # SHA-256 of the file in evidence
    mapping: Mapping[str, str] = field(default_factory=dict)
    fields: Fields = field(default_factory=Fields)
    processes: int = 1


Unwrap = Callable[[dict[str, Any]], Iterable[Any]]
"""The items (rows) that one record of a JSON export holds: the posts of a page, say."""


@dataclass(frozen=True, slots=True)
class Source:
    """One export format.

    ``required`` are the columns, or dotted key paths, by which a file is recognised and without
    which it cannot be read; ``optional`` are the others that are used; ``ignored`` are known and
    of no use here; ``personal`` are dropped at the door. Whatever else a file has is reported as
    unknown. ``checked_against`` says what the reader was tried on, in words.

    ``recognise`` may be given where columns do not tell: it returns True for a file of this
    format. It may raise DemasqueError to refuse a file (private messages, for example) with a
    sentence. ``check`` may say, before anything is stored, why
    a file (sample, mapping, name) cannot be read; without it the required columns must be there.
    ``unwrap`` is given for nested JSON: the description's names are then those of the items that it
    finds in the file's records. ``by_field`` is for the one source whose description names fields,
    not columns: what it makes of a column depends on the file. ``private`` says that exports of
    this kind may hold private conversations: one that does not fit is never kept. ``mappable`` are
    the fields that the user may fill (``--map``) though the format has columns of its own.
    ``notices`` are the key paths of its notices of deletion: a file of nothing else is of it, too.
    """

    id: str
    title: str
    platform: str
    required: frozenset[str]
    read: Callable[[Reading], Iterator[Batch]]
    optional: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    time_precision: str = "second"
    shapes: frozenset[str] = frozenset({"csv", "ndjson", "json", "parquet"})
    checked_against: str = ""
    note: str = ""
    recognise: Callable[[Sample], bool] | None = None
    check: Callable[[Sample, Mapping[str, str], str], None] | None = None
    unwrap: Unwrap | None = None
    by_field: bool = False
    private: bool = False
    mappable: frozenset[str] = frozenset()
    notices: frozenset[str] = frozenset()

    def fields(self, sample: Sample) -> Fields:
        """What a file that begins like this has, and what of it must not pass the door."""
        personal = self.personal
        if self.by_field:
            personal |= {column for column in sample.columns if plain(column) in self.personal}
        return Fields(set(sample.columns), personal=personal)

    def cannot_map(self, mapping: Mapping[str, str]) -> list[str]:
        """The fields of a mapping that this format would not heed."""
        if self.by_field:
            return []
        # What dates begin with is said for all files of a command, most of which need it not.
        return [field for field in mapping if field not in self.mappable | {"date_order"}]

    def columns(self, sample: Sample) -> set[str]:
        """The columns, or key paths of items, that a file which begins like this has."""
        if (some := self._items(sample)) is None:
            return set(sample.columns)
        return set(key_paths(*some))

    def _items(self, sample: Sample) -> list[dict[str, Any]] | None:
        """The first items that this format finds in a file; None for a file that has columns."""
        if self.unwrap is None or sample.shape not in {"json", "ndjson"}:
            return None
        held = (i for r in sample.records if isinstance(r, dict) for i in self.unwrap(r))
        return list(islice((item for item in held if isinstance(item, dict)), 500))

    def recognises(self, sample: Sample) -> bool:
        """Whether a file that begins like ``sample`` is in this format."""
        if sample.shape not in self.shapes:
            return False
        if self.recognise is not None:
            return self.recognise(sample)
        return bool(self.required) and not self._missing(sample)

    def _missing(self, sample: Sample) -> set[str]:
        if (items := self._items(sample)) is None:
            columns = set(sample.columns)
        else:  # to look for a few paths is faster than to list all that there are
            asked = self.required | self.notices
            columns = {path for path in asked if any(has_path(item, path) for item in items)}
        only_notices = self.notices and self.notices <= columns
        return set() if only_notices else set(self.required - columns)

    def check_file(self, sample: Sample, mapping: Mapping[str, str], name: str) -> None:
        """Raise DemasqueError or UsageError when a file that begins like this cannot be read."""
        if self.check is not None:
            self.check(sample, mapping, name)
            return
        missing = self._missing(sample)
        if missing:
            raise DemasqueError(
                "{name} is not in format {id}: {missing} missing. Columns found: {columns}.",
                name=name,
                id=self.id,
                missing=", ".join(sorted(missing)),
                columns=", ".join(sample.columns[:60]),
            )

    @property
    def known(self) -> frozenset[str]:
        """Every column or key path that the description names."""
        return self.required | self.optional | self.ignored | self.personal

    def never_seen(self, seen: Collection[str]) -> set[str]:
        """Fields that are used and that the file did not have."""
        return set() if self.by_field else set(self.required | self.optional) - set(seen)

    def unknown(self, seen: Collection[str], used: Collection[str] = ()) -> set[str]:
        """Fields that the file had, that were not ``used`` and that the description knows not."""
        if self.by_field:
            known = COMMON_NAMES | self.personal
            return {c for c in seen if c and c not in used and plain(c) not in known}
        return {c for c in seen if c and c not in self.known and not self._inside_known(c)}

    def _inside_known(self, path: str) -> bool:
        """Whether a key path lies inside one that is named, or leads to one."""
        parts = path.split(".")
        above = {".".join(parts[:n]) for n in range(1, len(parts))}
        return bool(above & self.known) or any(k.startswith(path + ".") for k in self.known)

    def personal_in(self, seen: Collection[str]) -> set[str]:
        """Personal fields that the file had, and that were dropped."""
        return {c for c in seen if (plain(c) if self.by_field else c) in self.personal}
