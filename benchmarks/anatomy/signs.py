"""How often is each sign found in simulated worlds with the trait it looks for, and without?

Every trait is drawn with probability one half, by itself, so that a world without one has others:
that is where a sign may mistake one thing for another. Intervals are Wilson's, 95 %.

    python benchmarks/anatomy/signs.py [WORLDS]
"""

import sys
from collections import defaultdict
from math import sqrt

from trait_cases import CAMPAIGN, trait_cases

from demasque.accounts import INDICATORS, Seen
from demasque.campaigns import profile

LOOKS_FOR = {
    "created-together": "creation burst",
    "numbered-names": None,
    "naming-grammar": "naming grammar",
    "one-picture": "copied avatars",
    "copied-bios": "copied bios",
    "one-host": "one host",
    "dormant": "dormant",
    "taken-over": "taken over",
    "little-of-their-own": None,
    "across-platforms": None,
    "placed-together": "favoured venue",
    "no-audience": "echo chamber",
    "few-followers": None,
    "follower-misfit": "follower misfit",
    "closed-ring": "closed ring",
    "in-shifts": None,
    "posting-ceiling": "posting ceiling",
    "one-client": "one client",
}
"""The trait of the worlds that each indicator looks for; None: the worlds plant none such."""

AS_WELL = {"placed-together": "flood", "numbered-names": "naming grammar"}
"""Traits that show the sign, too, at times: worlds with one of these alone count on no side."""

CASES = ("found", "worlds", "known")


def wilson(found: int, tried: int) -> str:
    """The share found, with its interval."""
    if not tried:
        return ""
    z, p = 1.96, found / tried
    middle = (p + z * z / (2 * tried)) / (1 + z * z / tried)
    half = z / (1 + z * z / tried) * sqrt(p * (1 - p) / tried + z * z / (4 * tried * tried))
    return f"{found} of {tried} ({p:.1%}; {middle - half:.1%} to {middle + half:.1%})"


def main(worlds: int) -> None:
    counts: dict[tuple[str, bool], dict[str, int]] = defaultdict(lambda: dict.fromkeys(CASES, 0))
    mistaken: dict[str, list[int]] = defaultdict(list)
    for made, store in trait_cases(range(worlds)):
        measured = profile(store, CAMPAIGN)
        for indicator in INDICATORS.values():
            trait = LOOKS_FOR.get(indicator.id)
            there = trait in made.present
            if not there and AS_WELL.get(indicator.id) in made.present:
                continue
            seen = indicator.look(measured).seen
            count = counts[indicator.id, there]
            count["worlds"] += 1
            count["known"] += seen is not Seen.UNKNOWN
            count["found"] += seen is Seen.PRESENT
            if seen is Seen.PRESENT and not there:
                mistaken[indicator.id].append(made.parameters["seed"])
    print(f"{worlds} worlds, seeds 0 to {worlds - 1}.\n")
    print("| sign | found with the trait | found without it | known without it |")
    print("|---|--:|--:|--:|")
    for indicator in INDICATORS.values():
        with_it, without = counts[indicator.id, True], counts[indicator.id, False]
        print(
            f"| {indicator.id} | {wilson(with_it['found'], with_it['worlds'])} "
            f"| {wilson(without['found'], without['worlds'])} | {without['known']} |"
        )
    for indicator, seeds in sorted(mistaken.items()):
        print(f"\n{indicator}, found without the trait in worlds: {', '.join(map(str, seeds))}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
