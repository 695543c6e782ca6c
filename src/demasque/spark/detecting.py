"""Posts to campaigns on Spark: the whole way, frames in and frames out."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as fn

from demasque.campaigns import find_campaigns
from demasque.case import TablesInMemory
from demasque.cluster import Stages
from demasque.coordination import (
    AllKindsCriteria,
    Detection,
    TiedAccounts,
    Window,
    memory_size,
)
from demasque.progress import Progress, quiet
from demasque.schema import CAMPAIGNS, MEMBERSHIPS, TABLES
from demasque.spark.extracting import Extracted, KindOptions, extract_in
from demasque.spark.given_tables import given_tables
from demasque.spark.run_steps import kept_rows, stages_for
from demasque.spark.tying import tie_in


@dataclass(frozen=True)
class Detected:
    """Frames as the tables of a case, sorted, and what the run tried (:class:`Detection`)."""

    ties: DataFrame
    strengths: DataFrame
    account_bits: DataFrame
    campaigns: DataFrame
    memberships: DataFrame
    detection: Detection


def detect(
    tables: Any,
    windows: Sequence[Window] | None = None,
    fdr: float = 0.01,
    kinds: Iterable[str] | None = None,
    min_shared: int = 2,
    seed: int = 0,
    *,
    without_rules: Iterable[str] = (),
    expansions: str | Path | None = None,
    work_folder: str | None = None,
    driver_memory: str | int | None = None,
    progress: Progress = quiet,
) -> Detected:
    """Find ties between accounts and the campaigns they form, as ``Case.detect`` does.

    Traces are found on executors. All kinds together are judged on the driver, over compact arrays
    that grow with posts and uses of traces (docs/spark.md says by how much); ``driver_memory``
    ('8GB', bytes) is what Python may take there, and who asks for more is told so before it begins.

    Args:
        tables: as for :func:`extract`.
        windows: how close in time two uses of one thing must be; None: each kind's usual ones.
        fdr: the share of false ties to be expected among those found, between 0 and 1.
        kinds: kinds of trace; None for the usual ones.
        min_shared: pairs with fewer shared things are not judged.
        seed: of the division into campaigns.
        without_rules: rules of the normal form of words that are switched off.
        expansions: a file of short and full addresses, of at most 32 MB.
        work_folder: where steps are kept until the end; every machine reaches it.
        driver_memory: what Python may take on the driver; None: no limit.
        progress: called as ``progress(step, done, total)``.

    Raises:
        UsageError: an option, kind, rule, column or folder that makes no sense.
        DemasqueError: the driver's memory does not suffice.
    """
    options = KindOptions.checked(kinds, without_rules, expansions)
    criteria = AllKindsCriteria.checked(windows, fdr, min_shared, 0)
    memory = None if driver_memory is None else memory_size(driver_memory)
    given = given_tables(tables)
    stages = stages_for(given, work_folder, options.about(), progress)
    extracted = extract_in(stages, given, options)
    tied, detection = tie_in(stages, given["posts"], extracted, windows, criteria, memory)
    found = _campaigns(stages, given["posts"], extracted, tied, seed)
    session = given["posts"].sparkSession
    tables_found = (tied.ties, tied.strengths, tied.account_bits, *found)
    ties, strengths, bits, campaigns, memberships = (_frame(session, t) for t in tables_found)
    stages.remove()
    return Detected(ties, strengths, bits, campaigns, memberships, detection)


def _frame(session: SparkSession, table: pa.Table) -> DataFrame:
    return session.createDataFrame(table)


def _itself(frame: DataFrame) -> DataFrame:
    return frame


def _campaigns(
    stages: Stages, posts: DataFrame, extracted: Extracted, tied: TiedAccounts, seed: int
) -> tuple[pa.Table, pa.Table]:
    """The campaigns and memberships of tied accounts, from the posts of these accounts alone."""
    columns = (tied.strengths[name] for name in ("account_a", "account_b"))
    accounts = pa.chunked_array([chunk for each in columns for chunk in each.chunks], pa.string())
    named = pa.table([accounts.unique()], ["account"])
    marked = fn.broadcast(_frame(stages.session, named))
    with closing(TablesInMemory()) as tables:
        tables.replace({"strengths": tied.strengths})
        for name, frame in (("posts", posts), ("events", extracted.events)):
            step = f"tied-{name}"
            tied_rows = frame.join(marked, "account", "left_semi")
            stages.keep(step, partial(_itself, tied_rows), "tied posts")
            tables.replace({name: kept_rows(stages, step, TABLES[name].schema.names)})
        find_campaigns(tables, seed, stages.progress)
        campaigns = tables.sql("FROM campaigns").cast(CAMPAIGNS)
        memberships = tables.sql("FROM memberships").cast(MEMBERSHIPS)
    return campaigns, memberships
