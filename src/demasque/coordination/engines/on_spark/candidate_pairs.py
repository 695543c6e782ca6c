"""From a frame of events to the pairs that may matter: steps 1 to 5 of ties on Spark.

Events go by trace, where each account's exposure is counted; then to blocks of accounts, where the
scan of the engine in memory walks the rows. What travels is events, never pairs of them.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from demasque.cluster import Stages, in_parts
from demasque.coordination.cooccurrence.scan import Cut
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.on_spark.account_table import CodedEvents, code_events
from demasque.coordination.engines.on_spark.blocks.exposures import add_up
from demasque.coordination.engines.on_spark.blocks.hot_traces import deal_to_parts, find_hot, no_hot
from demasque.coordination.engines.on_spark.blocks.pair_scan import scan_pairs
from demasque.coordination.engines.on_spark.blocks.row_blocks import Sieve, row_blocks
from demasque.coordination.engines.on_spark.blocks.trace_parts import order_part, trace_schema
from demasque.coordination.engines.on_spark.event_frame import open_frame
from demasque.coordination.events.event_table import USUAL_COLUMNS, EventColumns
from demasque.coordination.events.index import Int64
from demasque.coordination.null.homophily import APART

PART_EVENTS: Final = 2_000_000
"""How many events a part should hold."""
# So many parts' events to a block: fewer blocks, and less is sent to several of them. Of
# 10 M events, with blocks of 0.4, 0.8 and 2 M, each was sent 3.5, 2.0 and 1.1 times.
_BLOCK: Final = 4


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
    frame = open_frame(stages.session, events, columns)
    coded = code_events(stages, frame, columns)
    windows = tuple(sorted(criteria.windows))
    reach = max(windows[-1], APART)
    parts = max(-(-coded.total // part_events), _cores(stages), 1)
    traces = stages.keep(
        "traces",
        lambda: _order(coded, windows, reach, parts, part_events),
        "sorting",
    )
    standing = stages.keep(
        "standing",
        lambda: add_up(traces, coded.accounts, len(windows), coded.total > part_events),
        "counting exposure",
    )
    blocks = row_blocks(coded.activity, coded.accounts_with, part_events * _BLOCK)
    sieve = _sieve(coded, standing, criteria)
    annotated = _annotate(traces, standing, len(windows))
    return CandidateFrames(
        accounts=coded.accounts,
        events=coded.events,
        traces=traces,
        standing=standing,
        pairs=scan_pairs(stages, annotated, parts, blocks, criteria, sieve),
        number_of_accounts=coded.number_of_accounts,
        total=coded.total,
        begin=coded.begin,
        totals=coded.totals,
        windows=windows,
        reach=reach,
        parts=parts,
    )


def _order(
    coded: CodedEvents, windows: tuple[int, ...], reach: int, parts: int, part_events: int
) -> DataFrame:
    """The step `traces`."""
    # Nothing is hot where all events fit in one part.
    fits = coded.total <= part_events
    hot = no_hot(parts) if fits else find_hot(coded.events, parts, part_events)
    dealt = deal_to_parts(coded.events, hot, reach)
    tasks = parts + len(hot.trace)
    return in_parts(dealt, tasks, [], partial(order_part, hot, windows), trace_schema(windows))


def _sieve(coded: CodedEvents, standing: DataFrame, criteria: TieCriteria) -> Sieve:
    """The first cut, from what meets in the widest window: one number for each account, added."""
    row = standing.agg(fn.sum(fn.element_at("exposure", -1))).first()
    assert row is not None  # an aggregate of all has one row
    pairs = (row[0] or 0) // 2 / criteria.min_shared
    accounts = coded.number_of_accounts
    rate = criteria.fdr / len(criteria.windows)
    cut = Cut.first(rate, accounts * (accounts - 1) / 2, accounts, pairs)
    return Sieve(cut, criteria.min_shared, coded.total)


def _annotate(traces: DataFrame, standing: DataFrame, windows: int) -> DataFrame:
    """Give each use what the scan wants to know of its account."""
    exposure = [fn.col("exposure")[i].alias(f"exposure_{i}") for i in range(windows)]
    known = standing.select("account", "events", "traces", *exposure)
    uses = traces.select("part", "trace", "at", "account", "core")
    return uses.join(known.hint("shuffle_hash"), "account")


def _cores(stages: Stages) -> int:
    """How many tasks run at once, where the session says so."""
    if hasattr(stages.session, "sparkContext"):
        return int(stages.session.sparkContext.defaultParallelism)
    return 1
