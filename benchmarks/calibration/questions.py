"""What is asked of the engine in every world: ties at each choice of windows and each rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

import demasque
from demasque.coordination import seconds
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.memory import MemoryCaseEngine
from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.index import prepare
from demasque.coordination.events.origins import origins_from_uses
from demasque.coordination.strength.fusion import Fusion
from demasque.coordination.strength.joint import joint_ties
from demasque.coordination.strength.kind_events import KindEvents
from demasque.progress import quiet
from demasque.simulate import EventWorld
from demasque.traces import AT_ONCE, DEFAULT_WINDOWS

RATES: Final = (0.1, 0.01, 0.001)

DEFAULT: Final = " and ".join(DEFAULT_WINDOWS) + " (default)"
TOGETHER: Final = "strengths against permutations"
WINDOWS: Final[Mapping[str, tuple[str, ...]]] = {
    "60s": ("60s",),
    "10min": ("10min",),
    DEFAULT: DEFAULT_WINDOWS,
    "1h": ("1h",),
}
DETECT: Final = "detect"
REACTIONS: Final = "detect, as reposts or replies"
SETTINGS: Final = (*WINDOWS, TOGETHER, DETECT)
"""Ways to find ties: `find_ties` at some windows; the strengths that `detect` ties all kinds by;
and `detect` itself, which takes what either the default windows or the strengths tie."""


@dataclass(frozen=True)
class Answer:
    """Pairs of accounts, with the rate at which each is found."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    q: NDArray[np.float64]

    def at(self, rate: float) -> "Answer":
        """Keep what is found at this rate: q does not depend on the rate that was asked for."""
        kept = self.q <= rate
        return Answer(self.a[kept], self.b[kept], self.q[kept])

    def accounts(self) -> frozenset[int]:
        return frozenset(self.a.tolist()) | frozenset(self.b.tolist())

    def __len__(self) -> int:
        return len(self.q)


def ask(world: EventWorld, setting: str) -> Answer:
    """Find the world's ties at the loosest rate."""
    if setting == TOGETHER:
        return _together(world)
    if setting == DETECT:
        return _either(ask(world, DEFAULT), _together(world))
    if setting == REACTIONS:
        return _as_reactions(world)
    return _alone(world, WINDOWS[setting])


def _alone(world: EventWorld, windows: Sequence[str]) -> Answer:
    ties = demasque.find_ties(world.table(), windows=windows, fdr=max(RATES))
    a, b, q = (ties[name].to_numpy() for name in ("account_a", "account_b", "q"))
    return Answer(a.astype(np.int64), b.astype(np.int64), q)


def _either(one: Answer, other: Answer) -> Answer:
    """Each pair of either once, at the smaller q."""
    a, b, q = (
        np.concatenate(parts) for parts in ((one.a, other.a), (one.b, other.b), (one.q, other.q))
    )
    order = np.lexsort((q, b, a))
    a, b, q = a[order], b[order], q[order]
    first = np.r_[True, (np.diff(a) != 0) | (np.diff(b) != 0)][: len(a)]
    return Answer(a[first], b[first], q[first])


def _as_reactions(world: EventWorld) -> Answer:
    """Tie as `detect` does where all is reposts or replies, whose authors are the topics."""
    posts, kind = _as_kind(world, AT_ONCE, authors=True)
    fdr = max(RATES)
    tied = MemoryCaseEngine().ties(
        kind.encoded, kind.ready, TieCriteria(kind.windows, fdr, 2), quiet
    )
    own = kind.beyond_audience(tied, fdr)
    alone = _named(posts, own.key(len(posts.names)), own.log10_q)
    return _either(alone, _by_strength(posts, kind))


def _together(world: EventWorld) -> Answer:
    """Tie by strength as `detect` does: each event is a post, and all are of one kind."""
    return _by_strength(*_as_kind(world, DEFAULT_WINDOWS))


def _as_kind(
    world: EventWorld, usual: Sequence[str], authors: bool = False
) -> tuple[PostMoments, KindEvents]:
    """The world as a case of one kind of trace, with `authors` of one that has authors."""
    names, account = np.unique(world.account_id, return_inverse=True)
    trace = np.unique(world.trace_id, return_inverse=True)[1].astype(np.int32)
    posts = PostMoments(account.astype(np.int32), world.posted_at * 1_000_000, names)
    row = np.arange(len(world), dtype=np.int32)
    uses = TraceUses("any", row, trace, int(trace.max()) + 1)
    encoded = uses.among_all_posts(posts)
    windows = [round(seconds(window) * 1e6) for window in usual]
    author = np.full(uses.traces, -1, dtype=np.int32)
    np.maximum.at(author, trace, world.topic)  # what is planted has no topic
    origins = origins_from_uses(author, uses, posts) if authors else None
    return posts, KindEvents(uses, encoded, prepare(encoded), windows, origins=origins)


def _by_strength(posts: PostMoments, kind: KindEvents) -> Answer:
    fusion = Fusion(len(posts.names))
    fusion.add(kind.uses.kind, kind.ready)
    tied = joint_ties(posts, [kind], fusion.strengths(), max(RATES), 0, MemoryCaseEngine())
    return _named(posts, tied.pairs, tied.log10_q)


def _named(posts: PostMoments, key: NDArray[np.int64], log10_q: NDArray[np.float64]) -> Answer:
    accounts = len(posts.names)
    a, b = np.sort(posts.names[np.array(divmod(key, accounts))].astype(np.int64), axis=0)
    return Answer(a, b, 10.0**log10_q)
