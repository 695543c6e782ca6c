"""From a frame of events to the pairs that may matter: steps 1 to 5 of ties on Spark.

Events go by trace, where each account's exposure is counted; then to blocks of accounts, where the
scan of the engine in memory walks the rows. What travels is events, never pairs of them.
"""

from dataclasses import dataclass
from typing import Final

from pyspark.sql import DataFrame

from demasque.cluster import Stages
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.events.event_table import USUAL_COLUMNS, EventColumns
from demasque.coordination.events.index import Int64

PART_EVENTS: Final = 2_000_000
"""How many events a part or block should hold."""


@dataclass(frozen=True)
class CandidateFrames:
    """Frames that are kept, and the few numbers that the driver knows. Times in microseconds, UTC.

    `accounts` (account long, name as in the input, events long): all accounts; `events` counts all
    uses, also of traces that nobody shares.

    `events` (account long, trace_hi long, trace_lo long, at long): all of them.

    `traces` (part int, trace long, at long, account long, core boolean, size long, users long):
    events on traces that two accounts or more used. All of a trace is in one part, unless it is hot
    (`trace` < 0): then it is split by time, and each part has its neighbours' events within
    `reach` as context (`core` is false; an event is core in one part). `size` counts all events of
    the trace, `users` its accounts. Further columns are for the scan.

    `standing` (account long, events long, traces int, exposure array<long>): accounts that share a
    trace; `exposure` by window, rising; `traces` counts the shared traces it is on.

    `pairs` (a long, b long, window long, shared int): those whose plain tail is within the cut, by
    window; `a` comes first by (events, account code), so a pair is there once a window.

    `begin` and `totals` are the strata of time (see :class:`Strata`) of all events.
    """

    accounts: DataFrame
    events: DataFrame
    traces: DataFrame
    standing: DataFrame
    pairs: DataFrame
    number_of_accounts: int
    total: int
    begin: Int64
    totals: Int64
    windows: tuple[int, ...]
    reach: int
    parts: int


def candidate_pairs(
    stages: Stages,
    events: DataFrame | str,
    criteria: TieCriteria,
    columns: EventColumns = USUAL_COLUMNS,
    part_events: int = PART_EVENTS,
) -> CandidateFrames:
    """Find every pair that false-discovery control could call tied, and what it is judged by.

    `events` is a frame, or the path of a Parquet dataset, with these columns; a part holds about
    `part_events`, and the answer does not depend on it. `parts` is how many tasks a further pass
    over the events should have.

    Raises UsageError naming the column, for what cannot be used.
    """
    raise NotImplementedError
