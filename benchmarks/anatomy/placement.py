"""How often is each trait of placement and cover found in worlds with it, and without it?

Every trait of the worlds is drawn with probability one half, by itself. A favour is false when the
target is neither the favoured venue, nor the person that a campaign names, nor the venue that it
floods. Intervals are Wilson's, 95 %.

    python benchmarks/anatomy/placement.py [WORLDS] [--first SEED]
"""

import argparse
from collections import defaultdict
from time import process_time

from signs import wilson
from trait_cases import CAMPAIGN, pseudonyms, trait_cases

from demasque.campaigns import covers, place_campaigns, placements
from demasque.case import CaseStore
from demasque.simulate import TraitWorld

TRAITS = ("favoured venue", "named target", "flood", "copied filler", "echo chamber")


def about(store: CaseStore, made: TraitWorld, trait: str) -> str | None:
    """The pseudonym of whom a trait is about; None where the world does not show it."""
    named = made.parameters["about"].get(trait)
    return pseudonyms(store, made, [named])[0] if named is not None else None


def found_in(made: TraitWorld, store: CaseStore) -> dict[str, bool]:
    """What is found of each trait; without the trait, whether anything is."""
    place_campaigns(store)
    placed = placements(store, [CAMPAIGN])[CAMPAIGN]
    cover = covers(store, [CAMPAIGN])[CAMPAIGN]
    subjects = {trait: about(store, made, trait) for trait in TRAITS[:3]}
    favoured = {each.account for each in placed.favoured}
    flooded = {each.account for each in placed.floods}
    strange = bool(favoured - set(subjects.values()))
    of = {trait: who in favoured if who else strange for trait, who in subjects.items()}
    return {
        "favoured venue": of["favoured venue"],
        "named target": of["named target"],
        "flood": subjects["flood"] in flooded if subjects["flood"] else bool(flooded),
        "copied filler": cover.filler.is_copied,
        "echo chamber": cover.echo.is_closed,
    }


def main(worlds: int, first: int) -> None:
    counts: dict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    mistaken: dict[str, list[int]] = defaultdict(list)
    seconds = 0.0
    for made, store in trait_cases(range(first, first + worlds)):
        begun = process_time()
        found = found_in(made, store)
        seconds += process_time() - begun
        for trait, yes in found.items():
            there = trait in made.present
            counts[trait, there][0] += yes
            counts[trait, there][1] += 1
            if yes and not there:
                mistaken[trait].append(made.parameters["seed"])
    seeds = f"seeds {first} to {first + worlds - 1}"
    print(f"{worlds} worlds, {seeds}; {seconds / worlds:.2f} processor s each.\n")
    print("| trait | found with it | found without it |")
    print("|---|--:|--:|")
    for trait in TRAITS:
        print(f"| {trait} | {wilson(*counts[trait, True])} | {wilson(*counts[trait, False])} |")
    for trait, false in sorted(mistaken.items()):
        print(f"\n{trait}, found without it in worlds: {', '.join(map(str, false))}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("worlds", nargs="?", type=int, default=400)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    asked = parser.parse_args()
    main(asked.worlds, asked.first)
