"""Groups that act together inside the hardest audience: are they found, and nobody else?"""

import sys
from dataclasses import replace
from typing import Final

import numpy as np
from parts import AUDIENCES
from questions import REACTIONS, ask
from report import mean, table

from demasque.simulate import EventWorld, audiences, plant

HARDEST: Final = "median 5 min, some much quicker, faithful"
MEMBERS: Final = 10

GROUPS: Final = {
    "10 times on their own, within 30 s": (10, 30, 0.0),
    "10 times on their own, within 60 s": (10, 60, 0.0),
    "10 times on what the stars wrote, within 30 s": (10, 30, 1.0),
    "10 times on what the stars wrote, within 60 s": (10, 60, 1.0),
    "20 times on what the stars wrote, within 60 s": (20, 60, 1.0),
}
"""How a planted group acts: waves, seconds of jitter, and the share of waves on others' traces."""


def amplified(worlds: int, first: int) -> str:
    """How many of a planted group are tied, and how many of the audience?"""
    grounds = [audiences(first + 5_000 + n, **AUDIENCES[HARDEST]) for n in range(worlds)]
    made = {
        name: [
            plant(world, n, MEMBERS, waves, jitter, popular=popular)
            for n, world in enumerate(grounds)
        ]
        for name, (waves, jitter, popular) in GROUPS.items()
    }
    made["everything of one star, within 30 s of it"] = [
        _devoted(world, n) for n, world in enumerate(grounds)
    ]
    rows = [[name, *_cells(some)] for name, some in made.items()]
    return "\n".join(
        [
            f"### Groups in audiences ({worlds} worlds a row, fdr 0.01; {HARDEST})",
            "",
            f"Mean share of the {MEMBERS} planted accounts that are tied, and the most ties in one "
            "world with an account that was not planted.",
            "",
            table(["they act together", *_told()], rows),
            "",
        ]
    )


def _told() -> list[str]:
    return [f"{setting}: {what}" for setting in ("60s", REACTIONS) for what in ("tied", "false")]


def _cells(worlds: list[EventWorld]) -> list[str]:
    cells = []
    for setting in ("60s", REACTIONS):
        tied, false = [], []
        for world in worlds:
            print(f"amplified, {setting}", file=sys.stderr)
            answer = ask(world, setting).at(0.01)
            pairs = zip(answer.a.tolist(), answer.b.tolist(), strict=True)
            tied.append(len(answer.accounts() & world.labels) / MEMBERS)
            false.append(sum(not {a, b} <= world.labels for a, b in pairs))
        cells += [mean(tied), str(max(false))]
    return cells


def _devoted(world: EventWorld, seed: int) -> EventWorld:
    """A group that answers all that the first star wrote, at once, beside what they do anyway."""
    rng = np.random.default_rng([seed, 4])
    group = rng.choice(np.unique(world.account_id), MEMBERS, replace=False)
    posts, first = np.unique(world.trace_id[world.topic == 0], return_index=True)
    appeared = world.posted_at[world.topic == 0][first]
    answers = np.tile(np.arange(len(posts)), MEMBERS)
    added = {
        "account_id": np.repeat(group, len(posts)),
        "trace_id": posts[answers],
        "posted_at": appeared[answers] + rng.integers(0, 31, len(answers)),
        "topic": np.zeros(len(answers)),
    }
    columns = {name: np.concatenate([getattr(world, name), new]) for name, new in added.items()}
    order = np.argsort(columns["posted_at"], kind="stable")
    sorted_columns = {
        name: values[order].astype(getattr(world, name).dtype) for name, values in columns.items()
    }
    return replace(world, **sorted_columns, planted=np.sort(group).astype(np.int32))
