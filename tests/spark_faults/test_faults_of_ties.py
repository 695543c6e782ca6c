"""A driver and an executor killed, slow tasks run twice, a trace used by all: the same ties."""

from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

import demasque
from demasque.simulate import events, plant
from standalone_cluster import StandaloneCluster, cluster, ended, until

__all__ = ["cluster"]

FIND = """
import pyarrow.feather as feather
from demasque.spark import find_ties

posts = spark.read.parquet(str(folder / "events.parquet"))
ties = find_ties(posts, windows=["60s"], work_folder=str(folder / "kept"))
feather.write_feather(ties.toArrow(), folder / "ties.arrow")
"""
SPECULATION = {
    "spark.speculation": "true",
    "spark.speculation.interval": "100ms",
    "spark.speculation.quantile": "0.5",
    "spark.speculation.multiplier": "1.1",
}


def world() -> pa.Table:
    """A few thousand events, a twentieth of them on one trace, and a planted group."""
    made = plant(events(7, 200, 4_000), 7, accounts=6, waves=8).table()
    everywhere = made.take(list(range(0, made.num_rows, 20)))
    place = everywhere.column_names.index("trace_id")
    one = pa.array([10**6] * everywhere.num_rows, everywhere.schema.field(place).type)
    return pa.concat_tables([made, everywhere.set_column(place, "trace_id", one)])


def test_ties_are_the_same_whatever_dies(cluster: StandaloneCluster, tmp_path: Path) -> None:
    work = tmp_path / "work"
    log = work.with_suffix(".log")
    work.mkdir()
    table = world()
    pq.write_table(table, work / "events.parquet")

    driver = cluster.drive(FIND, work)
    until(lambda: bool(_begun(work, "judged")), "judging", log, driver)
    driver.kill()
    kept = {path: path.stat().st_mtime_ns for path in work.glob("kept/*/*.whole")}
    assert len(kept) >= 3

    driver = cluster.drive(FIND, work, settings=SPECULATION)
    before = _begun(work, "judged")
    until(lambda: bool(_begun(work, "judged") - before), "judging again", log, driver)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept  # not made again
    cluster.kill_an_executor()
    ended(driver, work)

    found = feather.read_table(work / "ties.arrow")
    assert found.num_rows > 0
    assert found.equals(demasque.find_ties(table, windows=["60s"]))
    left = [path.name for path in work.glob("kept/*")]
    assert len(left) == 1
    assert left[0].endswith("-ties")


def _begun(work: Path, step: str) -> set[Path]:
    """Which attempts at this step have tasks that write."""
    return set(work.glob(f"kept/*/{step}/*/_temporary"))
