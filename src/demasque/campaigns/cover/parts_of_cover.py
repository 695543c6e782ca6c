"""What is around a campaign's messages, as a reader meets it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from demasque.sentences import Sentence

COVER_FDR: Final = 0.01
"""The rate of false statements among those made of campaigns' filler, and of their audiences."""

LEAST_ANSWERS: Final = 10
"""Reactions in the case that an audience is judged by."""


@dataclass(frozen=True)
class Spread:
    """A figure over days: the least, the median and the most, and over how many days."""

    low: float
    middle: float
    high: float
    count: int


@dataclass(frozen=True)
class Filler:
    """What members post besides, and whether that is copied too. Shares are of one.

    A post is *copied* when an account outside the campaign posted the same message earlier; the
    test compares members with other accounts, each of which counts once.
    """

    posts: int
    share: float  # of all posts of members
    by_day: Spread | None  # share of filler over days with several posts; None: no such day
    hashtags: tuple[tuple[str, int], ...]  # with posts, most first
    cover_hashtags: tuple[tuple[str, int], ...]  # of these, those that no shared post carries
    sites: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]  # stated by the export
    worded: int  # filler posts that are no reposts
    copied: int  # of these, copies of an earlier post from outside
    usual_copied: float | None  # share of copies among other accounts' posts; None: no others
    q: float | None  # of so many copies, over campaigns; None where it cannot be told
    sources: tuple[tuple[str, int], ...]  # accounts copied from (pseudonyms), with posts

    @property
    def copied_share(self) -> float | None:
        """The share of copies among filler that is no repost; None without any."""
        return self.copied / self.worded if self.worded else None

    @property
    def is_copied(self) -> bool:
        """Whether filler is copied more than others' posts are, at a rate of ``COVER_FDR``."""
        return self.q is not None and self.q <= COVER_FDR


@dataclass(frozen=True)
class Echo:
    """Who reacts to members' posts. Every figure stands beside the posts that it rests on."""

    counted: int  # posts whose reactions the export counts
    reactions: int  # likes, reposts, replies and quotes of these
    inside: int  # answers, reposts and quotes in the case by other members
    outside: int  # such by accounts outside
    replied: int  # posts with replies in the case
    replied_inside: int  # of these, posts with replies by members only
    viewed: int  # posts with views, whose reactions are counted
    silent: int  # of these, posts without a reaction
    compared: int  # posts of members beside others' of the same venue (or platform) and hour
    others: int  # other accounts compared with
    rank: float | None  # of members' reactions from outside beside the others': 0.5 is usual
    q: float | None  # of so low a rank, over campaigns; None where it cannot be told

    @property
    def outside_share(self) -> float | None:
        """Of reactions whose count is known, the share that members did not make themselves."""
        if not self.reactions:
            return None
        return max(0.0, 1 - min(self.inside, self.reactions) / self.reactions)

    @property
    def is_closed(self) -> bool:
        """Whether members mostly react to each other, and outsiders less than to others there."""
        return (
            self.q is not None
            and self.q <= COVER_FDR
            and self.inside >= LEAST_ANSWERS
            and self.inside > self.outside
        )


@dataclass(frozen=True)
class Pace:
    """Posts and clips a day on one platform, over the days (UTC) on which members posted there.

    Of one clip in several copies, ``contents`` counts one a day: families of files that were added
    beside posts, else what the export calls the same.
    """

    platform: str
    posts: Spread
    clips: Spread | None  # over the days with clips; None: the export names no media
    contents: Spread | None  # different pictures and clips a day, over the same days


@dataclass(frozen=True)
class DayMessage:
    """A message that members posted on one day, in its first wording of that day."""

    trace: int
    text: str
    posts: int


@dataclass(frozen=True)
class BusyDay:
    """One of the days with most posts."""

    day: date
    posts: int
    clips: int
    messages: tuple[DayMessage, ...]  # most posts first


@dataclass(frozen=True)
class Cover:
    """What is around a campaign's messages, and what could not be known."""

    filler: Filler
    echo: Echo
    pace: tuple[Pace, ...]  # most posts first
    busy_days: tuple[BusyDay, ...]  # most posts first
    unknown: tuple[Sentence, ...]
