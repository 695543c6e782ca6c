"""Events put aside by kind and sorted by number are those that sorting all of a row gives."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.traces import trace_ids
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


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ba"), st.lists(row, max_size=20)), max_size=4))
def test_sorted_by_number_is_sorted_by_all(parts: list[tuple[str, list[tuple[int, str]]]]) -> None:
    found, kinds = FoundTraces(), dict[str, list[dict[str, object]]]()
    for nth, (kind, rows) in enumerate(parts):
        table = pa.Table.from_pylist(found_rows(rows), schema=FOUND)
        kinds.setdefault(kind, []).extend(table.to_pylist())
        if nth % 2:
            found.add(kind, table)
            continue
        traces = trace_ids(kind, table["value"])
        for batch in table.append_column("trace", traces).to_batches():
            found.add_known(kind, batch)
    traces = [tuple(each.values()) for each in found.traces().read_all().to_pylist()]
    order = ("kind", "trace", "at", "post", "account")
    events = [tuple(each[name] for name in order) for each in found.events().read_all().to_pylist()]
    assert (events, traces) == slowly(kinds)
