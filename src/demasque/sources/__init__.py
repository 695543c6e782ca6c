"""What did the platform's export say? The door of this room.

To add a format, write one file that defines a :class:`Source` and name it in ``SOURCES``.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore, IdKind
from demasque.progress import Progress, quiet
from demasque.sources.bluesky import BLUESKY, BLUESKY_ACTORS
from demasque.sources.capture_instagram import INSTAGRAM
from demasque.sources.coortweet import COORTWEET
from demasque.sources.docs import formats_table_of
from demasque.sources.extract import EXTRACT
from demasque.sources.fields import FIELDS, Field
from demasque.sources.flat_parts import LINK_ID
from demasque.sources.fourcat import FOURCAT
from demasque.sources.intake import Intake
from demasque.sources.jetstream import JETSTREAM
from demasque.sources.mastodon import MASTODON
from demasque.sources.medium import MEDIUM_JSON, MEDIUM_RSS
from demasque.sources.meta import (
    CROWDTANGLE_CSV,
    CROWDTANGLE_JSON,
    META_LIBRARY_FACEBOOK,
    META_LIBRARY_INSTAGRAM,
)
from demasque.sources.minet import MINET
from demasque.sources.pushshift import REDDIT_DUMP_COMMENTS, REDDIT_DUMP_SUBMISSIONS
from demasque.sources.reddit import REDDIT_ACCOUNTS, REDDIT_COMMENTS
from demasque.sources.remapping import remap_with
from demasque.sources.retention import Removal, forget_with, purge_with
from demasque.sources.reveal import reveal_with
from demasque.sources.source import Batch, Reading, Sample, Source
from demasque.sources.table import TABLE
from demasque.sources.table_accounts import TABLE_ACCOUNTS
from demasque.sources.taking import take_in
from demasque.sources.telegram import TELEGRAM
from demasque.sources.tiktok_research import TIKTOK_COMMENTS, TIKTOK_VIDEOS
from demasque.sources.x_api import X_API, X_USERS
from demasque.sources.x_archive import X_ARCHIVE
from demasque.sources.youtube import (
    YOUTUBE_CHANNELS,
    YOUTUBE_COMMENTS,
    YOUTUBE_THREADS,
    YOUTUBE_VIDEOS,
)
from demasque.sources.zeeschuimer import ZEESCHUIMER

SOURCES: Final[tuple[Source, ...]] = (
    TABLE,
    TABLE_ACCOUNTS,
    COORTWEET,
    REDDIT_COMMENTS,
    REDDIT_ACCOUNTS,
    X_API,
    X_USERS,
    BLUESKY,
    BLUESKY_ACTORS,
    JETSTREAM,
    MASTODON,
    TELEGRAM,
    YOUTUBE_THREADS,
    YOUTUBE_COMMENTS,
    YOUTUBE_VIDEOS,
    YOUTUBE_CHANNELS,
    *FOURCAT,
    *MINET,
    X_ARCHIVE,
    REDDIT_DUMP_COMMENTS,
    REDDIT_DUMP_SUBMISSIONS,
    TIKTOK_VIDEOS,
    TIKTOK_COMMENTS,
    META_LIBRARY_FACEBOOK,
    META_LIBRARY_INSTAGRAM,
    CROWDTANGLE_CSV,
    CROWDTANGLE_JSON,
    INSTAGRAM,
    ZEESCHUIMER,
    MEDIUM_RSS,
    MEDIUM_JSON,
)
"""Every format that is read; the documentation lists them in this order."""


_READERS: Final = (*SOURCES, EXTRACT)


def add_files(
    store: CaseStore,
    paths: Iterable[str | Path],
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = quiet,
    keep_profile_text: bool = False,
) -> list[Intake]:
    """Add export files to a case; what became of each, in the order given.

    ``format`` is a source's id (found out from each file when None); ``mapping`` is field ->
    column, or field -> ``=constant``. A file that cannot be read has its ``problem`` in words and
    stops no other. ``keep_profile_text`` stores display names and bios as written, not only as
    hashes. Raises UsageError for a missing file, an unknown format, field or column.
    """
    return take_in(store, _READERS, paths, format, mapping, progress, keep_profile_text)


def reveal(store: CaseStore, kind: IdKind = "account", progress: Progress = quiet) -> pa.Table:
    """Pseudonym -> raw id of every account (or post) in the evidence.

    Columns ``pseudonym, platform, raw``, sorted. The caller writes the custody line.
    """
    return reveal_with(store, _READERS, kind, progress)


def remap(store: CaseStore, progress: Progress = quiet) -> list[Intake]:
    """Read the evidence again with today's mapping; what became of each file.

    Analysts' work stays. All or nothing; DemasqueError when a file cannot be read any more.
    """
    return remap_with(store, _READERS, progress)


def forget(store: CaseStore, accounts: Iterable[str], progress: Progress = quiet) -> Removal:
    """Take accounts (pseudonyms, or ``platform:id``) out of tables, findings and evidence.

    Raises UsageError for an account that the case does not know.
    """
    return forget_with(store, _READERS, accounts, progress)


def purge(store: CaseStore, older_than: str, progress: Progress = quiet) -> Removal:
    """Take posts older than an ISO 8601 duration (``P12M``) out of tables, findings and evidence.

    Raises UsageError for what is no duration.
    """
    return purge_with(store, _READERS, older_than, progress=progress)


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
    "Removal",
    "Sample",
    "Source",
    "add_files",
    "forget",
    "formats_table",
    "purge",
    "remap",
    "reveal",
]
