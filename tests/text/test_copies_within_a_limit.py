"""Copies that are looked for in parts, with what is large on disk, are those found all at once."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demasque.array_room import IN_MEMORY, ArrayRoom, DiskRoom
from demasque.text import CopiesByRow, find_copies, find_copies_of_keys, match_keys
from demasque.text.copies import candidates, sorted_trees
from demasque.text.copies.draws import DRAWS, TREES, Labels
from demasque.text.copies.sorted_trees import sorted_parts, sorted_tree
from demasque.text.forms.form_rules import FAMILY_RULES

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "text"))

from corpus import labelled

in_a_folder = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=10,
)


def some_texts(seed: int, families: int, others: int, crowd: int) -> list[str]:
    """Labelled posts, and one message that crowds them, in clothes of its own each time."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    crowded = [
        f"the mill by the old harbour opens again on {a}{b} {b}{a}"
        for a in letters[:crowd]
        for b in letters[:crowd]
    ]
    return [post.text for post in labelled(families, others, seed)] + crowded


def found(texts: list[str], room: ArrayRoom, rows: int = 37) -> CopiesByRow:
    keys = pa.array(match_keys(texts, FAMILY_RULES), pa.string())
    some = (keys.slice(at, rows) for at in range(0, len(keys), rows))
    return find_copies_of_keys(some, room=room)


def found_in_parts(texts: list[str], folder: Path, at_work: int) -> CopiesByRow:
    with closing(DiskRoom(folder, 0, at_work)) as room:
        return found(texts, room)


@in_a_folder
@given(
    st.integers(0, 1000), st.integers(1, 8), st.integers(0, 40), st.integers(0, 7),
    st.integers(4000, 60_000),
)  # fmt: skip
def test_in_parts_as_all_at_once(
    tmp_path: Path, seed: int, families: int, others: int, crowd: int, at_work: int
) -> None:
    texts = some_texts(seed, families, others, crowd)
    in_parts = found_in_parts(texts, tmp_path, at_work)
    at_once = found(texts, IN_MEMORY)
    assert np.array_equal(in_parts.exemplar, at_once.exemplar)
    assert np.array_equal(in_parts.alike.view(np.uint32), at_once.alike.view(np.uint32))
    assert in_parts.record == at_once.record


def test_rows_are_those_that_the_table_of_posts_names() -> None:
    texts = [*some_texts(3, 8, 20, 5), "!!", ""]
    table = find_copies(pa.table({"post_id": [str(n) for n in range(len(texts))], "text": texts}))
    by_row = found(texts, IN_MEMORY)
    assert table["exemplar"].to_pylist() == [str(row) for row in by_row.exemplar]
    assert table["similarity"].to_numpy().tolist() == by_row.alike.tolist()


def test_nothing_is_found_in_no_texts(tmp_path: Path) -> None:
    assert found_in_parts([], tmp_path, 1000).exemplar.size == 0


def test_a_small_limit_makes_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trees, meetings = list[int](), list[int]()

    def counted(into: list[int], walk: object) -> object:
        def walked(*given: object) -> Iterator[object]:
            parts = list(walk(*given))  # type: ignore[operator]
            into.append(len(parts))
            yield from parts

        return walked

    monkeypatch.setattr(candidates, "sorted_parts", counted(trees, sorted_parts))
    monkeypatch.setattr(
        candidates, "_whole_meetings", counted(meetings, candidates._whole_meetings)
    )
    texts = some_texts(1, 4, 20, 6)
    found_in_parts(texts, tmp_path, 4000)
    assert len(trees) >= TREES
    assert min(trees) > 1
    assert max(meetings) > 1
    trees.clear()
    meetings.clear()
    found(texts, IN_MEMORY)
    assert set(trees) == set(meetings) == {1}


@in_a_folder
@given(st.integers(0, 300), st.integers(1, 5), st.integers(0, 1000), st.integers(3000, 20_000))
def test_parts_of_a_tree_are_the_tree(
    tmp_path: Path, texts: int, kinds: int, seed: int, at_work: int
) -> None:
    drawn = np.random.default_rng(seed)
    labels: Labels = drawn.integers(0, 1 << 16, kinds)[
        drawn.integers(0, kinds, (texts, DRAWS))
    ].astype(np.uint16)
    whole = sorted_tree(labels, 9)
    parts = list(sorted_parts(labels, 9, DiskRoom(tmp_path, 0, at_work)))
    assert len(parts) == min(max(-(-texts * sorted_trees._AT_WORK // at_work), 1), 1 << 16)
    for column, expected in zip(zip(*parts, strict=True), whole, strict=True):
        assert np.concatenate(column).tolist() == expected.tolist()
