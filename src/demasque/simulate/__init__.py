"""Which truth do we test against? Labelled worlds made of numbers, for tests, benchmarks, the demo.

``world`` makes posts for the whole pipeline, with an operation, benign groups and labels;
``traits`` makes worlds in which a known campaign shows some traits and not others.
``events`` makes organic event tables by the hundred, ``audiences`` those of stars, ``plant`` adds
coordination of known strength, ``deal`` takes it out again; ``benchmark_events`` makes as many
events as a machine can hold.
Nobody real is in them. See docs/simulator.md.
"""

from demasque.simulate.audience_world import audiences
from demasque.simulate.benchmark import benchmark_events, co_occurrences
from demasque.simulate.benign import Benign
from demasque.simulate.cast import GROUPS
from demasque.simulate.event_world import SCENES, EventWorld, Habits, events
from demasque.simulate.operation import Operation
from demasque.simulate.planting import deal, plant
from demasque.simulate.post_world import World, world
from demasque.simulate.trait_worlds.trait_kinds import OF_ACCOUNTS, TRAITS
from demasque.simulate.trait_worlds.trait_world import TraitWorld, traits

__all__ = [
    "GROUPS",
    "OF_ACCOUNTS",
    "SCENES",
    "TRAITS",
    "Benign",
    "EventWorld",
    "Habits",
    "Operation",
    "TraitWorld",
    "World",
    "audiences",
    "benchmark_events",
    "co_occurrences",
    "deal",
    "events",
    "plant",
    "traits",
    "world",
]
