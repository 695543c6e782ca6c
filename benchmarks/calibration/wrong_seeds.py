"""Wrong seeds: how many accounts are attached to groups that do nothing together?"""

import sys
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from labelled import case_of
from numpy.typing import NDArray
from real_sets import OPERATION, operation_labels
from report import share, table

from demasque.case import CaseStore
from demasque.coordination import seconds, stand_with
from demasque.coordination.engines.memory import MemoryCaseEngine
from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.index import prepare
from demasque.coordination.strength.kind_events import KindEvents
from demasque.coordination.strength.standing_beside import Groups, attached_accounts
from demasque.simulate import SCENES, EventWorld, audiences, events
from demasque.traces import WIDE_WINDOWS

RATES: Final = (0.05, 0.01)
SIZES: Final = (5, 20, 60)
ACCOUNTS: Final = 1_000
POSTS: Final = 10_000
_WIDE: Final = tuple(round(seconds(window) * 1e6) for window in WIDE_WINDOWS)

Chosen = NDArray[np.float64]


def wrong_seeds(worlds: int, first: int) -> str:
    """How often is anybody attached to accounts that were drawn, not found?"""
    rows = []
    for name, answers in _in_worlds(worlds, first + 5_000):
        rows += _counted(name, answers)
    if OPERATION.exists():
        for name, answers in _in_parliament(worlds, first + 5_000):
            rows += _counted(name, answers)
    else:
        rows.append(["parliament: not beside the project", *[""] * len(RATES)])
    return "\n".join(
        [
            f"### Wrong seeds ({worlds} groups a row)",
            "",
            "Groups that nothing ties, taken for a campaign's members: for how many of them is "
            "anybody attached, with the 95 % confidence interval (Wilson); then how many accounts "
            f"in all. Worlds have {ACCOUNTS:,} accounts and {POSTS:,} posts (audiences what their "
            "stars draw).",
            "",
            table(["group", *(f"rate {rate}" for rate in RATES)], rows),
            "",
        ]
    )


def _counted(name: str, answers: Mapping[int, list[Chosen]]) -> Iterator[list[str]]:
    for size, found in answers.items():
        cells = []
        for rate in RATES:
            attached = [int(np.count_nonzero(q <= rate)) for q in found]
            cells.append(f"{share(sum(n > 0 for n in attached), len(found))}; {sum(attached)}")
        yield [f"{size} {name}", *cells]


def _in_worlds(worlds: int, first: int) -> Iterator[tuple[str, dict[int, list[Chosen]]]]:
    """The q of whoever is attached, by what the group is and by its size."""
    for name in ("at random, ordinary", "at random, everything", "of one community", "fans"):
        answers: dict[int, list[Chosen]] = {size: [] for size in SIZES}
        for seed in range(first, first + worlds):
            print(f"wrong seeds: {name}, {seed}", file=sys.stderr)
            world = _world(name, seed)
            posts, kind = _at_work(world)
            for size in SIZES:
                group = _group(name, world, size, seed)
                of_account = np.where(np.isin(posts.names, group), 0, -1).astype(np.int32)
                groups = Groups(["C1"], of_account, of_account >= 0)
                engine = MemoryCaseEngine()
                found = attached_accounts(posts, [kind], groups, max(RATES), seed, engine)
                answers[size].append(10.0**found.log10_q)
        yield name, answers


def _world(name: str, seed: int) -> EventWorld:
    if name == "fans":
        return audiences(seed, ACCOUNTS)
    scenes = {"at random, everything": "everything", "of one community": "communities"}
    return events(seed, ACCOUNTS, POSTS, SCENES[scenes.get(name, "ordinary")])


def _group(name: str, world: EventWorld, size: int, seed: int) -> NDArray[np.int32]:
    """Accounts at random; or those who share most of what one community or star draws."""
    if name.startswith("at random"):
        posting = np.unique(world.account_id)
        return np.random.default_rng([seed, size]).choice(posting, size, replace=False)
    topics = np.bincount(world.topic[world.topic >= 0])
    share_of = np.bincount(world.account_id[world.topic == topics.argmax()])
    return np.argsort(-share_of, kind="stable")[:size].astype(np.int32)


def _at_work(world: EventWorld) -> tuple[PostMoments, KindEvents]:
    names, account = np.unique(world.account_id, return_inverse=True)
    trace = np.unique(world.trace_id, return_inverse=True)[1].astype(np.int32)
    posts = PostMoments(account.astype(np.int32), world.posted_at * 1_000_000, names)
    uses = TraceUses("any", np.arange(len(world), dtype=np.int32), trace, int(trace.max()) + 1)
    encoded = uses.among_all_posts(posts)
    return posts, KindEvents(uses, encoded, prepare(encoded), _WIDE)


def _in_parliament(groups: int, first: int) -> Iterator[tuple[str, dict[int, list[Chosen]]]]:
    """Members of a parliament at random, among their own kind."""
    labels = operation_labels()
    posts = pq.read_table(OPERATION / "posts.parquet")
    innocent = pa.array([who for who, guilty in labels.items() if not guilty])
    posts = posts.filter(pc.is_in(posts["account_id"], innocent))
    answers: dict[int, list[Chosen]] = {size: [] for size in SIZES}
    with case_of(posts, first) as store:
        members = _posting(store)
        for seed in range(first, first + groups):
            print(f"wrong seeds: parliament, {seed}", file=sys.stderr)
            for size in SIZES:
                drawn = np.random.default_rng([seed, size]).choice(members, size, replace=False)
                found = stand_with(store, {"C1": drawn.tolist()}, fdr=max(RATES), seed=seed)
                answers[size].append(found["q"].to_numpy())
    yield "at random, parliament", answers


def _posting(store: CaseStore) -> list[str]:
    named = store.sql("SELECT DISTINCT account FROM posts ORDER BY account")
    return named["account"].to_pylist()
