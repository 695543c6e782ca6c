"""Arrays and tables on disk are those that memory would have held."""

import gc
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demasque import array_room
from demasque.array_room import IN_MEMORY, ArrayRoom, DiskRoom, disk_room, giving_back

pieces = st.lists(st.lists(st.integers(0, 1 << 30), max_size=3000), max_size=5)
in_a_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[DiskRoom]:
    """Room on disk whose pages are given back at every part."""
    with closing(DiskRoom(tmp_path, limit=0, at_work=1000)) as room:
        yield room


@in_a_folder
@given(pieces)
def test_an_array_grows_on_disk_as_in_memory(crowded: DiskRoom, parts: list[list[int]]) -> None:
    grown = [room.growing(np.uint32) for room in (crowded, IN_MEMORY)]
    for part in parts:
        for array in grown:
            array.extend(np.array(part, np.uint32))
            assert array.items.size == array.size
            array.items[:1] += 7  # what is written to a view stays
            crowded.release()
    for array in grown:
        array.trim()
    assert grown[0].items.dtype == grown[1].items.dtype
    assert np.array_equal(grown[0].items, grown[1].items)


@in_a_folder
@given(pieces)
def test_a_pile_is_read_as_it_was_put_down(crowded: DiskRoom, parts: list[list[int]]) -> None:
    tables = [pa.table({"word": [str(n) for n in part], "n": part}, SCHEMA) for part in parts]
    pile = crowded.pile()
    for table in tables:
        pile.put(table)
    whole = pa.concat_tables([SCHEMA.empty_table(), *tables])
    for _ in range(2):
        assert pa.concat_tables([SCHEMA.empty_table(), *pile.read()]).equals(whole)
    assert pile.nbytes == sum(table.nbytes for table in tables)
    if tables:
        assert pile.whole().equals(whole.combine_chunks())


SCHEMA = pa.schema([("word", pa.string()), ("n", pa.int64())])


@given(st.integers(0, 5000), st.integers(1, 300))
def test_ranges_are_the_whole_in_parts_that_fit(items: int, each: int) -> None:
    room = DiskRoom(Path(), limit=0, at_work=1000)
    ranges = list(room.ranges(items, each))
    assert [n for first, last in ranges for n in range(first, last)] == list(range(items))
    assert all((last - first - 1) * each <= 1000 for first, last in ranges)
    assert list(IN_MEMORY.ranges(items, each)) == [(0, items)]


@pytest.mark.skipif(os.name == "nt", reason="files have names there until they are closed")
def test_nobody_sees_what_lies_on_disk_and_nothing_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "case" / "work"
    with disk_room(folder, 0, 0) as room:
        lies_on_disk(room, folder)
    assert not folder.exists()


def lies_on_disk(room: ArrayRoom, folder: Path) -> None:
    array = room.growing(np.uint32)
    array.extend(np.arange(100_000))
    zeros = room.zeros((7, 3), np.uint16)
    zeros[6, 2] = 5
    assert array.items[-1] == 99_999
    assert zeros.sum() == 5
    assert list(folder.iterdir()) == []
    assert isinstance(room, DiskRoom)
    assert stat.S_IMODE(os.fstat(room.open_file().fileno()).st_mode) == 0o600


def test_what_nobody_needs_is_forgotten(crowded: DiskRoom) -> None:
    for _ in range(5):
        crowded.zeros((100_000,), np.uint8)[:] = 1
    gc.collect()
    assert len(crowded._maps) == 0
    crowded.release()


def test_what_a_step_freed_is_given_back_when_another_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(array_room, "give_back", lambda: told.append("given back"))
    progress = giving_back(lambda *step: told.append(step))
    for step in (("words", 0, 2), ("words", 1, 2), ("copies", 0, None)):
        progress(*step)
    words, copies = [("words", 0, 2), ("words", 1, 2)], [("copies", 0, None)]
    assert told == ["given back", *words, "given back", *copies]
