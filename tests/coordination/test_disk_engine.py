"""Events larger than memory: the same answer to the last bit, whatever the limit and the kills."""

import os
import signal
import subprocess
import sys

import hypothesis.strategies as st
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from every_engine import TINY, find, identical
from hypothesis import HealthCheck, given, settings
from worlds import table, worlds

from demasque import DemasqueError, UsageError, find_ties
from demasque.coordination.cooccurrence import scan
from demasque.coordination.engines import disk
from demasque.coordination.engines.disk import DiskEngine
from demasque.coordination.engines.on_disk.memory_limits import (
    LEAST,
    SizePlan,
    memory_size,
    plan,
)
from demasque.simulate import benchmark_events

WINDOWS = ["10s", "60s"]
MICROSECONDS = [10_000_000, 60_000_000]
INT = pa.int32()


def events(seed, n=20_000, kind=INT):
    world = benchmark_events(seed, n)
    names = ("account_id", "trace_id")
    columns = {name: pa.array(getattr(world, name)).cast(kind) for name in names}
    return pa.table({**columns, "posted_at": world.posted_at})


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(scan, "_ROWS", 100)


def on_disk(source, folder, sizes=TINY, **criteria):
    return find(DiskEngine(sizes.limit, folder, sizes), source, MICROSECONDS, **criteria)


@pytest.mark.parametrize("kind", [INT, pa.string()])
def test_a_file_in_many_parts_gives_the_answer_of_memory(tmp_path, small_blocks, kind):
    whole = events(1, kind=kind)
    path = tmp_path / "events.parquet"
    pq.write_table(whole, path, row_group_size=3000)
    expected = find_ties(whole, windows=WINDOWS)
    assert expected.num_rows > 10
    identical(on_disk(path, tmp_path), expected)
    identical(find_ties(path, windows=WINDOWS, memory="500MB"), expected)
    assert list(tmp_path.iterdir()) == [path]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    worlds(accounts=8, traces=6, size=60),
    st.integers(1, 9),
    st.integers(1, 4),
    st.integers(1, 12),
    st.integers(1, 3),
)
def test_any_small_world_in_any_sizes_gives_the_answer_of_memory(
    tmp_path, small_blocks, world, rows, parts, entries, least
):
    whole = table(world)
    sizes = SizePlan(limit=LEAST, batch_rows=rows, parts=parts, events=entries)
    found = on_disk(whole, tmp_path, sizes, fdr=0.9, min_shared=least)
    identical(found, find_ties(whole, windows=WINDOWS, fdr=0.9, min_shared=least))
    assert not list(tmp_path.iterdir())


_KILLED = """
import os, signal, sys
from demasque import find_ties
from demasque.coordination.cooccurrence import scan
scan._ROWS = 100
path, step, least = sys.argv[1], sys.argv[2], int(sys.argv[3])
def progress(name, done, total):
    if step in name and done >= least:
        os.kill(os.getpid(), signal.SIGKILL)
find_ties(path, windows=["10s", "60s"], memory="500MB", progress=progress)
"""


@pytest.mark.parametrize(
    ("step", "done", "not_again"),
    [("reading", 20_000, []), ("10 s", 500, ["reading", "sorting", "indexing"])],
)
def test_a_killed_run_goes_on(tmp_path, small_blocks, step, done, not_again):
    whole = events(3)
    path = tmp_path / "events.parquet"
    pq.write_table(whole, path)
    killed = subprocess.run([sys.executable, "-c", _KILLED, path, step, str(done)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 2
    heard = []
    walked = []
    compute = scan._RowScan.block

    def noted(walk, rows):
        walked.append(len(rows))
        return compute(walk, rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan._RowScan, "block", noted)
        found = find_ties(
            path, windows=WINDOWS, memory="500MB", progress=lambda *said: heard.append(said)
        )
    identical(found, find_ties(whole, windows=WINDOWS))
    assert not {name for name, *_ in heard} & set(not_again)
    scanned = {name: total for name, _, total in heard if total and "co-occurrences" in name}
    if step == "10 s":
        # All of the wider window, which comes first, and five blocks of the other are there.
        assert sum(walked) == scanned[max(scanned, key=lambda name: "10 s" in name)] - 500
    assert list(tmp_path.iterdir()) == [path]


def _killed(path):
    arguments = [sys.executable, "-c", _KILLED, path, "60 s", "500"]
    assert subprocess.run(arguments, check=False).returncode == -signal.SIGKILL


def test_work_on_another_file_is_not_gone_on_with(tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(events(3), path)
    _killed(path)
    pq.write_table(events(4), path)
    identical(find_ties(path, windows=WINDOWS, memory="500MB"), find_ties(path, windows=WINDOWS))
    assert list(tmp_path.iterdir()) == [path]


def test_two_runs_do_not_work_in_one_folder(tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(events(1), path)

    def again(*_):
        find_ties(path, memory="1GB")

    with pytest.raises(DemasqueError, match="under way already"):
        find_ties(path, memory="1GB", progress=again)


def test_bad_rows_are_named_by_their_place_in_the_file_and_leave_nothing(tmp_path):
    whole = events(1)
    for column, value in (("account_id", None), ("trace_id", None), ("posted_at", 10**17)):
        values = whole.column(column).to_pylist()
        values[13_579] = value
        place = whole.column_names.index(column)
        bad = whole.set_column(place, column, pa.array(values, whole.column(column).type))
        path = tmp_path / "bad.parquet"
        pq.write_table(bad, path)
        with pytest.raises(UsageError, match=f"{column}, row 13579"):
            on_disk(path, None)
        assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(events(1), path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[200:4000] = os.urandom(3800)
    path.write_bytes(content)
    with pytest.raises(DemasqueError, match=r"events\.parquet cannot be read"):
        find_ties(path, memory="1GB")


def test_a_full_disk_is_said_and_what_is_done_is_kept(tmp_path, monkeypatch):
    path = tmp_path / "events.parquet"
    pq.write_table(events(1), path)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(disk, "index_events", full)
        with pytest.raises(DemasqueError, match="No space left"):
            find_ties(path, memory="1GB")
    heard = []
    found = find_ties(path, memory="1GB", progress=lambda name, *_: heard.append(name))
    assert "reading" not in heard
    identical(found, find_ties(path))


def test_pages_are_given_back_beyond_the_limit(tmp_path, small_blocks):
    whole = events(5)
    sizes = SizePlan(limit=360_000_000, batch_rows=5000, parts=2, events=3000)
    identical(on_disk(whole, tmp_path, sizes), find_ties(whole, windows=WINDOWS))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4GB", 4 * 10**9),
        ("4 gb", 4 * 10**9),
        ("500MB", 5 * 10**8),
        ("1.5g", 15 * 10**8),
        ("2GiB", 2**31),
        ("1TB", 10**12),
        (800_000_000, 8 * 10**8),
    ],
)
def test_memory_is_read_with_its_unit(text, size):
    assert memory_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "much", "4", "-4GB", "0GB", "4 apples", "100MB", "nanGB", True]
)
def test_memory_that_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError, match="memory limit"):
        find_ties(events(1, 1000), memory=text)


def test_more_accounts_than_fit_are_refused_with_what_they_need(tmp_path):
    whole = pa.table(
        {"account_id": range(1_200_000), "trace_id": [1] * 1_200_000, "posted_at": [0] * 1_200_000}
    )
    with pytest.raises(DemasqueError, match=r"1,200,000 accounts need more .* Give 0\.6GB"):
        find_ties(whole, memory="500MB", work_folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_cost_is_told_before_the_scan(tmp_path):
    heard = []
    find_ties(
        events(1),
        memory="1GB",
        work_folder=tmp_path,
        progress=lambda *said: heard.append(said),
    )
    first = next(said for said in heard if "co-occurrences" in said[0])
    assert first[0].startswith("60 s, ")
    assert first[1:] == (0, None)


def test_a_larger_limit_takes_fewer_parts():
    small, large = plan(LEAST, 10**8), plan(8 * 10**9, 10**8)
    assert small.parts > large.parts
    assert small.batch_rows < large.batch_rows
