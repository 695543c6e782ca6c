"""The engine for events that are in a Spark cluster: the kernels of memory, over parts of frames.

What each step gave is kept in a folder that all machines reach, so that a run whose driver was
killed goes on from there. The answer is that of the engine in memory, to the last bit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession

from demasque.any_table import is_parquet
from demasque.case import CaseStore
from demasque.cluster import (
    StageMeasure,
    Stages,
    input_identity,
    lasting_folder,
    passing_folder,
)
from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.memory import MemoryCaseEngine
from demasque.coordination.engines.on_spark.candidate_pairs import PART_EVENTS, candidate_pairs
from demasque.coordination.engines.on_spark.distributed_q import RANGE_PAIRS, tied_among
from demasque.coordination.engines.on_spark.named_ties import table_of_ties, tied_pairs, with_names
from demasque.coordination.engines.on_spark.pair_judging import PART_PAIRS, judge_candidates
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.event_table import (
    USUAL_COLUMNS,
    EventColumns,
    events_table,
)
from demasque.coordination.events.identifiers import check_identifiers
from demasque.coordination.events.index import Encoded, PreparedEvents
from demasque.progress import Progress

LAYOUT: Final = 1
"""Version of what is kept in the work folder."""

_CASE_COLUMNS: Final = EventColumns("account", "trace", "at")


@dataclass(frozen=True)
class PartSizes:
    """How much a task should hold at once; the answer does not depend on it."""

    events: int = PART_EVENTS
    pairs: int = PART_PAIRS
    range_pairs: int = RANGE_PAIRS


class SparkEngine:
    """Frames in a Spark session: an :class:`engine.Engine`.

    `work_folder` is a path or an address that all machines reach; where the session's master is
    this machine it may be left out. `measures` says what the steps so far have cost.
    """

    def __init__(
        self,
        session: SparkSession,
        work_folder: str | None = None,
        sizes: PartSizes = PartSizes(),
    ) -> None:
        self.session, self.work_folder, self.sizes = session, work_folder, sizes
        self.measures: list[StageMeasure] = []

    def ties(
        self,
        events: Any,
        criteria: TieCriteria,
        progress: Progress,
        columns: EventColumns = USUAL_COLUMNS,
    ) -> tuple[TiedPairs, pa.Array]:
        """Judge every pair of accounts of a frame, a table or file; ties come to the driver."""
        table = self.collected(events, criteria, progress, columns)
        given = [table.column(name).combine_chunks() for name in ("name_a", "name_b")]
        names = pc.unique(pa.concat_arrays(given))
        names = names.take(pc.sort_indices(names))
        a, b = (pc.index_in(one, names).to_numpy() for one in given)
        return tied_pairs(table, a, b), names

    def collected(
        self, events: Any, criteria: TieCriteria, progress: Progress, columns: EventColumns
    ) -> pa.Table:
        """Bring tied pairs to the driver, with their names, those of the input's type."""
        frame, kind = self._frame(events, columns)
        with passing_folder(self.session, self.work_folder) as folder:
            stages = self._stages(folder, frame, criteria, progress, columns)
            table = self._tied(stages, frame, criteria, columns).toArrow()
            stages.remove()
        for name in ("name_a", "name_b"):
            place = table.column_names.index(name)
            named = table.column(name)
            table = table.set_column(place, name, named if kind is None else named.cast(kind))
        return table

    def table(
        self,
        events: DataFrame,
        criteria: TieCriteria,
        progress: Progress,
        columns: EventColumns = USUAL_COLUMNS,
    ) -> DataFrame:
        """Return ties with the columns of :func:`demasque.find_ties`, read from the work folder.

        They stay there, beside where the steps were, until the same is asked again; in a temporary
        folder until this process ends.
        """
        folder = lasting_folder(self.session, self.work_folder)
        stages = self._stages(folder, events, criteria, progress, columns)
        named, place = self._tied(stages, events, criteria, columns), f"{stages.place}-ties"
        named.write.mode("overwrite").parquet(place)
        stages.remove()
        return table_of_ties(self.session.read.schema(named.schema).parquet(place))

    @contextmanager
    def on_case(self, store: CaseStore | None, criteria: dict[str, object]) -> Iterator[CaseEngine]:
        """Begin a detection whose scans run on Spark, on a case or on none."""
        yield SparkCaseEngine(self)

    def _frame(self, events: Any, columns: EventColumns) -> tuple[DataFrame, pa.DataType | None]:
        """The frame of what was given, and of which type its accounts are, where that is known."""
        if isinstance(events, DataFrame):
            return events, None
        if is_parquet(events):
            return self.session.read.parquet(str(Path(events).absolute())), None
        table = events_table(events, columns)
        for name in columns.identifiers:
            plain = check_identifiers(table.column(name), name)
            table = table.set_column(table.column_names.index(name), name, plain)
        return self.session.createDataFrame(table), table.schema.field(columns.account).type

    def _stages(
        self,
        folder: str,
        frame: DataFrame,
        criteria: TieCriteria,
        progress: Progress,
        columns: EventColumns,
    ) -> Stages:
        about = {
            "layout": LAYOUT,
            "input": input_identity(frame),
            "columns": columns.names,
            "windows": list(criteria.windows),
            "fdr": criteria.fdr,
            "min_shared": criteria.min_shared,
            "sizes": [self.sizes.events, self.sizes.pairs, self.sizes.range_pairs],
        }
        return Stages(self.session, folder, about, progress, self.measures)

    def _tied(
        self, stages: Stages, frame: DataFrame, criteria: TieCriteria, columns: EventColumns
    ) -> DataFrame:
        """The tied pairs with their names: not kept yet, all they are made of is."""
        sizes = self.sizes
        found = candidate_pairs(stages, frame, criteria, columns, sizes.events)
        judged = stages.keep(
            "judged", lambda: judge_candidates(found, criteria, sizes.pairs), "judging pairs"
        )
        tests = found.number_of_accounts * (found.number_of_accounts - 1) / 2
        tied = stages.keep(
            "tied",
            lambda: tied_among(judged, tests, criteria.fdr, sizes.range_pairs),
            "false discoveries",
        )
        return with_names(tied, found.accounts)


class SparkCaseEngine(MemoryCaseEngine):
    """One detection whose scans run on Spark; what remains small is done in memory.

    The events of a kind are sent to Spark from the driver's arrays, and its ties come back.
    """

    def __init__(self, engine: SparkEngine) -> None:
        self._engine = engine

    def ties(
        self, events: Encoded, ready: PreparedEvents, criteria: TieCriteria, progress: Progress
    ) -> TiedPairs:
        """Judge every pair of accounts."""
        if not (np.bincount(events.account, minlength=events.accounts) > 0).all():
            # Who is silent is known here only, and counts as an account.
            return super().ties(events, ready, criteria, progress)
        table = pa.table(
            {
                "account": events.account,
                "trace": events.trace,
                "at": pa.array(events.at, pa.timestamp("us", "UTC")),
            }
        )
        tied = self._engine.collected(table, criteria, progress, _CASE_COLUMNS)
        return tied_pairs(tied, *(tied.column(name).to_numpy() for name in ("name_a", "name_b")))
