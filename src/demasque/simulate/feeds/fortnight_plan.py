"""Who posts what in a fortnight, as numbers: everybody, and an operation that comes back."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.errors import UsageError
from demasque.simulate.benign import Benign, benign_posts
from demasque.simulate.cast import OPERATION, Cast, make_cast
from demasque.simulate.cover import dress
from demasque.simulate.draft import Draft, in_order, join
from demasque.simulate.habits.rhythm import DAY, HOUR
from demasque.simulate.operation import Operation, operation_posts
from demasque.simulate.organic import Span, organic_posts, venue_posts
from demasque.simulate.own_words import SITE, Own

Array = npt.NDArray[Any]

DAYS: Final = 14
BEGINS, REMOVED, RETURNS = 3, 8, 10
"""Days, from 1, on which the operation begins, is removed, and is back under other names."""

REMOVED_HOURS: Final = (12.0, 14.0)
"""Hours of that day, UTC, between which the network takes the accounts down, one by one."""

FEWEST_ACCOUNTS: Final = 300
FEWEST_POSTS: Final = 3_000
_VENUES: Final = 9
_BENIGN: Final = Benign(newsrooms=8, fans=30, staff=12, shops=6)
_PLACED_A_DAY: Final = 1.0  # by each benign group; newsrooms take twice as much from their agency
_WEEKEND_SHARE: Final = 0.65  # of what is posted on other days; every fortnight begins on a Monday
_NEWS_SHARE: Final = 1.0  # posts more on the day of much news, in a day's usual number
_NEWS_DAYS: Final = (4, 12)  # from, to: the day of much news is one of these
_LINKED: Final = 4  # one in so many of an operation's waves links to a site of its own
_SITES: Final = 3


@dataclass(frozen=True)
class FortnightPlan:
    """The posts of a fortnight in the order of time, and who is in the operation.

    ``first`` are the accounts of the operation until they are removed (``removed_at``, seconds
    since the epoch, one each), ``second`` those under which it comes back; empty in a quiet one.
    """

    cast: Cast
    draft: Draft
    span: Span
    first: Array
    second: Array
    removed_at: Array


def plan_fortnight(
    seed: int, accounts: int, posts: int, start: int, operation: Operation | None
) -> FortnightPlan:
    """Return who posts what; ``operation`` says how each of the two phases is staffed, None: none.

    Its ``posts`` are the share of all posts in each phase. Raises ``UsageError`` for a world too
    small for what is in it.
    """
    if accounts < FEWEST_ACCOUNTS or posts < FEWEST_POSTS:
        raise UsageError(
            "A fortnight has at least {accounts} accounts and {posts} posts.",
            accounts=FEWEST_ACCOUNTS,
            posts=FEWEST_POSTS,
        )
    span = Span(start, DAYS)
    staff = operation.size(accounts) if operation else 0
    cast = _cast(seed, accounts, staff, start)
    members = cast.members(OPERATION)
    first, second = members[:staff], members[staff:]
    rng = np.random.default_rng([seed, 61])
    hours = rng.uniform(*REMOVED_HOURS, len(first)) * HOUR
    removed_at = span.start + (REMOVED - 1) * DAY + np.sort(hours).astype(np.int64)
    draft, feed = _everybody(seed, cast, span, posts)
    if operation:
        _dress(seed, cast, operation, first, second, span)
        for phase, staffed in enumerate((first, second)):
            draft = join(draft, _phase(seed, phase, operation, cast, staffed, span, feed, draft))
    gone = np.full(len(cast), span.end)
    gone[first] = removed_at
    kept = _thinned(np.random.default_rng([seed, 62]), cast, draft, span)
    kept &= draft["at"] < gone[draft["author"]]
    return FortnightPlan(cast, in_order(_only(draft, kept)), span, first, second, removed_at)


def _cast(seed: int, accounts: int, staff: int, start: int) -> Cast:
    """Return everybody, all on one network; the operation's two staffs are its group."""
    rng = np.random.default_rng([seed, 60])
    sizes = {**_BENIGN.sizes, OPERATION: 2 * staff}
    cast = make_cast(rng, accounts, _VENUES, sizes, start)
    return replace(cast, platform=np.zeros_like(cast.platform))


def _dress(
    seed: int, cast: Cast, operation: Operation, first: Array, second: Array, span: Span
) -> None:
    """Give both staffs a past: the second has none before the removal."""
    rng = np.random.default_rng([seed, 63])
    dress(rng, cast, first, operation.new, span.start)
    dress(rng, cast, second, 1.0, span.start)
    between = (REMOVED * DAY, (RETURNS - 1) * DAY)
    cast.created[second] = span.start + rng.integers(*between, len(second))


def _everybody(seed: int, cast: Cast, span: Span, posts: int) -> tuple[Draft, Draft]:
    """Return what people and benign groups post, a day of much news included; and the venues' part.

    The venues' posts come first.
    """
    streams = [np.random.default_rng([seed, stream]) for stream in (64, 65, 66, 67)]
    feed = venue_posts(streams[0], cast, max(posts // 40, 4 * cast.venues), span)
    friendly = benign_posts(streams[1], cast, span, _PLACED_A_DAY)
    rest = posts - len(feed["at"]) - len(friendly["at"])
    everyday = join(organic_posts(streams[2], cast, rest, span, feed), friendly)
    news = _news_day(streams[3], cast, span, posts)
    news["parent"] = np.where(news["parent"] >= 0, news["parent"] + len(everyday["at"]), -1)
    news["wave"][:] = -1
    return join(everyday, news), feed


def _news_day(rng: np.random.Generator, cast: Cast, span: Span, posts: int) -> Draft:
    """Return what is posted more on one day on which there is something to talk about."""
    day = int(rng.integers(*_NEWS_DAYS, endpoint=True))
    only = Span(span.start + (day - 1) * DAY, 1)
    usual = posts / span.days * _NEWS_SHARE
    feed = venue_posts(rng, cast, max(round(usual / 20), cast.venues), only)
    return organic_posts(rng, cast, round(usual), only, feed)


def _phase(
    seed: int,
    phase: int,
    operation: Operation,
    cast: Cast,
    members: Array,
    span: Span,
    feed: Draft,
    before: Draft,
) -> Draft:
    """Return the posts of one phase; the second says again what the first said."""
    first_day, last_day = ((BEGINS, REMOVED), (RETURNS, DAYS))[phase]
    days = Span(span.start + (first_day - 1) * DAY, last_day - first_day + 1)
    own = Own.of(seed, phase, operation.kept, seed, 0)
    rng = np.random.default_rng([seed, 68, phase])
    count = round(operation.posts * len(before["at"]))
    made, _ = operation_posts(
        rng, operation, cast, members, days, count, feed, len(before["at"]), own
    )
    linked = (made["wave"] >= 0) & (made["wave"] % _LINKED == 0)
    made["url"] = np.where(linked, own.keys(SITE, made["wave"] // _LINKED % _SITES), made["url"])
    return made


def _thinned(rng: np.random.Generator, cast: Cast, draft: Draft, span: Span) -> Array:
    """Whether each post is made: at weekends, people post less; offices and operations do not."""
    weekday = (draft["at"] - span.start) // DAY % 7
    private = (cast.group[draft["author"]] == 0) & (draft["author"] >= cast.venues)
    quiet = private & (weekday >= 5)
    made: Array = ~quiet | (rng.random(len(quiet)) < _WEEKEND_SHARE)
    return made


def _only(draft: Draft, kept: Array) -> Draft:
    """Return the posts that are kept; what answers or passes on a post that is not goes with it."""
    while True:
        parent = draft["parent"]
        lost = kept & (parent >= 0) & ~kept[parent]
        if not lost.any():
            break
        kept = kept & ~lost
    place = np.cumsum(kept) - 1
    chosen = {name: column[kept] for name, column in draft.items()}
    chosen["parent"] = np.where(chosen["parent"] >= 0, place[chosen["parent"]], -1)
    return chosen
