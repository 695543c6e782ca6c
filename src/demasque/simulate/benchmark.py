"""Events for benchmarks: any number, in little memory, with a known load of co-occurrences.

What makes a benchmark hard is not the events but the pairs of events that fall together. Popularity
follows Zipf's law and bursts are as large as it takes to reach the load asked for.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.errors import UsageError
from demasque.simulate.event_world import START, EventWorld
from demasque.simulate.habits.popularity import shares
from demasque.simulate.habits.rhythm import DAY, HOUR, WAKING

Array = npt.NDArray[Any]

DAYS: Final = 28
WINDOW: Final = 60  # seconds within which two events co-occur
LOAD: Final = ((1e4, 1.0), (1e5, 6.0), (1e6, 25.0), (1e7, 90.0), (1e8, 30.0))
"""Events, and co-occurrences per event at that size; between them, linear in the logarithms."""

BURST_SHARE: Final = 0.2  # of all events
BURST_SECONDS: Final = 300.0  # mean delay after a burst's start
BURST_SPREAD: Final = 0.5  # of the logarithm of a burst's size
ACCOUNT_SKEW: Final = 0.7  # exponent of Zipf's law for activity
EVENTS_PER_ACCOUNT: Final = 20
EVENTS_PER_TRACE: Final = 10
GROUP: Final = 12  # accounts in a planted group
WAVES: Final = 12  # waves of each group
JITTER: Final = 20  # seconds
_SCRAMBLE: Final = 2_654_435_761  # a prime: spreads ranks over ids


def benchmark_events(seed: int, n: int) -> EventWorld:
    """Return ``n`` events (at least 1,000), nearly in order of time, with planted groups.

    A planted group is 12 accounts that share 12 traces of their own within 20 seconds; there is
    one group for each 50,000 events, at least one and at most 200. Their accounts are busy
    otherwise like everybody. Memory: 16 bytes an event and little more. ``topic`` is 0 throughout.
    Raises ``UsageError`` below 1,000 events.
    """
    if n < 1_000:
        raise UsageError("a benchmark has at least 1,000 events")
    rng = np.random.default_rng([seed, 4])
    accounts, traces = n // EVENTS_PER_ACCOUNT, n // EVENTS_PER_TRACE
    bursts = _bursts(rng, n, traces)
    waves = _waves(rng, n, accounts, traces + len(bursts.size))
    ordinary = n - int(bursts.size.sum()) - len(waves.account)
    per_hour = shares(rng, ordinary, np.tile(WAKING, DAYS))
    world = EventWorld(
        account_id=np.empty(n, dtype=np.int32),
        trace_id=np.empty(n, dtype=np.int32),
        posted_at=np.empty(n, dtype=np.int64),
        topic=np.broadcast_to(np.int32(0), (n,)),
        accounts=accounts,
        planted=np.unique(waves.account).astype(np.int32),
    )
    done = 0
    for hour, count in enumerate(per_hour.tolist()):
        account, trace, at = _hour(rng, hour, count, (accounts, traces), (bursts, waves))
        order = np.argsort(at, kind="stable")
        rows = slice(done, done + len(at))
        world.account_id[rows], world.trace_id[rows] = account[order], trace[order]
        world.posted_at[rows] = at[order]
        done += len(at)
    return world


def co_occurrences(world: EventWorld, window: int = WINDOW) -> int:
    """Return how many pairs of events of different accounts on one trace lie within ``window``.

    Seconds, inclusive: a sliding window over the events sorted by trace and time. O(n log n).
    """
    return _close_pairs(world.trace_id.astype(np.int64), world.posted_at, window) - _close_pairs(
        world.trace_id.astype(np.int64) * world.accounts + world.account_id, world.posted_at, window
    )


def _close_pairs(group: Array, at: Array, window: int) -> int:
    order = np.lexsort((at, group))
    _, rank = np.unique(group[order], return_inverse=True)
    span = int(at.max() - at.min()) + window + 1
    key = rank * span + (at[order] - at.min())
    after = np.searchsorted(key, key + window, side="right")
    return int((after - np.arange(1, len(key) + 1)).sum())


@dataclass(frozen=True)
class _Bursts:
    """Moments at which one trace is on everybody's screen; sorted by ``hour`` of the start."""

    hour: Array
    size: Array
    trace: Array


@dataclass(frozen=True)
class _Waves:
    """Events of the planted groups, sorted by ``hour``."""

    hour: Array
    account: Array
    trace: Array
    at: Array


def _bursts(rng: np.random.Generator, n: int, traces: int) -> _Bursts:
    """Return bursts of a fifth of the events, as large as the load of this ``n`` needs.

    Two events of one burst of m lie within the window with p = 1 - exp(-window / mean delay), so
    that each of them meets about m p / 2 others that follow it.
    """
    events, load = np.array(LOAD).T
    wanted = float(np.exp(np.interp(math.log(n), np.log(events), np.log(load))))
    meets = 1.0 - math.exp(-WINDOW / BURST_SECONDS)
    bias = math.exp(BURST_SPREAD**2)  # of the size of the burst an event is in over the mean size
    lack = max(wanted - _ordinary_load(n, traces), 0.1)
    mean = max(2.0 * lack / (BURST_SHARE * meets * bias), 2.0)
    total = int(BURST_SHARE * n)
    count = max(round(total / mean), 1)
    size = shares(rng, total, np.exp(BURST_SPREAD * rng.standard_normal(count)))
    hour = np.sort(rng.integers(0, 24 * DAYS, count))
    return _Bursts(hour, size, traces + np.arange(count))


def _ordinary_load(n: int, traces: int) -> float:
    """Return the co-occurrences per event that popularity and rhythm give without bursts."""
    rank = np.arange(1.0, traces + 1)
    popular = float((np.log1p(1.0 / rank) ** 2).sum()) / math.log(traces + 1) ** 2
    daily = float((WAKING**2).mean() / WAKING.mean() ** 2)
    return (1 - BURST_SHARE) ** 2 * n * popular * daily * WINDOW / (DAYS * DAY)


def _waves(rng: np.random.Generator, n: int, accounts: int, first_trace: int) -> _Waves:
    groups = min(max(n // 50_000, 1), 200)
    member = rng.permutation(min(accounts, 20_000))[: groups * GROUP]
    member = member * _SCRAMBLE % accounts
    wave = np.repeat(np.arange(groups * WAVES), GROUP)
    hour = np.sort(rng.integers(0, 24 * DAYS, groups * WAVES))[wave]
    group = rng.permutation(np.repeat(np.arange(groups), WAVES))[wave]
    start = START + hour * HOUR + rng.integers(0, HOUR - JITTER, groups * WAVES)[wave]
    account = member.reshape(groups, -1)[group, np.tile(np.arange(GROUP), groups * WAVES)]
    return _Waves(hour, account, first_trace + wave, start + rng.integers(0, JITTER + 1, len(wave)))


def _hour(
    rng: np.random.Generator,
    hour: int,
    count: int,
    sizes: tuple[int, int],
    grouped: tuple[_Bursts, _Waves],
) -> tuple[Array, Array, Array]:
    """Return accounts, traces and times of what begins in one hour."""
    accounts, traces = sizes
    bursts, waves = grouped
    begun = slice(*np.searchsorted(bursts.hour, [hour, hour + 1]))
    of_burst = np.repeat(bursts.trace[begun], bursts.size[begun])
    start = rng.integers(0, HOUR, len(bursts.size[begun]))
    delay = rng.exponential(BURST_SECONDS, len(of_burst)).astype(np.int64)
    planted = slice(*np.searchsorted(waves.hour, [hour, hour + 1]))
    opening = START + hour * HOUR
    account = _zipf(rng, count + len(of_burst), accounts, ACCOUNT_SKEW)
    trace = _zipf(rng, count, traces, 1.0)
    return (
        np.concatenate([account, waves.account[planted]]),
        np.concatenate([trace, of_burst, waves.trace[planted]]),
        np.concatenate(
            [
                opening + rng.integers(0, HOUR, count),
                opening + np.repeat(start, bursts.size[begun]) + delay,
                waves.at[planted],
            ]
        ),
    )


def _zipf(rng: np.random.Generator, count: int, kinds: int, exponent: float) -> Array:
    """Return ``count`` ids below ``kinds``, by a bounded Zipf law (its continuous form)."""
    u = rng.random(count)
    if exponent == 1.0:
        rank = np.exp(u * math.log(kinds + 1.0))
    else:
        rest = 1.0 - exponent
        rank = (1.0 + u * ((kinds + 1.0) ** rest - 1.0)) ** (1.0 / rest)
    spread: Array = np.minimum(rank.astype(np.int64) - 1, kinds - 1) * _SCRAMBLE % kinds
    return spread
