"""Ordered hours: found where they are, and not where they are not. Prints Markdown.

make bench-schedules BENCH='--worlds 200 --sweep 40 --ranges 40 --traits 20 --scale 1000000'
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from trait_cases import trait_case

from demasque.campaigns import Schedule, Timetable, measure_schedules
from demasque.campaigns.schedules import (
    day_rows,
    quiet_days,
    slots,
    window_scan,
    window_trial,
)
from demasque.campaigns.schedules.case_times import GroupTimes
from demasque.campaigns.schedules.measuring_schedules import schedule_of
from demasque.campaigns.schedules.timetable import ClockWindow
from demasque.case import CaseStore
from demasque.schema import MEMBERSHIPS, POSTS
from demasque.simulate import traits
from demasque.simulate.event_world import START
from demasque.simulate.habits.ordered_hours import OrderedHours, batched_times, ordered_times
from demasque.simulate.habits.rhythm import DAY, HOUR, ZONES, make_clock

Times = tuple[np.ndarray, np.ndarray]
"""The account and the second of every post."""

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = {
    "members of a parliament": (
        "ira_congress_2016_early/posts.parquet",
        "SELECT account_id AS account, epoch(created_at)::BIGINT AS seen FROM '{path}' WHERE "
        "account_id IN (SELECT account_id FROM '{folder}/labels.csv' WHERE label = 'authentic')",
    ),
    "sharers of links before an election": (
        "coortweet/german_elections.parquet",
        "SELECT account_id AS account, timestamp AS seen FROM '{path}'",
    ),
    "sharers of posts": (
        "coortweet/russian_coord_tweets.parquet",
        "SELECT account_id AS account, timestamp_share AS seen FROM '{path}'",
    ),
}
SIZES = (5, 15, 40)
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)
EACH = (10, 30, 60)
SPANS = (14, 14, 30)
OTHERS = 100
CALM = (9, 24)  # days after MONDAY
MONDAY = date(2024, 3, 4)
WINDOWS = Timetable(
    (
        ClockWindow((0, 1, 2, 3, 4), 1230, 1320, "Asia/Shanghai", "evenings"),
        ClockWindow((5, 6), 570, 630, "Asia/Shanghai", "mornings at weekends"),
        ClockWindow((5, 6), 930, 990, "Asia/Shanghai", "afternoons at weekends"),
    )
)
RANGES: dict[str, tuple[list[ModuleType], tuple[float, ...]]] = {
    "MOVED": ([day_rows, window_scan], (4, 6, 8)),
    "FLANK": ([window_scan], (2, 3, 4)),
    "MARGIN": ([window_scan], (1.25, 1.5, 1.75)),
    "RATIO": ([window_scan, window_trial], (1.5, 2.0, 3.0)),
    "EXCESS": ([window_scan], (0.02, 0.04, 0.08)),
    "REST": ([window_scan], (0.01, 0.001, 0.0001)),
    "_MOST_OF_A_DAY": ([day_rows], (1.5, 2.0, 3.0)),
    "_MOST_WEIGHT": ([slots], (1.0, 2.0, 4.0)),
}


@dataclass(frozen=True)
class Setting:
    """How large one world's group is, how much it posts, for how long, and where it lives."""

    rng: np.random.Generator
    accounts: int
    posts: int
    days: int
    zone: int

    def account(self) -> np.ndarray:
        mean = self.posts * np.exp(0.6 * self.rng.standard_normal(self.accounts))
        return np.repeat(np.arange(self.accounts), self.rng.poisson(mean) + 2)


def ordinary(given: Setting, mixed: bool = False) -> Times:
    zones = np.full(given.accounts, given.zone * HOUR)
    if mixed:
        zones = given.rng.choice(ZONES, given.accounts)
    account = given.account()
    return account, make_clock(given.rng, zones).times(given.rng, account, START, given.days)


def of_any_zone(given: Setting) -> Times:
    return ordinary(given, mixed=True)


def staff(given: Setting) -> Times:
    """Monday to Friday 9 to 17:30, everyone a little earlier or later, fewer at lunch."""
    rng, account = given.rng, given.account()
    edge = rng.normal(0, 0.5, (2, given.accounts))
    at, left = np.zeros(len(account), dtype=np.int64), np.arange(len(account))
    while len(left):
        who, day, hour = (
            account[left],
            rng.integers(0, given.days, len(left)),
            rng.uniform(6, 20, len(left)),
        )
        there = (hour > 9 + edge[0, who]) & (hour < 17.5 + edge[1, who]) & (day % 7 < 5)
        there &= (np.abs(hour - 12.75) > 0.5) | (rng.random(len(left)) < 0.3)
        at[left[there]] = (
            START + day[there] * DAY + ((hour[there] - given.zone) * HOUR).astype(np.int64)
        )
        left = left[~there]
    return account, at


def newsroom(given: Setting) -> Times:
    """Agency texts between 11 and 22, pasted minutes to hours later."""
    rng, account = given.rng, given.account()
    stories = max(len(account) // max(given.accounts // 2, 2), 1)
    came = rng.integers(0, given.days, stories) * DAY + rng.integers(11 * HOUR, 22 * HOUR, stories)
    delay = np.clip(2_400 * np.exp(1.1 * rng.standard_normal(len(account))), 120, 8 * HOUR)
    return account, START + came[rng.integers(0, stories, len(account))] + delay.astype(np.int64)


def waves(given: Setting) -> Times:
    """Half of the posts in waves of half the accounts, within a minute, at ordinary hours."""
    account, at = ordinary(given)
    rng, half = given.rng, given.rng.permutation(len(at))[: len(at) // 2]
    count = max(len(half) // max(given.accounts // 2, 3), 1)
    clock = make_clock(rng, np.full(1, given.zone * HOUR))
    moments = clock.times(rng, np.zeros(count, dtype=np.int64), START, given.days)
    at[half] = moments[rng.integers(0, count, len(half))] + rng.integers(0, 60, len(half))
    return account, at


def habits(given: Setting) -> Times:
    """Everyone has a favourite half hour, which holds three posts in ten."""
    account, at = ordinary(given)
    rng, chosen = given.rng, np.flatnonzero(given.rng.random(len(at)) < 0.3)
    usual = rng.choice([7, 8, 12, 13, 18, 19, 20, 21, 22], given.accounts) + rng.normal(
        0, 0.7, given.accounts
    )
    hour = usual[account[chosen]] + rng.normal(0, 0.25, len(chosen)) - given.zone
    at[chosen] = START + rng.integers(0, given.days, len(chosen)) * DAY + (hour * HOUR).astype(int)
    return account, at


def one_tool(given: Setting) -> Times:
    """One account more posts twenty times a day within one hour."""
    account, at = ordinary(given)
    rng, count = given.rng, 20 * given.days
    hour = rng.integers(0, 24) * HOUR + rng.integers(0, HOUR, count)
    tool = START + np.repeat(np.arange(given.days), 20) * DAY + hour
    return np.append(account, np.full(count, given.accounts)), np.append(at, tool)


INNOCENT: dict[str, Callable[[Setting], Times]] = {
    "ordinary people of one zone": ordinary,
    "ordinary people of any zone": of_any_zone,
    "staff in office hours": staff,
    "newsrooms": newsroom,
}
HARDER: dict[str, Callable[[Setting], Times]] = {
    "waves at ordinary hours": waves,
    "a favourite half hour each": habits,
    "one account with a posting tool": one_tool,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=60, help="with, and as many without")
    parser.add_argument("--sweep", type=int, default=0, help="worlds per share and size")
    parser.add_argument("--ranges", type=int, default=0, help="worlds per constant and value")
    parser.add_argument("--traits", type=int, default=0, help="cases of worlds of traits")
    parser.add_argument("--real", type=int, default=0, help="groups per real set and size")
    parser.add_argument("--scale", type=int, default=0, help="posts of one large case")
    parser.add_argument("--seed", type=int, default=0, help="other worlds")
    chosen = parser.parse_args()
    if chosen.worlds:
        print(found_and_false(chosen.worlds, chosen.seed) + "\n", flush=True)
        part = max(chosen.worlds // 4, 1)
        for each in (other_readings, office_shares, quiet):
            print(each(part, chosen.seed) + "\n", flush=True)
    if chosen.sweep:
        print(sweep(chosen.sweep, chosen.seed) + "\n", flush=True)
    if chosen.ranges:
        print(ranges(chosen.ranges, chosen.seed) + "\n", flush=True)
    if chosen.traits:
        print(trait_worlds(chosen.traits, chosen.seed) + "\n", flush=True)
    if chosen.real:
        print(real(chosen.real, chosen.seed) + "\n", flush=True)
    if chosen.scale:
        print(scale(chosen.scale) + "\n", flush=True)


def setting(seed: int, world: int, accounts: int, zone: int | None = None) -> Setting:
    rng = np.random.default_rng([seed, world, accounts])
    posts, days = int(rng.choice(EACH)), int(rng.choice(SPANS))
    home = int(rng.choice(ZONES) // HOUR)
    return Setting(rng, accounts, posts, days, home if zone is None else zone)


def settings(seed: int, worlds: int, zone: int | None = None) -> Iterator[Setting]:
    for world in range(worlds):
        yield setting(seed, world, SIZES[world % len(SIZES)], zone)


def measured(given: Setting, times: Times, timetable: Timetable | None = WINDOWS) -> Schedule:
    """The schedule of a group beside a hundred ordinary people of its zone."""
    account, at = times
    others = ordinary(Setting(given.rng, OTHERS, 10, given.days, given.zone))
    group = GroupTimes(
        campaign="C1",
        posts=len(at),
        account=account,
        minute=at // 60,
        accounts=len(np.unique(account)),
        reference=slots.slots_of(others[0], others[1] // 60),
        step="languages",
    )
    return schedule_of(group, timetable, seed=0)


def ordered(given: Setting, share: float = 0.5) -> Times:
    account, at = ordinary(given)
    orders = OrderedHours(share=share)
    return account, ordered_times(given.rng, at, orders, START, given.days)


def named_and_not(schedules: list[Schedule]) -> tuple[int, int]:
    """In how many the named windows are filled, and in how many windows are found unnamed."""
    named = sum(each.trial is not None and each.trial.found for each in schedules)
    return named, sum(bool(each.windows) for each in schedules)


def found_and_false(worlds: int, seed: int) -> str:
    groups = {"half of the posts in ordered hours": ordered, **INNOCENT, **HARDER}
    rows = []
    for name, make in groups.items():
        count = worlds if make is ordered else worlds // len(INNOCENT)
        zone = 8 if make is ordered else None
        start = time.perf_counter()
        found = [measured(given, make(given)) for given in settings(seed, count, zone)]
        took = (time.perf_counter() - start) / max(count, 1)
        rows.append([name, *(rate(n, count) for n in named_and_not(found)), f"{took:.2f} s"])
    return table(["worlds", "windows named: filled", "none named: found", "each"], rows)


def sweep(worlds: int, seed: int) -> str:
    rows = []
    for share in SHARES:
        cells = []
        for size in SIZES:
            given = [setting(seed + 1, world, size, 8) for world in range(worlds)]
            found = [measured(each, ordered(each, share)) for each in given]
            named, unnamed = named_and_not(found)
            cells.append(f"{named}/{worlds}; {unnamed}/{worlds}")
        rows.append([f"{share:.0%}", *cells])
    return table(["share in ordered hours", *(f"{size} accounts" for size in SIZES)], rows)


def other_readings(worlds: int, seed: int) -> str:
    """Zones, batches and shifts, where they are and where they are not."""
    office = [(given, measured(given, staff(given), None)) for given in settings(seed + 2, worlds)]
    leisure = [measured(given, ordinary(given), None) for given in settings(seed + 3, worlds)]
    placed = [(given, each.zones) for given, each in office if each.zones is not None]
    right = sum(given.zone * 60 in zones.rivals for given, zones in placed)
    near = sum(abs(given.zone * 60 - zones.best) <= 60 for given, zones in placed)
    rivals = float(np.median([len(zones.rivals) for _, zones in placed]))
    batched = [measured(given, in_batches(given), None) for given in settings(seed + 4, worlds)]
    shifted = [measured(given, in_shifts(given), None) for given in settings(seed + 5, worlds)]
    rows = [
        [
            "offices called like an office",
            rate(sum(e.offset is not None for _, e in office), worlds),
        ],
        ["of these groups, the true offset among best and rivals", rate(right, len(placed))],
        ["best within an hour of the true offset", rate(near, len(placed))],
        ["offsets named, median", f"{rivals:.0f}"],
        [
            "ordinary people called like an office",
            rate(sum(e.offset is not None for e in leisure), worlds),
        ],
        ["batches of a third of the group: more than chance", rate(count_batches(batched), worlds)],
        ["ordinary people: batches more than chance", rate(count_batches(leisure), worlds)],
        [
            "two shifts that rotate weekly: found at the hour",
            rate(sum(change_at(e) for e in shifted), worlds),
        ],
        ["ordinary people: a change of shifts", rate(sum(bool(e.shifts) for e in leisure), worlds)],
    ]
    return table(["reading", "worlds"], rows)


def office_shares(worlds: int, seed: int) -> str:
    """The share in office hours that 99 of 100 resamples exceed, under the best offset."""
    rows = []
    for name, make in INNOCENT.items():
        zones = [measured(each, make(each), None).zones for each in settings(seed + 7, worlds)]
        least = np.array([each.least for each in zones if each is not None])
        low, middle, high = np.quantile(least, (0.05, 0.5, 0.95))
        above = "; ".join(f"{(least >= limit).sum()}/{len(least)}" for limit in (0.4, 0.5, 0.6))
        rows.append([name, f"{low:.2f}, {middle:.2f}, {high:.2f}", above])
    return table(["groups", "5, 50 and 95 % of worlds", "at least 0.4; 0.5; 0.6"], rows)


def quiet(worlds: int, seed: int) -> str:
    """Two weekdays of 42 on which nine posts in ten are missing."""
    rows = []
    for share in (1 / 4, 1 / 3, 1 / 2):
        usual, quiet_days._QUIET = quiet_days._QUIET, share
        hits = false = days = 0
        for given in settings(seed + 8, worlds):
            six_weeks = Setting(given.rng, given.accounts, given.posts, 42, given.zone)
            account, at = ordinary(six_weeks)
            calm = np.isin((at - START) // DAY, CALM) & (given.rng.random(len(at)) < 0.9)
            slots_left = slots.slots_of(account[~calm], at[~calm] // 60)
            found = quiet_days.quiet_days(slots_left)
            if found is not None and found.judged:
                right = sum((day - MONDAY).days in CALM for day in found.days)
                hits, false = hits + right, false + len(found.days) - right
                days += found.judged
        quiet_days._QUIET = usual
        rows.append([f"{share:.2f}", f"{hits}/{2 * worlds}", f"{false}/{days}"])
    return table(["share of the usual at most", "quiet days found", "others called quiet"], rows)


def in_batches(given: Setting) -> Times:
    account, at = ordinary(given)
    return account, batched_times(given.rng, at, max(given.accounts // 3, 4))


def in_shifts(given: Setting) -> Times:
    """The first or second half of 8 to 16 UTC, in turn from week to week."""
    rng, account = given.rng, given.account()
    day = rng.integers(0, given.days, len(account))
    late = (account + day // 7) % 2
    return account, START + day * DAY + ((8 + 4 * late + 4 * rng.random(len(day))) * HOUR).astype(
        int
    )


def change_at(schedule: Schedule) -> bool:
    return bool(schedule.shifts) and [each.hour for each in schedule.shifts or ()] == [12]


def count_batches(found: list[Schedule]) -> int:
    return sum(each.batches is not None and each.batches.p <= 0.01 for each in found)


def ranges(worlds: int, seed: int) -> str:
    rows = []
    for name, (modules, values) in RANGES.items():
        usual = {module: getattr(module, name) for module in modules}
        cells = []
        for value in values:
            for module in modules:
                setattr(module, name, value)
            false, true = both_counts(worlds, seed + 6)
            cells.append(f"{value:g}: {true}/{worlds}, {false}/{worlds}")
        for module, value in usual.items():
            setattr(module, name, value)
        rows.append([name.strip("_"), *cells])
    return table(["constant", "lower", "", "higher"], rows)


def both_counts(worlds: int, seed: int) -> tuple[int, int]:
    """Windows found unnamed in worlds without and with ordered hours."""
    makers = [*INNOCENT.values(), *HARDER.values()]
    false = [
        measured(given, makers[n % len(makers)](given), None)
        for n, given in enumerate(settings(seed, worlds))
    ]
    true = [measured(given, ordered(given, 0.3), None) for given in settings(seed, worlds, 8)]
    return named_and_not(false)[1], named_and_not(true)[1]


def trait_worlds(worlds: int, seed: int) -> str:
    """Cases made by the real door, each trait there or not, whatever the others do."""
    found: dict[bool, list[Schedule]] = {True: [], False: []}
    for world in range(worlds):
        made = traits(seed + world)
        with trait_case(made) as store:
            schedule = measure_schedules(store, ["C1"], WINDOWS)["C1"]
        found["ordered hours" in made.present].append(schedule)
    rows = []
    for there, each in found.items():
        counts = [rate(n, len(each)) for n in named_and_not(each)]
        rows.append(["with ordered hours" if there else "without", *counts])
    return table(["worlds of traits", "windows named: filled", "none named: found"], rows)


def real(worlds: int, seed: int) -> str:
    """Groups of accounts drawn at random from real data: nobody of them keeps ordered hours."""
    rows = []
    for name, (file, query) in REAL.items():
        path = DATA / file
        if not path.exists():
            continue
        known = duckdb.sql(query.format(path=path, folder=path.parent)).fetchnumpy()
        account = np.unique(known["account"].astype(str), return_inverse=True)[1]
        at = known["seen"].astype(np.int64)
        pool = np.flatnonzero(np.bincount(account) >= 10)
        for size in SIZES:
            rng = np.random.default_rng([seed, size])
            found = [_drawn(rng, account, at, pool, size) for _ in range(worlds)]
            office = sum(each.offset is not None for each in found)
            shifts = sum(bool(each.shifts) for each in found)
            counts = (*named_and_not(found), office, shifts, count_batches(found))
            rows.append([name, str(size), *(f"{count}/{worlds}" for count in counts)])
    headings = ["accounts of", "in a group", "named", "none named", "office", "shifts", "batches"]
    return table(headings, rows)


def _drawn(
    rng: np.random.Generator, account: np.ndarray, at: np.ndarray, pool: np.ndarray, size: int
) -> Schedule:
    chosen = rng.choice(pool, size + OTHERS, replace=False)
    mine, others = np.isin(account, chosen[:size]), np.isin(account, chosen[size:])
    others &= (at >= at[mine].min()) & (at <= at[mine].max())
    group = GroupTimes(
        campaign="C1",
        posts=int(mine.sum()),
        account=np.unique(account[mine], return_inverse=True)[1],
        minute=at[mine] // 60,
        accounts=size,
        reference=slots.slots_of(account[others], at[others] // 60),
        step="everybody",
    )
    return schedule_of(group, WINDOWS, seed=0)


def scale(posts: int) -> str:
    """What the schedules of 20 campaigns of 50 accounts cost in one large case."""
    rng = np.random.default_rng(0)
    accounts = max(posts // 10, 2_000)
    account = np.concatenate([rng.integers(0, accounts, posts), np.repeat(np.arange(1_000), 100)])
    at = make_clock(rng, rng.choice(ZONES, accounts)).times(rng, account, START, 30)
    with tempfile.TemporaryDirectory() as folder, CaseStore.create(Path(folder) / "case") as store:
        store.replace(_large_case(rng, account, at))
        start = time.perf_counter()
        found = measure_schedules(store, [f"C{n + 1}" for n in range(20)], WINDOWS)
        took = time.perf_counter() - start
    read = sum(each.timed for each in found.values())
    return f"{len(at):,} posts, {accounts:,} accounts, 20 campaigns ({read:,} posts): {took:.1f} s"


def _large_case(rng: np.random.Generator, account: np.ndarray, at: np.ndarray) -> dict[str, Any]:
    count = len(at)
    venue = np.array([f"v{n}" for n in range(50)])[rng.integers(0, 50, count)]
    written: dict[str, Any] = {
        "post": pa.array(np.char.add("p", np.arange(count).astype(str))),
        "account": pa.array(np.char.add("a", account.astype(str))),
        "posted_at": pa.array(at * 1_000_000, pa.timestamp("us", "UTC")),
        "venue": pa.array(venue, mask=rng.random(count) < 0.7),
        "lang": pa.array(np.array(["en", "fr", "zh"])[account % 3]),
    }
    plain = {"platform": "x", "time_precision": "second", "kind": "original", "source_file": "f"}
    for field in POSTS:
        if field.name not in written:
            value = plain.get(field.name, 1 if field.name == "source_line" else None)
            written[field.name] = pa.repeat(pa.scalar(value, field.type), count)
    members = [f"a{n}" for n in range(1_000)]
    belongs = {
        "campaign": [f"C{n // 50 + 1}" for n in range(1_000)],
        "account": members,
        "bits": [9.0] * 1_000,
        "partners": [3] * 1_000,
        "stability": [1.0] * 1_000,
    }
    posts = pa.table({field.name: written[field.name] for field in POSTS}).cast(POSTS)
    return {"posts": posts, "memberships": pa.table(belongs, schema=MEMBERSHIPS)}


def rate(found: int, of: int) -> str:
    """A share with its Wilson interval, 19 times in 20."""
    if not of:
        return "–"
    z, p = 1.96, found / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return f"{found}/{of} ({max(middle - half, 0):.1%} to {middle + half:.1%})"


def table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
