"""Whom a campaign addresses, as a reader meets it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.sentences import Sentence

FAVOUR_FDR: Final = 0.001
"""The rate of false favours among those called so, over all campaigns and targets of the case.
People of one circle like the same accounts, which the comparison does not know: at 0.01, 3 of 100
simulated campaigns without a favoured target had one (tried: 0.05 to 0.001)."""

LEAST_POSTS: Final = 10
"""Posts on a target before it is called favoured: one occasion brings five to eight there."""


@dataclass(frozen=True)
class TargetDay:
    """Posts that address a target on one day (UTC): the campaign's, and anybody's in the case."""

    day: datetime  # its first moment
    posts: int
    all_posts: int


@dataclass(frozen=True)
class Flood:
    """An hour in which more members address one target than the campaign's ways explain."""

    account: str
    name: str | None  # from the analyst's list
    begins_at: datetime
    members: int
    posts: int
    expected: float  # posts, by the largest of three rates
    q: float


@dataclass(frozen=True)
class SharedTag:
    """A hashtag that two members or more put into posts that address one target."""

    tag: str
    posts: int
    members: int


@dataclass(frozen=True)
class Harm:
    """What the posts that address one target hold: counts only, and no judgement of their tone."""

    alone: int  # posts that address this account and nobody else
    details: tuple[tuple[str, int], ...]  # kind of personal detail (masked), posts that held one
    tags: tuple[SharedTag, ...]  # most members first
    lexicon: int | None  # posts that hold words of the analyst's list; None without a list


@dataclass(frozen=True)
class Target:
    """One account that a campaign addresses. Times are UTC.

    ``kind`` and ``name`` come from the analyst's list: None where it says nothing, and no name of
    a private person ever. ``ratio`` says how many times more of the campaign's posts go there than
    would if members chose as others who are like them do; None where that cannot be told.
    """

    account: str
    kind: str | None
    name: str | None
    posts: int
    members: int
    under: int  # posts under its posts or on its page
    quotes: int
    mentions: int
    all_posts: int  # of anybody in the case that address it
    first_at: datetime
    last_at: datetime
    compared: int | None  # members for whom there are others to compare with
    expected: float | None
    ratio: float | None
    ratio_low: float | None  # 19 times in 20 the ratio is not below
    ratio_high: float | None
    log10_p: float | None
    q: float | None
    days: tuple[TargetDay, ...]  # days on which anybody addressed it; empty for lesser targets
    floods: tuple[Flood, ...]
    harm: Harm

    @property
    def share(self) -> float:
        """The campaign's share of all posts in the case that address it."""
        return self.posts / max(self.all_posts, 1)

    @property
    def favoured(self) -> bool:
        """Whether the campaign addresses it more than chance, at a rate of ``FAVOUR_FDR``."""
        beyond = self.q is not None and self.q <= FAVOUR_FDR and (self.ratio_low or 0.0) > 1.0
        return beyond and self.posts >= LEAST_POSTS


@dataclass(frozen=True)
class Placement:
    """Whom a campaign addresses: its foremost targets, and what could not be known."""

    targets: tuple[Target, ...]  # most posts first
    targets_left_out: int  # beyond those
    floods: tuple[Flood, ...]  # on any target, in the order of time
    unknown: tuple[Sentence, ...]

    @property
    def favoured(self) -> tuple[Target, ...]:
        """The targets addressed more than chance, most posts first."""
        return tuple(each for each in self.targets if each.favoured)

    @property
    def exposed(self) -> tuple[Target, ...]:
        """The targets whose posts hold personal details, shared hashtags or words of a list."""
        return tuple(
            each
            for each in self.targets
            if each.harm.details or each.harm.tags or each.harm.lexicon
        )

    @property
    def with_lexicon(self) -> bool:
        """Whether words of an analyst's list were counted."""
        return any(each.harm.lexicon is not None for each in self.targets)


NOTHING_PLACED: Final = Placement((), 0, (), ())
"""Of a campaign that addresses nobody."""
