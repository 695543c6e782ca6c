"""The feeds that there are, made without importing what asks their networks until then."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from demasque.collect.matching import Match
from demasque.collect.network_feed import Feed
from demasque.errors import DemasqueError
from demasque.sentences import Sentence

_PACKAGES: Final = frozenset({"feedparser", "httpx", "stamina", "websockets"})
STALL: Final = 60.0
"""Seconds without any event after which a connection counts as broken: the network has hundreds
each second. Tried: 10 to 300."""


def jetstream(
    match: Match,
    hosts: Sequence[str] = (),
    dictionary: Path | None = None,
    stall: float = STALL,
    say: Callable[[Sentence], None] = lambda sentence: None,
) -> Feed:
    """Posts of Bluesky as they are made, by Jetstream.

    ``hosts`` are asked in turn, Bluesky's own public ones unless others are named; ``dictionary``
    is the file of Jetstream's zstd dictionary; after ``stall`` seconds without any event it
    connects anew; ``say`` takes sentences about connections. Raise UsageError for what is no host,
    DemasqueError where the extra ``collect`` is not installed.
    """
    with installed():
        from demasque.collect.networks.jetstream_feed import JetstreamFeed
    return JetstreamFeed(match, hosts, dictionary, stall, say)


@contextmanager
def installed() -> Iterator[None]:
    """Say what to install where the block imports what the extra ``collect`` holds."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise DemasqueError(
            "Collecting from networks takes what is not installed: pip install 'demasque[collect]'"
        ) from None
