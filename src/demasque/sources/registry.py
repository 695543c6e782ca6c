"""Every format that is read, in the order in which the documentation lists them.

To add one, write one file that defines a :class:`Source` and name it in
``BUILT_IN``; a package of its own names it in the entry-point group ``demasque.sources``.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from demasque.errors import DemasqueError
from demasque.extensions import Registry, leave_out
from demasque.sentences import Sentence
from demasque.sources.formats.captures.capture_instagram import INSTAGRAM
from demasque.sources.formats.captures.zeeschuimer import ZEESCHUIMER
from demasque.sources.formats.platforms.bluesky import BLUESKY, BLUESKY_ACTORS
from demasque.sources.formats.platforms.jetstream import JETSTREAM
from demasque.sources.formats.platforms.mastodon import MASTODON
from demasque.sources.formats.platforms.medium import MEDIUM_JSON, MEDIUM_RSS
from demasque.sources.formats.platforms.news_feed import NEWS_FEED
from demasque.sources.formats.platforms.plc_directory import PLC_DIRECTORY
from demasque.sources.formats.platforms.pushshift import (
    REDDIT_DUMP_COMMENTS,
    REDDIT_DUMP_SUBMISSIONS,
)
from demasque.sources.formats.platforms.telegram import TELEGRAM
from demasque.sources.formats.platforms.tiktok_research import TIKTOK_COMMENTS, TIKTOK_VIDEOS
from demasque.sources.formats.platforms.x_api import X_API, X_USERS
from demasque.sources.formats.platforms.youtube import (
    YOUTUBE_CHANNELS,
    YOUTUBE_COMMENTS,
    YOUTUBE_THREADS,
    YOUTUBE_VIDEOS,
)
from demasque.sources.formats.platforms.yt_dlp import YT_DLP
from demasque.sources.formats.tables.coortweet_table import COORTWEET
from demasque.sources.formats.tables.fourcat import FOURCAT
from demasque.sources.formats.tables.kept_extract import EXTRACT
from demasque.sources.formats.tables.meta import (
    CROWDTANGLE_CSV,
    CROWDTANGLE_JSON,
    META_LIBRARY_FACEBOOK,
    META_LIBRARY_INSTAGRAM,
)
from demasque.sources.formats.tables.minet import MINET
from demasque.sources.formats.tables.reddit_table import REDDIT_ACCOUNTS, REDDIT_COMMENTS
from demasque.sources.formats.tables.table import TABLE
from demasque.sources.formats.tables.table_accounts import TABLE_ACCOUNTS
from demasque.sources.formats.tables.table_follows import TABLE_FOLLOWS
from demasque.sources.formats.tables.x_archive import X_ARCHIVE
from demasque.sources.source import Batch, Reading, Sample, Source
from demasque.sources.unread import UNREAD

BUILT_IN: Final[tuple[Source, ...]] = (
    TABLE,
    TABLE_ACCOUNTS,
    TABLE_FOLLOWS,
    COORTWEET,
    REDDIT_COMMENTS,
    REDDIT_ACCOUNTS,
    X_API,
    X_USERS,
    BLUESKY,
    BLUESKY_ACTORS,
    JETSTREAM,
    PLC_DIRECTORY,
    MASTODON,
    TELEGRAM,
    YOUTUBE_THREADS,
    YOUTUBE_COMMENTS,
    YOUTUBE_VIDEOS,
    YOUTUBE_CHANNELS,
    YT_DLP,
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
    NEWS_FEED,
)


def _guarded(source: Source) -> Source:
    """A source of an extension, whose own faults spoil no other format's files."""

    def recognise(sample: Sample) -> bool:
        try:
            return source.recognises(sample)
        except DemasqueError:
            raise
        except Exception as error:
            leave_out(source.id, Sentence("it fails: {reason}", reason=repr(error)))
            return False

    def read(reading: Reading) -> Iterator[Batch]:
        try:
            yield from source.read(reading)
        except DemasqueError:
            raise
        except Exception as error:
            raise DemasqueError(
                "{name} could not be read: the extension {id} failed ({reason}). Report it to "
                "those who made it.",
                name=reading.file.name,
                id=source.id,
                reason=repr(error),
            ) from error

    return replace(source, recognise=recognise, read=read)


SOURCES: Final = Registry(
    "demasque.sources", Source, BUILT_IN, reserved=(EXTRACT.id, UNREAD.id), adapt=_guarded
)
"""The formats that exports come in: those of this program, then those of extensions."""


def readers() -> tuple[Source, ...]:
    """``SOURCES``, and what reads evidence that the case itself wrote after a removal."""
    return (*SOURCES, EXTRACT)
