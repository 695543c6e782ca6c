"""Which truth do we test against? Labelled worlds made of numbers, for tests, benchmarks, the demo.

``events`` makes organic event tables by the hundred, ``plant`` adds coordination of known strength,
``deal`` takes it out again; ``benchmark_events`` makes as many events as a machine can hold.
Nobody real is in them. See docs/simulator.md.
"""

from demasque.simulate.benchmark import benchmark_events, co_occurrences
from demasque.simulate.events import EventWorld, Habits, events
from demasque.simulate.planting import deal, plant

__all__ = [
    "EventWorld",
    "Habits",
    "benchmark_events",
    "co_occurrences",
    "deal",
    "events",
    "plant",
]
