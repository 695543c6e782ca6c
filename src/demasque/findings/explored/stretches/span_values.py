"""What members of a campaign did in a stretch of time, as values. Times are UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from demasque.findings.media.sighting_values import ShownPicture

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class SpanFigures:
    """Posts of members in a stretch; ``accounts`` of them have any. Times are None without one."""

    posts: int
    accounts: int
    platforms: int
    days: int  # with a post
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class SharedThing:
    """A message, link, picture, ... that two members or more left in a stretch."""

    kind: str
    trace: int
    value: str  # a message's words, or what a reader is shown
    lang: str | None  # that the export states
    accounts: int
    posts: int
    first_at: datetime
    last_at: datetime
    code: str | None  # of a message
    names: tuple[str, ...]  # that people gave the message


@dataclass(frozen=True)
class AddressedAccount:
    """An account that members' posts of a stretch address. ``name``: from the analyst's list."""

    account: str
    posts: int
    members: int
    under: int
    quotes: int
    mentions: int
    kind: str | None
    name: str | None


@dataclass(frozen=True)
class MetPair:
    """Two tied members who left the same, within the tie's window, in a stretch."""

    account_a: str
    account_b: str
    bits: float  # of all times
    shared: int  # different things
    kinds: tuple[str, ...]
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class SpanPicture:
    """A family of pictures or clips that members posted in a stretch."""

    family: str
    posts: int
    accounts: int
    first_at: datetime
    last_at: datetime
    picture: ShownPicture  # blurred


@dataclass(frozen=True)
class Some(Generic[_Row]):
    """The first rows of a list, and how many it has."""

    rows: tuple[_Row, ...]
    found: int


@dataclass(frozen=True)
class CampaignSpan:
    """What the members of one campaign did in a stretch of time."""

    figures: SpanFigures
    hours: tuple[int, ...]  # posts by hour of the week, Monday 0 h UTC first: 168 numbers
    messages: Some[SharedThing]  # most posts first
    things: Some[SharedThing]  # other than messages
    addressed: Some[AddressedAccount]
    ties: Some[MetPair]  # strongest first
    media: Some[SpanPicture]  # of most accounts first


@dataclass(frozen=True)
class CampaignSteps:
    """Posts of members over all times, in steps of one length without a gap between them."""

    first: int  # seconds since 1970 at which the first begins, UTC
    seconds: int  # of each
    posts: tuple[int, ...]
    shared: tuple[int, ...]  # of these, posts that carry what another member left too
