"""Events put aside by kind and sorted by number are those that sorting all of a row gives."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demasque.array_room import IN_MEMORY, ArrayRoom, DiskRoom
from demasque.traces import found_traces, trace_ids
from demasque.traces.found_traces import SHOWN, FoundTraces
from demasque.traces.trace_kind import FOUND

START = datetime(2024, 1, 1, tzinfo=UTC)
VALUES = ("one", "two", "ééé", "x" * SHOWN + "a", "x" * SHOWN + "b")
row = st.tuples(st.integers(0, 12), st.sampled_from(VALUES))


def found_rows(rows: list[tuple[int, str]]) -> list[dict[str, object]]:
    """A post's account and time are its own; several are written at one time."""
    return [
        {
            "post": f"p_{7 * post % 13}",
            "account": f"a{post % 4}",
            "at": START + timedelta(seconds=post // 4),
            "value": value,
        }
        for post, value in rows
    ]


def slowly(kinds: dict[str, list[dict[str, object]]]) -> tuple[list[tuple[object, ...]], ...]:
    events, traces = set(), set()
    for kind, rows in kinds.items():
        for each in rows:
            trace = trace_ids(kind, pa.chunked_array([[each["value"]]], pa.string()))[0].as_py()
            events.add((kind, trace, each["at"], each["post"], each["account"]))
            traces.add((kind, trace, str(each["value"])[:SHOWN]))
    return sorted(events), sorted(traces)


some_parts = st.lists(st.tuples(st.sampled_from("ba"), st.lists(row, max_size=20)), max_size=4)


@settings(deadline=None)
@given(some_parts, st.sampled_from([100, 1000, 1 << 25]))
def test_sorted_by_number_is_sorted_by_all(
    parts: list[tuple[str, list[tuple[int, str]]]], at_once: int
) -> None:
    with patch.object(found_traces, "_AT_ONCE", at_once):
        assert as_found(IN_MEMORY, parts) == slowly(by_kind(parts))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_parts, st.integers(500, 4000))
def test_in_parts_on_disk_as_all_at_once(
    tmp_path: Path, parts: list[tuple[str, list[tuple[int, str]]]], at_work: int
) -> None:
    with closing(DiskRoom(tmp_path, 0, at_work)) as room:
        assert as_found(room, parts) == slowly(by_kind(parts))


def test_a_small_limit_makes_parts(tmp_path: Path) -> None:
    with closing(DiskRoom(tmp_path, 0, 100)) as room:
        found = FoundTraces(room)
        found.add("a", pa.Table.from_pylist(found_rows([(0, v) for v in VALUES]), schema=FOUND))
        (pile,) = found._events.values()
        assert len(list(found._parts(pile))) > 1


def by_kind(parts: list[tuple[str, list[tuple[int, str]]]]) -> dict[str, list[dict[str, object]]]:
    kinds = dict[str, list[dict[str, object]]]()
    for kind, rows in parts:
        table = pa.Table.from_pylist(found_rows(rows), schema=FOUND)
        kinds.setdefault(kind, []).extend(table.to_pylist())
    return kinds


def as_found(
    room: ArrayRoom, parts: list[tuple[str, list[tuple[int, str]]]]
) -> tuple[list[tuple[object, ...]], ...]:
    found = FoundTraces(room)
    for nth, (kind, rows) in enumerate(parts):
        table = pa.Table.from_pylist(found_rows(rows), schema=FOUND)
        if nth % 2:
            found.add(kind, table)
            continue
        traces = trace_ids(kind, table["value"])
        for batch in table.append_column("trace", traces).to_batches():
            found.add_known(kind, batch)
    traces = [tuple(each.values()) for each in found.traces().read_all().to_pylist()]
    order = ("kind", "trace", "at", "post", "account")
    events = [tuple(each[name] for name in order) for each in found.events().read_all().to_pylist()]
    return events, traces
