"""What did the platform's export say? The door of this room.

To add a format, write one file that defines a :class:`Source` and name it in ``SOURCES``.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore, IdKind
from demasque.progress import Progress, quiet
from demasque.sources.coortweet import COORTWEET
from demasque.sources.docs import formats_table_of
from demasque.sources.fields import FIELDS, Field
from demasque.sources.flat_parts import LINK_ID
from demasque.sources.intake import Intake, take_in
from demasque.sources.reddit import REDDIT_ACCOUNTS, REDDIT_COMMENTS
from demasque.sources.reveal import reveal_with
from demasque.sources.source import Batch, Reading, Sample, Source
from demasque.sources.table import TABLE
from demasque.sources.x_api import X_API, X_USERS

SOURCES: Final[tuple[Source, ...]] = (
    TABLE,
    COORTWEET,
    REDDIT_COMMENTS,
    REDDIT_ACCOUNTS,
    X_API,
    X_USERS,
)
"""Every format that is read; the documentation lists them in this order."""


def add_files(
    store: CaseStore,
    paths: Iterable[str | Path],
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = quiet,
) -> list[Intake]:
    """Add export files to a case; what became of each, in the order given.

    ``format`` is a source's id (found out from each file when None); ``mapping`` is field ->
    column, or field -> ``=constant``. A file that cannot be read has its ``problem`` in words and
    stops no other. Raises UsageError for a missing file, an unknown format, field or column.
    """
    return take_in(store, SOURCES, paths, format, mapping, progress)


def reveal(store: CaseStore, kind: IdKind = "account", progress: Progress = quiet) -> pa.Table:
    """Pseudonym -> raw id of every account (or post) in the evidence.

    Columns ``pseudonym, platform, raw``, sorted. The caller writes the custody line.
    """
    return reveal_with(store, SOURCES, kind, progress)


def formats_table() -> str:
    """The documentation's Markdown table of formats."""
    return formats_table_of(SOURCES)


__all__ = [
    "FIELDS",
    "LINK_ID",
    "SOURCES",
    "Batch",
    "Field",
    "Intake",
    "Reading",
    "Sample",
    "Source",
    "add_files",
    "formats_table",
    "reveal",
]
