"""What a reader is told of the most copied messages of a case, as values. Times are UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demasque.text import Narrative


def spread_seconds(first_at: datetime, at: datetime) -> float:
    """Seconds from the first post to a later one; one unit of the times where they are equal.

    Whole days are times known to the day, whole minutes those known to the minute: of two such no
    more is known than that they lie within one.
    """
    between = (at - first_at).total_seconds()
    if between > 0 or first_at.second or first_at.microsecond:
        return max(between, 1.0)
    return 60.0 if first_at.minute or first_at.hour else 86_400.0


@dataclass(frozen=True)
class FirstPoster:
    """One of the first accounts to post a message, and when."""

    account: str
    at: datetime
    seconds: bool  # whether the time is known to the second


@dataclass(frozen=True)
class WaveFigures:
    """One wave in figures: the columns of ``demasque.schema.WAVES``, None where not known."""

    wave: str
    kind: str
    trace: int
    messages: int
    accounts: int
    posts: int
    reposts: int
    first_at: datetime
    half_at: datetime
    most_at: datetime
    last_at: datetime
    longest_gap_seconds: float | None
    rank: int
    shared: int
    usual_accounts: float
    slower: float | None
    once: int
    only: int
    unshared: int
    dated: int
    recent: int | None
    usual_recent: float | None
    several: int | None
    several_expected: float | None
    several_log10_p: float | None
    innocent: list[str] | None

    @property
    def formula(self) -> bool:
        """Whether it is a short phrase that people hit upon by themselves."""
        return "formula" in (self.innocent or ())

    @property
    def half_seconds(self) -> float:
        """From the first post to half of the posts."""
        return spread_seconds(self.first_at, self.half_at)

    @property
    def most_seconds(self) -> float:
        """From the first post to nine in ten of the posts."""
        return spread_seconds(self.first_at, self.most_at)


@dataclass(frozen=True)
class Wave:
    """One message, link or picture that many left, tied or not.

    ``narrative`` holds the words and wordings of a text (``similarity`` says there how much of the
    shorter text stands in the longer); ``copies`` is the share of the posts read that leave the
    message's own words as they are; ``steps`` counts the posts in stretches of equal length from
    the first to the last.
    """

    figures: WaveFigures
    words: str
    narrative: "Narrative | None"
    copies: float | None
    first: tuple[FirstPoster, ...]
    steps: tuple[int, ...]


@dataclass(frozen=True)
class SeveralCarrier:
    """An account that carries several of the messages."""

    account: str
    waves: tuple[str, ...]
    posts: int  # of these messages


@dataclass(frozen=True)
class CaseWaves:
    """The most copied messages, links and pictures of a case, and who carries several messages."""

    waves: int  # messages followed up
    shown: tuple[Wave, ...]  # messages, most accounts first, short phrases last
    others: tuple[Wave, ...]  # links, then pictures
    several: int  # accounts that carry two messages or more
    carriers: tuple[SeveralCarrier, ...]  # the first of these, most messages first

    @property
    def foremost(self) -> Wave | None:
        """The message that most accounts wrote, if one was followed up that is no short phrase."""
        return next((each for each in self.shown if not each.figures.formula), None)
