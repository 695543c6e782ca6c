"""Constants chosen on one half and reported on the other, both ways.

A constant is a module's, read whenever it is used. To try another one: a line in :data:`CONSTANTS`.
"""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Final

import pyarrow as pa
from halves import HALVES, halved
from labelled import case_of, read_truth, strengths
from real_sets import OPERATION, operation_labels

from demasque.coordination import detect

Setting = tuple[int, ...]
"""A value for each of the constants, in their order."""

Ranking = tuple[float, float]
"""AP, and R95."""


@dataclass(frozen=True)
class Constant:
    """A constant, what else it could have been, and its unit as a factor.

    One that is part of a named tuple is that tuple's `field`.
    """

    name: str
    module: str
    attribute: str
    choices: tuple[int, ...]
    unit: int = 1
    field: str | None = None

    def get(self) -> int:
        """Its value today, in its unit."""
        found = getattr(importlib.import_module(self.module), self.attribute)
        value: int = getattr(found, self.field) if self.field else found
        return value // self.unit

    def put(self, value: int) -> None:
        """Make it `value` from now on."""
        module = importlib.import_module(self.module)
        if not hasattr(module, self.attribute):
            raise AttributeError(f"{self.module} has no {self.attribute} any more")
        made = value * self.unit
        if self.field:
            made = getattr(module, self.attribute)._replace(**{self.field: made})
        setattr(module, self.attribute, made)


HALF_LIFE: Final = Constant(
    "half-life (min)",
    "demasque.coordination.all_kinds",
    "CLOSE",
    (1, 2, 5, 10, 20, 60),
    unit=60_000_000,
    field="half_life",
)

PARTNERS: Final = Constant(
    "partners", "demasque.coordination.strength.account_ranking", "PARTNERS", (1, 3, 10)
)

CONSTANTS: Final = (HALF_LIFE, PARTNERS)
"""Those of the ranking. The choices lie about today's value, by a factor of three to twelve."""


@contextmanager
def setting_of(constants: tuple[Constant, ...], setting: Setting) -> Iterator[None]:
    """The constants at these values, as long as it lasts."""
    before = [constant.get() for constant in constants]
    try:
        for constant, value in zip(constants, setting, strict=True):
            constant.put(value)
        yield
    finally:
        for constant, value in zip(constants, before, strict=True):
            constant.put(value)


def today(constants: tuple[Constant, ...]) -> Setting:
    """The values that the program has."""
    return tuple(constant.get() for constant in constants)


def rankings(
    posts: pa.Table, labels: Mapping[str, bool], constants: tuple[Constant, ...], seed: int
) -> dict[Setting, Ranking]:
    """How one half is ranked at every setting."""
    found = {}
    with case_of(posts, seed) as store:
        truth = read_truth(store, labels)
        for setting in product(*(constant.choices for constant in constants)):
            with setting_of(constants, setting):
                detect(store)
            found[setting] = truth.ranked(strengths(store))
    return found


def crossed(
    one: Mapping[Setting, Ranking], other: Mapping[Setting, Ranking], now: Setting
) -> tuple[Setting, list[Ranking]]:
    """The setting of best AP on one half; its ranking there and on the other, then today's there.

    Last comes what the other half would have chosen for itself. Among equals today's is kept.
    """
    chosen, own = (
        max(half, key=lambda setting: (half[setting][0], setting == now)) for half in (one, other)
    )
    return chosen, [one[chosen], other[chosen], other[now], other[own]]


def cross_validated(seed: int) -> tuple[list[list[str]], list[list[str]]]:
    """Two tables' rows: what is chosen where and worth elsewhere; all settings by half."""
    now = today(CONSTANTS)
    found = {
        name: rankings(posts, labels, CONSTANTS, seed)
        for name, posts, labels in halved(OPERATION / "posts.parquet", operation_labels(), seed)
    }
    rows = []
    for one, other in ((1, 2), (2, 1), (3, 4), (4, 3)):
        chosen, made = crossed(found[HALVES[one]], found[HALVES[other]], now)
        name = f"{HALVES[one]}; {HALVES[other]}"
        rows.append([name, *map(str, chosen), *map(_cell, made)])
    every = [
        [
            ", ".join(map(str, setting)) + (" (today's)" if setting == now else ""),
            *(_cell(found[name][setting]) for name in HALVES),
        ]
        for setting in found[HALVES[0]]
    ]
    return rows, every


def _cell(ranking: Ranking) -> str:
    return ", ".join(f"{value:.3f}" for value in ranking)
