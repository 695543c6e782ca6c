"""Event tables at the speed of arrays: many organic worlds, to calibrate a chance model on.

Nobody in an organic world acts with anybody. Accounts draw what they share from what their
community finds popular and from the authors whom they follow, each at hours of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.errors import UsageError
from demasque.simulate.habits.popularity import Pools, activity, fame, spread_over
from demasque.simulate.habits.rhythm import DAY, DailyHours, make_clock, zones_of

Array = npt.NDArray[Any]

START: Final = 1_709_510_400
"""Midnight UTC on Monday 4 March 2024, in seconds since the epoch: where every world begins."""


@dataclass(frozen=True)
class Habits:
    """What organic life is like. Each knob can be turned off to see what it does to a null."""

    days: int = 14
    communities: int = 24
    loyalty: float = 0.8  # share of popular items that come from one's own community
    solo: float = 0.30  # share of events on traces that nobody else has
    rare: float = 0.10  # share on small traces, used by about three accounts of a community
    cascades: float = 0.25  # share that reposts an author whom the account follows
    viral_tail: float = 1.1  # Pareto exponent of popularity; the smaller the more viral
    heavy_posters: float = 1.5  # spread of the logarithm of activity; 0 makes all alike
    bursts: int = 6  # news events, at which a tenth of the popular items appear
    events_per_item: float = 12.0  # mean uses of a popular item
    authors: int = 25  # authors per community, whose items make the cascades
    follows: int = 8  # of them an account follows (drawn with repetition, the famous more)
    repost_median: float = 1_500.0  # seconds from an item to its repost
    share_median: float = 14_400.0  # seconds from an item to its sharing
    rhythm: bool = True
    round_seconds: int = 1  # 60 for exports whose times are to the minute

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        if min(self.days, self.communities, self.authors, self.follows, self.round_seconds) < 1:
            raise UsageError("days, communities, authors, follows and round_seconds start at 1")
        parts = (self.solo, self.rare, self.cascades)
        if min(parts) < 0 or sum(parts) > 1:
            raise UsageError("the shares solo, rare and cascades lie in 0 to 1, as does their sum")


SCENES: Final[Mapping[str, Habits]] = {
    "ordinary": Habits(),
    "viral": Habits(viral_tail=0.8, events_per_item=40.0),
    "bursts": Habits(bursts=20, days=3),
    "communities": Habits(communities=100, loyalty=0.95),
    "cascades": Habits(cascades=0.6, repost_median=240.0, follows=5, solo=0.1),
    "rare": Habits(rare=0.5, cascades=0.1, communities=100),
    "heavy": Habits(heavy_posters=2.0),
    "minutes": Habits(round_seconds=60),
    "steady": Habits(rhythm=False),
    "everything": Habits(
        communities=60,
        loyalty=0.9,
        solo=0.15,
        rare=0.15,
        cascades=0.4,
        viral_tail=0.9,
        heavy_posters=1.8,
        bursts=15,
        follows=5,
        repost_median=300.0,
        round_seconds=60,
    ),
}
"""Organic worlds by what is hard about them, for calibration: a null should hold in each."""


@dataclass(frozen=True)
class EventWorld:
    """Events in order of time, and which accounts were planted.

    ``account_id``, ``trace_id`` and ``topic`` are int32, ``posted_at`` int64 seconds since the
    epoch. ``topic`` is the community whose item it is. A post leaves one event: its id is the row.
    """

    account_id: Array
    trace_id: Array
    posted_at: Array
    topic: Array
    accounts: int
    planted: Array = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    reposted: range = range(0)  # traces that are posts of authors, reposted by who follows them

    def __len__(self) -> int:
        return len(self.account_id)

    @property
    def post_id(self) -> Array:
        """The row numbers, int64."""
        return np.arange(len(self), dtype=np.int64)

    @property
    def labels(self) -> frozenset[int]:
        """The planted accounts."""
        return frozenset(self.planted.tolist())

    def table(self) -> pa.Table:
        """Return ``account_id, trace_id, posted_at, post_id`` as an Arrow table."""
        columns = {name: getattr(self, name) for name in ("account_id", "trace_id", "posted_at")}
        return pa.table({**columns, "post_id": self.post_id})


@dataclass(frozen=True)
class _Items:
    """Things to share: whose they are, how attractive, and when they appeared."""

    cell: Array
    topic: Array
    weight: Array
    appeared: Array
    pools: Pools


def events(
    seed: int, accounts: int = 2_000, posts: int = 20_000, habits: Habits | None = None
) -> EventWorld:
    """Return ``posts`` organic events of up to ``accounts`` accounts; nobody coordinates.

    Raises ``UsageError`` for fewer than two accounts or one post. Same arguments, same arrays.
    """
    if accounts < 2 or posts < 1:
        raise UsageError("a world has at least 2 accounts and 1 post")
    habits = habits or Habits()
    rng = np.random.default_rng([seed, 1])
    community = _communities(rng, accounts, habits.communities)
    clock = make_clock(rng, zones_of(rng, community), steady=not habits.rhythm)
    account = spread_over(rng, posts, activity(rng, accounts, habits.heavy_posters))

    trace = np.full(posts, -1, dtype=np.int64)
    at = clock.times(rng, account, START, habits.days)
    topic = community[account].astype(np.int32)
    way = np.searchsorted(np.cumsum([habits.solo, habits.rare, habits.cascades]), rng.random(posts))
    sharing = _Sharing(rng, habits, community, clock)
    taken, reposted = 0, range(0)
    for draw, rows in enumerate(np.flatnonzero(way == number) for number in (1, 2, 3)):
        items, chosen = sharing.choose(draw + 1, account[rows])
        held = chosen >= 0
        rows, chosen = rows[held], chosen[held]
        median = habits.repost_median if draw == 1 else habits.share_median
        end = START + habits.days * DAY
        at[rows] = clock.react(rng, account[rows], items.appeared[chosen], median, 1.6, end)
        trace[rows], topic[rows] = taken + chosen, items.topic[chosen]
        if draw == 1:
            reposted = range(taken, taken + len(items.cell))
        taken += len(items.cell)
    alone = trace < 0
    trace[alone] = taken + np.arange(int(alone.sum()))
    at = at // habits.round_seconds * habits.round_seconds
    return replace(_in_order(account, trace, at, topic, accounts), reposted=reposted)


class _Sharing:
    """The three ways in which people share what others can share too."""

    def __init__(
        self, rng: np.random.Generator, habits: Habits, community: Array, clock: DailyHours
    ) -> None:
        self._rng, self._habits, self._community, self._clock = rng, habits, community, clock

    def choose(self, way: int, account: Array) -> tuple[_Items, Array]:
        """Return the items of one way (1 rare, 2 cascade, 3 popular), and one for each account."""
        return (self._rare, self._cascade, self._popular)[way - 1](account)

    def _rare(self, account: Array) -> tuple[_Items, Array]:
        count = max(len(account) // 3, 1)
        topic = self._community[self._rng.integers(0, len(self._community), count)]
        items = self._items(topic, topic, np.ones(count), self._habits.communities)
        return items, items.pools.draw(self._rng, self._community[account])

    def _popular(self, account: Array) -> tuple[_Items, Array]:
        rng, habits = self._rng, self._habits
        count = max(int(len(account) / habits.events_per_item), 1)
        topic = self._community[rng.integers(0, len(self._community), count)]
        weight = fame(rng, count, habits.viral_tail)
        items = self._items(topic, topic, weight, habits.communities)
        self._break_news(items)
        own = items.pools.draw(rng, self._community[account])
        anywhere = Pools(np.zeros(count, dtype=np.int64), weight, 1)
        roams = (rng.random(len(account)) > habits.loyalty) | (own < 0)
        return items, np.where(roams, anywhere.draw(rng, np.zeros_like(account)), own)

    def _break_news(self, items: _Items) -> None:
        """Let a tenth of the items appear within minutes after a few moments, and be attractive."""
        rng, habits = self._rng, self._habits
        if not habits.bursts:
            return
        news = rng.random(len(items.cell)) < 0.1
        moments = START + (rng.random(habits.bursts) * habits.days * DAY * 0.95).astype(np.int64)
        about = rng.integers(0, habits.bursts, int(news.sum()))
        items.appeared[news] = moments[about] + rng.exponential(600.0, len(about)).astype(np.int64)

    def _cascade(self, account: Array) -> tuple[_Items, Array]:
        rng, habits = self._rng, self._habits
        authors = habits.communities * habits.authors
        standing = 1.0 / np.arange(1, habits.authors + 1)
        count = max(int(len(account) / habits.events_per_item), 1)
        author = rng.choice(
            authors,
            count,
            p=np.tile(standing, habits.communities) / (standing.sum() * habits.communities),
        )
        items = self._items(author, author // habits.authors, fame(rng, count, 1.5), authors)
        listed = rng.choice(
            habits.authors, (len(self._community), habits.follows), p=standing / standing.sum()
        )
        favourite = (habits.follows * rng.random(len(account)) ** 1.5).astype(np.int64)
        liked = self._community[account] * habits.authors + listed[account, favourite]
        return items, _once(account, items.pools.draw(rng, liked))

    def _items(self, cell: Array, topic: Array, weight: Array, cells: int) -> _Items:
        by = self._rng.integers(0, len(self._community), len(cell))
        appeared = self._clock.times(self._rng, by, START, self._habits.days)
        return _Items(cell, topic, weight, appeared, Pools(cell, weight, cells))


def _communities(rng: np.random.Generator, accounts: int, communities: int) -> Array:
    """Return a community for each account; their sizes follow Zipf's law, tamed."""
    size = 1.0 / np.arange(1, communities + 1) ** 0.7
    return rng.choice(communities, accounts, p=size / size.sum())


def _once(account: Array, item: Array) -> Array:
    """Return ``item`` with -1 for repeats: nobody reposts the same post twice."""
    _, first = np.unique(account.astype(np.int64) << 32 | (item + 1), return_index=True)
    kept = np.full(len(item), -1, dtype=np.int64)
    kept[first] = item[first]
    return kept


def _in_order(account: Array, trace: Array, at: Array, topic: Array, accounts: int) -> EventWorld:
    order = np.argsort(at, kind="stable")
    return EventWorld(
        account_id=account[order].astype(np.int32),
        trace_id=trace[order].astype(np.int32),
        posted_at=at[order].astype(np.int64),
        topic=topic[order].astype(np.int32),
        accounts=accounts,
    )
