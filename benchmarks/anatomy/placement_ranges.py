"""What other constants would have found and mistaken, in the worlds of ``placement.py``.

python benchmarks/anatomy/placement_ranges.py [WORLDS]
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType

from placement import TRAITS, found_in
from trait_cases import make_case

from demasque.campaigns.cover import echo, parts_of_cover
from demasque.campaigns.placement import favour, floods, likeness, placing, targets
from demasque.case import CaseStore
from demasque.simulate import TraitWorld, traits

FIRST = 1_000
"""Seeds of other worlds than those that the rates are reported on."""

RANGES: list[tuple[str, list[tuple[ModuleType, str, str | None]], list[float]]] = [
    ("LEAST_POOL", [(likeness, "LEAST_POOL", None)], [10, 40]),
    ("NEAREST", [(likeness, "NEAREST", None)], [50, 200]),
    ("LEAST_VISITORS", [(likeness, "_ROWS", "greatest({},")], [5, 20]),
    ("VISITED_BY", [(likeness, "_ROWS", "FROM everything) / {})")], [100, 400]),
    ("LEAST_MEMBERS", [(favour, "LEAST_MEMBERS", None)], [2, 5]),
    ("LEAST_OTHERS", [(favour, "LEAST_OTHERS", None)], [1, 10]),
    ("LEAST_FLOOD", [(floods, "_HOURS", "HAVING count(DISTINCT account) >= {}\n")], [3, 8]),
    ("LEAST_CROWD", [(floods, "LEAST_CROWD", None)], [10, 50]),
    ("LEAST_BESIDE", [(echo, "_RANKS", "HAVING count(*) >= {}\n")], [1, 5]),
    (
        "FDR",
        [
            (targets, "FAVOUR_FDR", None),
            (placing, "FDR", None),
            (parts_of_cover, "COVER_FDR", None),
        ],
        [0.001, 0.05],
    ),
]
"""Name, where it stands (for SQL: the text around it), and what is tried in its place."""


@contextmanager
def changed(name: str, places: list[tuple[ModuleType, str, str | None]], value: float) -> Iterator:
    """Another value in place of a constant."""
    kept = [(module, attribute, getattr(module, attribute)) for module, attribute, _ in places]
    for module, attribute, text in places:
        made = value
        if text is not None:
            old = text.format(getattr(module, name))
            query = getattr(module, attribute)
            assert old in query
            made = query.replace(old, text.format(value))
        setattr(module, attribute, made)
    try:
        yield
    finally:
        for module, attribute, before in kept:
            setattr(module, attribute, before)


def row(label: str, cases: list[tuple[TraitWorld, CaseStore]]) -> str:
    """One line: of each trait, found with it and found without it."""
    found, there = Counter(), Counter()
    for made, store in cases:
        for trait, yes in found_in(made, store).items():
            found[trait, trait in made.present] += yes
            there[trait, trait in made.present] += 1
    told = [
        f"{found[trait, True]}/{there[trait, True]}, {found[trait, False]}/{there[trait, False]}"
        for trait in TRAITS
    ]
    return f"| {label} | " + " | ".join(told) + " |"


def main(worlds: int) -> None:
    with ExitStack() as open_cases:
        folder = Path(open_cases.enter_context(tempfile.TemporaryDirectory(prefix="traits-")))
        cases = []
        for seed in range(FIRST, FIRST + worlds):
            made = traits(seed)
            place = folder / str(seed)
            place.mkdir()
            cases.append((made, open_cases.enter_context(make_case(place, made))))
        print(f"Found with the trait, found without it; {worlds} worlds, seeds from {FIRST}.\n")
        print("| constant | " + " | ".join(TRAITS) + " |")
        print("|---|" + "--:|" * len(TRAITS))
        print(row("as chosen", cases), flush=True)
        for name, places, values in RANGES:
            for value in values:
                with changed(name, places, value):
                    print(row(f"{name} {value}", cases), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
