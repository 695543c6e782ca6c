"""Pictures and clips of a case for a reader, as values. A *family* is one and all its copies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from demasque.sentences import Sentence


@dataclass(frozen=True)
class DailyUse:
    """Posts a day, over the days (UTC) with any."""

    days: int
    first: int  # on the first day
    low: float
    middle: float  # median
    high: float
    busiest: date  # the first day with most


@dataclass(frozen=True)
class MediaVenue:
    """An account under whose posts, or on whose page, a family was posted."""

    account: str  # pseudonym
    name: str | None  # from the analyst's list; never of a private person
    posts: int


@dataclass(frozen=True)
class MediaSighting:
    """One family as it was seen in a case, or in the posts of a campaign's members.

    Posts and accounts are those that posted it themselves; reposts are counted apart. Times are
    UTC. Words, facts of origin and the stretch are empty for media that is protected.
    """

    family: str  # SHA-256 of the exemplar
    kind: str | None  # image, video, audio; None where the exemplar is no longer known
    seconds: float | None  # length of the exemplar
    files: int  # different files of the family that were posted
    posts: int
    reposts: int
    accounts: int
    platforms: tuple[str, ...]  # most posts first
    daily: DailyUse
    first_account: str  # pseudonym
    first_media: str  # the earliest copy here
    first_at: datetime
    first_precision: str  # of its time: second, minute, day or estimated
    last_at: datetime
    venues: tuple[MediaVenue, ...]  # under whose posts it stands most
    venues_counted: int
    changes: tuple[tuple[str, int], ...]  # code of a change, and files that show it
    stretch: tuple[float, float] | None  # seconds of the exemplar that every copy shares
    words: tuple[tuple[str, str], ...]  # how they were had (read, heard), and the words
    origins: tuple[Sentence, ...]  # what its files say of where they come from

    @property
    def code(self) -> str:
        """A short name for the family."""
        return media_code(self.family)


@dataclass(frozen=True)
class MediaTotals:
    """All pictures and clips of a case or a campaign. Blank, logo and template pictures apart."""

    families: int
    files: int
    posts: int
    accounts: int
    platforms: int
    daily: DailyUse


@dataclass(frozen=True)
class PostMedia:
    """One file in one post, and what was changed in it, the exemplar of its family beside."""

    media: str
    family: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class ShownPicture:
    """What may be shown of one file: ``address`` is a ``data:`` URI, None where nothing may be.

    ``protected``: no output may show it; else a file without ``address`` has no small picture.
    """

    address: str | None
    protected: bool
    clear: bool  # not blurred


@dataclass(frozen=True)
class CaseMedia:
    """Pictures and clips of a case. Of a scope, "" is the whole case, else a campaign's name."""

    clear: bool = False  # whether pictures are shown unblurred
    totals: Mapping[str, MediaTotals] = field(default_factory=dict)  # by scope
    sightings: Mapping[str, tuple[MediaSighting, ...]] = field(default_factory=dict)
    in_posts: Mapping[str, tuple[PostMedia, ...]] = field(default_factory=dict)  # by post
    pictures: Mapping[str, ShownPicture] = field(default_factory=dict)  # by file
    synthetic: tuple[Sentence, ...] = ()  # what a detector of the user's own makes of them


def media_code(media: str) -> str:
    """A short name for a file or a family: M and six digits of its SHA-256."""
    return f"M{media[:6]}"
