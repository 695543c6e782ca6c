"""All kinds together: strength ties only what chance and the pair's own homophily leave open."""

import math

import numpy as np
import pytest

from demasque.coordination.engines.memory import MemoryCaseEngine
from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.index import prepare
from demasque.coordination.strength.fusion import Fusion
from demasque.coordination.strength.joint import JointTies, joint_ties
from demasque.coordination.strength.kind_events import KindEvents
from demasque.simulate import EventWorld, audiences, events, plant

WINDOWS = [60_000_000, 600_000_000]


def together(world: EventWorld, fdr: float = 0.01) -> tuple[JointTies, np.ndarray]:
    """What strength ties, and the names of the accounts."""
    names, account = np.unique(world.account_id, return_inverse=True)
    trace = np.unique(world.trace_id, return_inverse=True)[1].astype(np.int32)
    posts = PostMoments(account.astype(np.int32), world.posted_at * 1_000_000, names)
    uses = TraceUses("any", np.arange(len(world), dtype=np.int32), trace, int(trace.max()) + 1)
    encoded = uses.among_all_posts(posts)
    kind = KindEvents(uses, encoded, prepare(encoded), WINDOWS)
    fusion = Fusion(len(names))
    fusion.add(uses.kind, kind.ready)
    return joint_ties(posts, [kind], fusion.strengths(), fdr, 0, MemoryCaseEngine()), names


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nobody_is_tied_for_answering_the_same_stars_within_minutes(seed: int) -> None:
    """Permuting breaks audiences up, so their strengths outdo every permuted pair's."""
    assert len(together(audiences(seed, median=120.0, quickness=0.0))[0].pairs) == 0


def test_a_group_that_acts_together_is_tied_in_an_audience_too() -> None:
    world = plant(audiences(5), 5, accounts=12, waves=10, jitter_seconds=30)
    found, names = together(world)
    pairs = [set(pair) for pair in names[np.array(np.divmod(found.pairs, len(names)))].T.tolist()]
    assert len(world.labels & set().union(*pairs)) >= 11
    assert sum(not pair <= world.labels for pair in pairs) <= 0.05 * len(pairs)


def test_what_is_tied_its_own_kind_finds_surprising() -> None:
    world = plant(events(3, 600, 8_000), 3, accounts=10, waves=8, jitter_seconds=60)
    found, names = together(world, fdr=0.1)
    assert len(found.pairs)
    assert np.all(found.log10_q <= math.log10(0.1))
    assert np.all(np.diff(found.pairs) > 0)
    (part,) = found.parts
    assert set(part.key(len(names)).tolist()) == set(found.pairs.tolist())
    assert np.all(part.log10_p <= math.log10(0.1))
    assert np.all(part.pairs.shared > part.expected)


def test_no_pairs_no_ties() -> None:
    world = events(1, 20, 30)
    assert len(together(world)[0].pairs) == 0
