"""The measurements, each a section of Markdown."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from questions import DEFAULT, DETECT, RATES, REACTIONS, SETTINGS, Answer, ask
from real_sets import SETS, real_world
from report import mean, share, table

from demasque.simulate import SCENES, EventWorld, audiences, deal, events, plant

ACCOUNTS: Final = 2_000
POSTS: Final = 20_000

T = TypeVar("T")


@dataclass(frozen=True)
class Operation:
    """How strongly a planted group acts together."""

    accounts: int
    waves: int
    jitter: int  # seconds
    participation: float = 1.0
    popular: float = 0.0  # share of waves on traces that others share too

    def in_world(self, world: EventWorld, seed: int) -> EventWorld:
        return plant(
            world,
            seed,
            self.accounts,
            self.waves,
            self.jitter,
            participation=self.participation,
            popular=self.popular,
        )

    def __str__(self) -> str:
        said = f"{self.accounts} accounts, {self.waves} waves within {self.jitter} s"
        if self.participation < 1:
            said += f", each in {self.participation:.0%}"
        return said + (f", {self.popular:.0%} on what others share" if self.popular else "")


STRENGTHS: Final = {
    "obvious": Operation(20, 20, 10),
    "strong": Operation(15, 12, 30, 0.9),
    "moderate": Operation(10, 8, 45, 0.9, 0.2),
    "weak": Operation(8, 5, 120, 0.7, 0.3),
    "faint": Operation(5, 4, 300, 0.6, 0.5),
    "hopeless": Operation(4, 2, 900, 0.6, 1.0),
}


AUDIENCES: Final[dict[str, dict[str, Any]]] = {
    "median 20 min, all equally quick": {"median": 1_200.0, "quickness": 0.0},
    "median 20 min, some quicker": {"median": 1_200.0},
    "median 5 min, all equally quick": {"median": 300.0, "quickness": 0.0},
    "median 5 min, some quicker": {"median": 300.0},
    "median 2 min, all equally quick": {"median": 120.0, "quickness": 0.0},
    "median 5 min, some much quicker, faithful": {
        "median": 300.0, "quickness": 1.3, "faithful": 0.25,
    },
    "median 2 min, all equally quick, faithful": {
        "median": 120.0, "quickness": 0.0, "faithful": 0.25,
    },
    "median 5 min, some much quicker, faithful, four hours a day": {
        "median": 300.0, "quickness": 1.3, "faithful": 0.5, "awake_hours": 4.0, "posts": 60,
    },
}  # fmt: skip
"""How quickly people react, and how many of a star's posts they react to."""


def organic(worlds: int, first: int) -> str:
    """How often is there any tie where nobody coordinates?"""
    cells: dict[tuple[str, str], list[Answer]] = {}
    for scene, habits in _told(SCENES.items(), "organic"):
        for seed in range(worlds):
            world = events(first + 1_000 + seed, ACCOUNTS, POSTS, habits)
            for setting in SETTINGS:
                cells.setdefault((scene, setting), []).append(ask(world, setting))
    lines = [
        f"### Organic worlds ({worlds * len(SCENES)} of {ACCOUNTS:,} accounts, {POSTS:,} posts)",
        "",
        "Worlds with any tie, of those tried; over all scenes with the 95 % confidence interval "
        "(Wilson).",
        "",
    ]
    for rate in RATES:
        rows = []
        for scene in SCENES:
            hits = [sum(len(a.at(rate)) > 0 for a in cells[scene, s]) for s in SETTINGS]
            rows.append([scene, *(f"{hit}/{worlds}" for hit in hits)])
        whole = [[a for scene in SCENES for a in cells[scene, s]] for s in SETTINGS]
        rows.append(["**all**", *(_any(answers, rate) for answers in whole)])
        lines += [table([f"fdr {rate}", *SETTINGS], rows), ""]
    return "\n".join(lines)


def stars(worlds: int, first: int) -> str:
    """How often is there any tie among people who react to the same stars?"""
    settings = ("60s", DEFAULT, REACTIONS)
    rows = []
    for name, habits in _told(AUDIENCES.items(), "audiences"):
        made = [audiences(first + 4_000 + seed, **habits) for seed in range(worlds)]
        answers = {s: [ask(world, s).at(0.01) for world in made] for s in settings}
        cells = [f"{_any(answers[s], 0.01)}; {max(map(len, answers[s]))}" for s in settings]
        rows.append([name, *cells])
    return "\n".join(
        [
            f"### Audiences of stars ({worlds} worlds a row, fdr 0.01)",
            "",
            "Worlds with any tie, of those tried, with the 95 % confidence interval; then the most "
            "ties that one world had. Nobody in them acts with anybody.",
            "",
            table(["reaction times", *settings], rows),
            "",
        ]
    )


def dealt(deals: int, first: int) -> str:
    """How often is there any tie once a real set's slots are dealt at random?"""
    rows = []
    for name in _told(SETS, "dealt"):
        world = real_world(name)
        if world is None:
            rows.append([f"{name}: not beside the project", *[""] * 5])
            continue
        for setting in SETTINGS:
            real = ask(world, setting)
            for within in ("all", "hour"):
                answers = [ask(deal(world, first + seed, within), setting) for seed in range(deals)]
                now = str(len(real.at(0.01)))
                cells = [_any(answers, rate) for rate in RATES]
                rows.append([f"{name}; {setting}", within, now, *cells])
    heading = ["set; windows", "dealt within", "real order: ties at fdr 0.01"]
    return "\n".join(
        [
            "### Real sets, accounts permuted at random",
            "",
            f"Share of {deals} deals with any tie.",
            "",
            table([*heading, *(f"fdr {rate}" for rate in RATES)], rows),
            "",
        ]
    )


def planted(worlds: int, first: int) -> str:
    """How many of the ties are false, and how many planted accounts are found?"""
    rows = []
    for setting in SETTINGS:
        for name, operation in _told(STRENGTHS.items(), f"planted, {setting}"):
            made = [
                operation.in_world(events(first + 2_000 + seed, ACCOUNTS, POSTS, habits), seed)
                for habits in SCENES.values()
                for seed in range(worlds)
            ]
            answers = [ask(world, setting) for world in made]
            cells = []
            for rate in RATES:
                pairs = [(w, answer.at(rate)) for w, answer in zip(made, answers, strict=True)]
                cells.append(mean([_false(world, answer) for world, answer in pairs]))
                cells.append(mean([_recall(world, answer) for world, answer in pairs]))
            rows.append([f"{setting}: {name} ({operation})", *cells])
    heading = [f"{what}, fdr {rate}" for rate in RATES for what in ("false", "recall")]
    return "\n".join(
        [
            f"### Planted operations ({worlds * len(SCENES)} worlds a row, over all scenes)",
            "",
            "`false`: mean share of ties with an account that was not planted (0 where there is no "
            "tie); `recall`: mean share of the planted accounts that are tied; ± half the 95 % "
            "confidence interval.",
            "",
            table(["windows: operation", *heading], rows),
            "",
        ]
    )


def power(worlds: int, first: int) -> str:
    """How many accounts, waves and seconds of jitter until an operation is found?"""
    waves_tried, accounts_tried = (2, 3, 4, 6, 10, 20), (2, 3, 5, 10, 20)
    lines = [
        f"### Power (fdr 0.01, ordinary scene, mean over {worlds} worlds)",
        "",
        f"Share of the planted accounts that are tied: by windows of {DEFAULT}; by {DETECT}.",
        "",
    ]
    grounds = [events(first + 3_000 + seed, ACCOUNTS, POSTS) for seed in range(worlds)]
    for jitter in _told((10, 60, 300, 1_800), "power"):
        rows = []
        for accounts in accounts_tried:
            cells = []
            for waves in waves_tried:
                operation = Operation(accounts, waves, jitter)
                made = [operation.in_world(world, n) for n, world in enumerate(grounds)]
                cells.append("; ".join(f"{_mean_recall(made, s):.2f}" for s in (DEFAULT, DETECT)))
            rows.append([f"{accounts} accounts", *cells])
        heading = [f"within {jitter} s", *(f"{waves} waves" for waves in waves_tried)]
        lines += [table(heading, rows), ""]
    return "\n".join(lines)


def _any(answers: list[Answer], rate: float) -> str:
    return share(sum(len(answer.at(rate)) > 0 for answer in answers), len(answers))


def _false(world: EventWorld, answer: Answer) -> float:
    pairs = zip(answer.a.tolist(), answer.b.tolist(), strict=True)
    false = sum(not (a in world.labels and b in world.labels) for a, b in pairs)
    return false / max(len(answer), 1)


def _recall(world: EventWorld, answer: Answer) -> float:
    return len(answer.accounts() & world.labels) / len(world.labels)


def _mean_recall(worlds: list[EventWorld], setting: str) -> float:
    return sum(_recall(world, ask(world, setting).at(0.01)) for world in worlds) / len(worlds)


def _told(items: Iterable[T], what: str) -> Iterator[T]:
    """Pass items on, and say on stderr where one is."""
    for item in items:
        print(f"{what}: {item[0] if isinstance(item, tuple) else item}", file=sys.stderr)
        yield item
