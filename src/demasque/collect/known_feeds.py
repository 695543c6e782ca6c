"""The feeds that there are, made without importing what asks their networks until then."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from demasque.collect.matching import Match
from demasque.collect.network_feed import Feed
from demasque.collect.networks.given_secrets import given_lines, tokens_of
from demasque.collect.networks.listed_files import listed_lines
from demasque.collect.networks.mastodon.timelines import timelines_of
from demasque.collect.networks.news.news_feed_list import feeds_named
from demasque.errors import DemasqueError, UsageError
from demasque.sentences import Sentence

_PACKAGES: Final = frozenset({"feedparser", "httpx", "stamina", "websockets"})
MASTODON_TOKEN: Final = "DEMASQUE_MASTODON_TOKEN"
YOUTUBE_KEY: Final = "DEMASQUE_YOUTUBE_KEY"
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


def mastodon(
    match: Match,
    servers: Sequence[str],
    hashtags: Sequence[str] = (),
    *,
    local: bool = False,
    token_file: Path | None = None,
    say: Callable[[Sentence], None] = lambda sentence: None,
) -> Feed:
    """Public posts of servers of Mastodon and its relatives.

    Everything that the ``servers`` show, or only what bears ``hashtags``; ``local`` leaves it at
    what is written there. Tokens come from lines ``HOST TOKEN`` of a file or of the environment's
    DEMASQUE_MASTODON_TOKEN, or are one token for the only server; none is needed where a server
    answers everybody. ``say`` takes sentences about servers. Raise UsageError for what is no server
    or hashtag, and DemasqueError where the extra ``collect`` is not installed.
    """
    with installed():
        from demasque.collect.networks.mastodon.mastodon_feed import MastodonFeed
    timelines = timelines_of(servers, hashtags, local=local)
    hosts = tuple(dict.fromkeys(timeline.host for timeline in timelines))
    tokens = tokens_of(given_lines(MASTODON_TOKEN, token_file), hosts)
    return MastodonFeed(timelines, match, tokens, say)


def youtube(
    match: Match,
    channels: Path,
    *,
    every: float = 900.0,
    days: float = 14.0,
    units: int = 10_000,
    key_file: Path | None = None,
    say: Callable[[Sentence], None] = lambda sentence: None,
) -> Feed:
    """Comments under videos of public channels that came out in the last ``days``.

    ``channels`` is a file of ids, handles or addresses, ``every`` the seconds between two looks,
    ``units`` the quota that may be spent a day. The key is the first line of a file, or the
    environment's DEMASQUE_YOUTUBE_KEY. ``say`` takes sentences about channels and the quota. Raise
    UsageError without a key and for what names no channel, and DemasqueError where the extra
    ``collect`` is not installed.
    """
    with installed():
        from demasque.collect.networks.youtube.public_channels import channels_named
        from demasque.collect.networks.youtube.youtube_feed import YoutubeFeed, YoutubeOptions
    keys = given_lines(YOUTUBE_KEY, key_file)
    if not keys:
        raise UsageError(
            "YouTube answers only with a key of your own: set DEMASQUE_YOUTUBE_KEY, or name a file "
            "that holds it (--key-file)."
        )
    options = YoutubeOptions(channels_named(listed_lines(channels)), every, days, units)
    return YoutubeFeed(options, match, keys[0], say)


def news(
    match: Match,
    feeds: Path,
    *,
    every: float = 900.0,
    say: Callable[[Sentence], None] = lambda sentence: None,
) -> Feed:
    """Articles of news sites, by the RSS and Atom feeds that they offer.

    ``feeds`` is a file of addresses; ``every`` the seconds between two looks at each, five minutes
    at least. ``say`` takes sentences about feeds. Raise UsageError for what is no address, and
    DemasqueError where the extra ``collect`` is not installed.
    """
    with installed():
        from demasque.collect.networks.news.news_sites import NewsOptions, NewsSites
    return NewsSites(NewsOptions(feeds_named(listed_lines(feeds)), every), match, say)


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
