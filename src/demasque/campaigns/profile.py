"""What a campaign looks like: everything that is later said about it, measured once."""

from dataclasses import dataclass, field
from datetime import date, datetime

from demasque.campaigns.account_sample import NOBODY, AccountSample
from demasque.campaigns.languages import margin
from demasque.notebook import summary
from demasque.text import Narrative
from demasque.wording import catalogue

SHOWN = 10
"""Members in a summary for notebooks."""


@dataclass(frozen=True)
class Member:
    """One account of a campaign, and what the export says of it (None where it says nothing)."""

    account: str
    platform: str
    bits: float  # strongest evidence to a fellow member
    partners: int  # fellow members tied directly
    stability: float | None  # share of resamples in which it stays a member
    posts: int
    filler: float  # share of its posts that carry no trace of another member
    created_at: datetime | None
    followers: int | None
    verified: bool | None
    avatar: str | None
    handle_length: int | None
    handle_digits: int | None  # digits at the end of the handle


@dataclass(frozen=True)
class KindTies:
    """The ties of one kind inside a campaign."""

    kind: str
    pairs: int
    shared: int  # shared traces, summed over pairs
    expected: float  # what chance alone would give, summed over pairs
    window_seconds: float  # the window that says most, median over pairs


@dataclass(frozen=True)
class Trace:
    """One trace that two or more members left."""

    kind: str
    trace: int
    value: str
    accounts: int  # members that left it
    outsiders: int  # other accounts that left it too
    posts: int  # posts of members that carry it
    platforms: int  # platforms on which members left it
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Day:
    """One day (UTC) of a campaign."""

    day: date
    posts: int
    shared: int  # of these, posts that carry a trace of another member


@dataclass(frozen=True)
class Venue:
    """An account under whose posts, or on whose page, the campaign placed its own."""

    account: str
    posts: int
    members: int


@dataclass(frozen=True)
class Sharing:
    """How the members share: the figures that tell one explanation from another."""

    traces: int  # distinct traces that two or more members left
    posts: int  # posts of members that carry one
    reposts: int  # of these, reposts
    texts: int  # shared texts
    crossing: int  # shared traces that members left on more than one platform
    domains: tuple[tuple[str, int], ...]  # of shared links, with their posts, most first
    shop_like: int  # shared texts and links that read like selling
    outsiders: int  # other accounts that left any of the shared traces
    gap_seconds: float | None  # between one member and the next on a trace, median
    same_second: float | None  # share of these gaps that are nothing


@dataclass(frozen=True)
class Audience:
    """Attention from outside, as far as the case holds it."""

    answers: int  # posts in the case by others that answer, repost or quote a member's
    counted: int  # posts of members whose reactions the export counts
    reactions: int  # likes, reposts, replies and quotes of these, less what members did themselves


@dataclass(frozen=True)
class PersonalDetails:
    """Details of persons of one kind in the words of a campaign's posts, where masks stand now."""

    kind: str  # email, phone, address, id_document
    posts: int
    members: int  # that wrote them
    count: int


@dataclass(frozen=True, repr=False)
class CampaignProfile:
    """One campaign, measured. Times are UTC; shares are of one; strengths are in bits."""

    campaign: str
    members: tuple[Member, ...]  # most strongly tied first
    posts: int
    pairs: int  # tied pairs inside
    bits: float  # summed over tied pairs
    ties: tuple[KindTies, ...]
    first_at: datetime
    last_at: datetime
    coarse_times: float  # share of posts whose time is coarser than a second
    platforms: tuple[tuple[str, int], ...]  # with posts, most first
    languages: tuple[tuple[str, int], ...]  # with posts, most first
    languages_unstated: int  # posts with words for which the export names no language
    languages_read: int  # of these, posts read
    days: tuple[Day, ...]  # every day from first to last
    hours: tuple[int, ...]  # posts by hour of the day, 24 numbers
    kinds: tuple[tuple[str, int], ...]  # original, repost, ... with posts
    filler: float
    sharing: Sharing
    traces: tuple[Trace, ...]  # the strongest carriers, at most `TRACES_SHOWN`
    narratives: tuple[Narrative, ...]  # the most used, at most 20
    venues: tuple[Venue, ...]  # most posts first
    audience: Audience
    source_files: int  # files that the members' posts came from
    personal_details: tuple[PersonalDetails, ...] = ()  # by kind: many may mean doxing
    sample: AccountSample = field(default=NOBODY, compare=False)  # members and their posts
    others: AccountSample = field(default=NOBODY, compare=False)  # in no campaign, to compare with

    @property
    def languages_margin(self) -> float:
        """How far a language's share of the unstated posts may be off, 19 times in 20."""
        return margin(self.languages_read, self.languages_unstated)

    @property
    def possible_pairs(self) -> int:
        """Pairs that these accounts could form."""
        return len(self.members) * (len(self.members) - 1) // 2

    @property
    def posts_per_day(self) -> float:
        """Posts on a day on which any of them posted."""
        return self.posts / max(1, sum(day.posts > 0 for day in self.days))

    @property
    def shared_days(self) -> tuple[Day, ...]:
        """The days from the first to the last on which members posted the same things.

        An account that was taken over has years of posts before; they are not the campaign's.
        """
        on = [n for n, day in enumerate(self.days) if day.shared]
        return self.days[on[0] : on[-1] + 1] if on else self.days

    def __repr__(self) -> str:
        return (
            f"CampaignProfile({self.campaign!r}, accounts={len(self.members)}, "
            f"posts={self.posts}, pairs={self.pairs})"
        )

    def _repr_html_(self) -> str:
        words = catalogue()
        return summary(
            words.text("Campaign {name}", name=self.campaign),
            [
                words.text(
                    "{accounts} accounts, {posts} posts, {pairs} tied pairs.",
                    accounts=len(self.members),
                    posts=self.posts,
                    pairs=self.pairs,
                ),
                words.text("{first} to {last}", first=self.first_at, last=self.last_at),
            ],
            [words.text(name) for name in ("Account", "Platform", "Posts", "Bits")],
            [[one.account, one.platform, one.posts, one.bits] for one in self.members[:SHOWN]],
        )
