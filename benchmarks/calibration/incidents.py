"""Messages pushed by a group inside a crowd: false ones, and what it takes. Prints Markdown.

make bench-incidents BENCH='--worlds 20 --planted 4'; with --real also the known operation
"""

import argparse
import time
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
from labelled import case_of, read_truth
from parts import ACCOUNTS, AUDIENCES, POSTS
from real_sets import OPERATION, operation_labels
from report import table

from demasque.coordination import find_incidents
from demasque.coordination.incidents import company
from demasque.coordination.incidents.incident_judgement import JudgedIncidents, judge_incidents
from demasque.coordination.incidents.uses import index_uses
from demasque.simulate import SCENES, EventWorld, audiences, events, world

FDR = 0.01
CROWD = 300
GROUPS = (
    (30, 6, 0.7),
    (30, 4, 0.7),
    (30, 3, 0.7),
    (30, 4, 0.4),
    (20, 5, 0.7),
    (15, 4, 1.0),
    (10, 6, 1.0),
)
"""Accounts of a group, other things it shares, and the chance that each does."""

CLUBS = ((30, 40, 0.2), (15, 40, 0.3), (60, 60, 0.1))
RANGES = {"SUSPECT": (1e-3, 1e-2, 5e-2), "NEIGHBOUR_POWER": (0.0, 1.0, 2.0), "LEAST": (2, 3, 5)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=20, help="organic worlds of each scene")
    parser.add_argument("--planted", type=int, default=2, help="planted worlds of each scene")
    parser.add_argument("--seed", type=int, default=0, help="other worlds: their first seed")
    parser.add_argument("--ranges", type=int, default=0, help="worlds of each scene and constant")
    parser.add_argument("--real", action="store_true", help="the known operation, too")
    chosen = parser.parse_args()
    start = time.perf_counter()
    if chosen.worlds:
        print(organic(chosen.worlds, chosen.seed + 20_000) + "\n", flush=True)
    if chosen.planted:
        print(planted(chosen.planted, chosen.seed + 30_000) + "\n", flush=True)
        print(clubs(chosen.planted, chosen.seed + 40_000) + "\n", flush=True)
    if chosen.ranges:
        print(ranges(chosen.ranges, chosen.seed + 50_000) + "\n", flush=True)
    if chosen.real:
        print(real(chosen.seed) + "\n", flush=True)
    print(f"({time.perf_counter() - start:.0f} s in all)")


def judged(made: EventWorld, reposts_too: bool = False) -> JudgedIncidents:
    """The incidents of a world; what followers repost is no company, unless asked for."""
    traces = int(made.trace_id.max()) + 1
    may = np.ones(traces, dtype=np.bool_)
    if not reposts_too:
        may[list(made.reposted)] = False
    post = np.arange(len(made), dtype=np.int32)
    uses = index_uses(made.account_id, made.trace_id, post, made.accounts, traces)
    return judge_incidents(uses, may, lambda said: {one: str(one) for one in said.tolist()}, FDR)


def organic(worlds: int, first: int) -> str:
    """Worlds with an incident where nobody coordinates."""
    rows, sums = [], np.zeros(4, dtype=np.int64)
    for scene, habits in SCENES.items():
        made = [events(first + n, ACCOUNTS, POSTS, habits) for n in range(worlds)]
        rows.append([scene, *_false(made, sums)])
    for name in ("median 20 min, some quicker", "median 2 min, all equally quick, faithful"):
        made = [audiences(first + n, **AUDIENCES[name]) for n in range(max(worlds // 4, 1))]
        rows.append([f"audiences: {name}", *_false(made, sums)])
    tried = int(sums[0])
    rows.append(["**all**", *(f"{n}/{tried}" for n in sums[1:])])
    return table(["scene", "any incident", "any company", "any incident, reposts as company"], rows)


def _false(made: list[EventWorld], sums: np.ndarray) -> list[str]:
    found = [judged(one) for one in made]
    counts = [
        sum(bool(one.incidents) for one in found),
        sum(bool((one.log10_q <= np.log10(FDR)).any()) for one in found),
        sum(bool(judged(one, reposts_too=True).incidents) for one in made),
    ]
    sums += [len(made), *counts]
    return [f"{count}/{len(made)}" for count in counts]


def planted(worlds: int, first: int) -> str:
    """A group inside a crowd of 300 genuine carriers at random times: recall, precision."""
    rows = []
    for size, others, part in GROUPS:
        found, named, right, false, tried = 0, 0, 0, 0, 0
        for habits in SCENES.values():
            for n in range(worlds):
                made, group, hoax = with_group(
                    events(first + n, ACCOUNTS, POSTS, habits), first + n, size, others, part
                )
                incidents = judged(made).incidents
                members = [one.members.account for one in incidents if one.message == hoax]
                found += bool(members)
                everybody = np.unique(
                    np.concatenate([one.members.account for one in incidents] or [[]])
                )
                named += len(everybody)
                right += int(np.isin(everybody, group).sum())
                false += sum(one.message < hoax for one in incidents)
                tried += 1
        rows.append(
            [
                f"{size} accounts, {others} things, each with {part:.0%}",
                f"{found}/{tried}",
                f"{right / (tried * size):.2f}",
                f"{right / max(named, 1):.3f} ({right}/{named})",
                str(false),
            ]
        )
    return table(["group", "hoax found", "recall", "precision of named", "other incidents"], rows)


def clubs(worlds: int, first: int) -> str:
    """Innocent circles in the crowd: alike in many small things, and most carry the hoax."""
    rows = []
    for size, others, part in CLUBS:
        hits, tried = 0, 0
        for habits in SCENES.values():
            for n in range(worlds):
                made, _, _ = with_group(
                    events(first + n, ACCOUNTS, POSTS, habits), first + n, size, others, part, 0.7
                )
                hits += bool(judged(made).incidents)
                tried += 1
        rows.append([f"{size} accounts, {others} things, each with {part:.0%}", f"{hits}/{tried}"])
    return table(["circle, of whom 70 % carry the message", "worlds with an incident"], rows)


def ranges(worlds: int, first: int) -> str:
    """Each constant lower and higher: false ones, reposts as company too, and recall."""
    rows = []
    for name, values in RANGES.items():
        kept = getattr(company, name)
        for value in values:
            setattr(company, name, value)
            false = right = tried = 0
            for habits in SCENES.values():
                for n in range(worlds):
                    made = events(first + n, ACCOUNTS, POSTS, habits)
                    false += bool(judged(made, reposts_too=True).incidents)
                    made, group, _ = with_group(made, first + n, *GROUPS[1])
                    named = [one.members.account for one in judged(made).incidents]
                    right += len(np.intersect1d(group, np.concatenate([*named, group[:0]])))
                    tried += 1
            chosen = " (chosen)" if value == kept else ""
            recall = right / (tried * GROUPS[1][0])
            rows.append([f"{name} {value:g}{chosen}", f"{false}/{tried}", f"{recall:.2f}"])
        setattr(company, name, kept)
    return table(["constant", "false incidents, reposts as company", "recall"], rows)


def with_group(
    made: EventWorld, seed: int, size: int, others: int, part: float, carries: float = 1.0
) -> tuple[EventWorld, np.ndarray, int]:
    """The world, the group, and the trace that it pushes among others who carry it too."""
    rng = np.random.default_rng([seed, 77])
    activity = np.bincount(made.account_id, minlength=made.accounts)
    live = np.flatnonzero(activity)
    group = rng.choice(live, size, replace=False)
    rest = np.setdiff1d(live, group)
    share = activity[rest] / activity[rest].sum()
    genuine = rng.choice(rest, min(CROWD, len(rest) // 2), replace=False, p=share)
    hoax = int(made.trace_id.max()) + 1
    carriers = np.concatenate([group[rng.random(size) < carries], genuine])
    who, what = [made.account_id, carriers], [made.trace_id, np.full(len(carriers), hoax)]
    for other in range(others):
        took = group[rng.random(size) < part]
        who.append(took)
        what.append(np.full(len(took), hoax + 1 + other))
    account, trace = np.concatenate(who).astype(np.int32), np.concatenate(what).astype(np.int32)
    at = np.concatenate([made.posted_at, rng.choice(made.posted_at, len(account) - len(made))])
    topic = np.zeros(len(account), dtype=np.int32)
    return replace(made, account_id=account, trace_id=trace, posted_at=at, topic=topic), group, hoax


def real(seed: int) -> str:
    """The known operation among members of a parliament; and labelled worlds of posts."""
    rows = []
    with case_of(pq.read_table(OPERATION / "posts.parquet"), seed) as store:
        found = find_incidents(store)
        truth = read_truth(store, operation_labels())
        named = store.sql("SELECT DISTINCT account FROM incident_accounts")["account"].to_pylist()
        right, known = truth.right(frozenset(named))
        rows.append([OPERATION.name, str(found.num_rows), str(len(named)), f"{right}/{known}"])
    for n in range(3):
        made = world(seed + n, 2_000, 20_000)
        labels = dict.fromkeys(made.members("operation"), True)
        labels |= dict.fromkeys(set(made.labels["account_id"].to_pylist()) - set(labels), False)
        with case_of(made.posts, seed) as store:
            found = find_incidents(store)
            truth = read_truth(store, labels)
            query = "SELECT DISTINCT account FROM incident_accounts"
            named = store.sql(query)["account"].to_pylist()
            right, known = truth.right(frozenset(named))
            rows.append(
                [
                    f"posts, seed {seed + n}",
                    str(found.num_rows),
                    str(len(named)),
                    f"{right}/{known}",
                ]
            )
    return table(["data", "incidents", "named accounts", "of the operation"], rows)


if __name__ == "__main__":
    main()
