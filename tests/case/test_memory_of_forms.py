"""Forms are made in little memory; a question that needs more gets it."""

from pathlib import Path

import pytest

from demasque.case import CaseStore
from hand_made import case_of, world


def limit(store: CaseStore) -> str:
    said = store.sql("SELECT current_setting('memory_limit') AS said")["said"][0].as_py()
    return str(said)


def test_within_the_block_tables_take_less_and_afterwards_as_before(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        usual = limit(store)
        with store.telling():
            assert limit(store) != usual
        assert limit(store) == usual
        with pytest.raises(ValueError), store.telling():
            raise ValueError
        assert limit(store) == usual


def test_a_question_that_needs_more_is_answered_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What cannot be written to disk meanwhile: lists of a million words, one for each group.
    needs = """SELECT sum(len(array_to_string(words, '')))::BIGINT AS n FROM (
        SELECT i % 2 AS part, list(repeat('word', 20) || i) AS words
        FROM range(1_000_000) t(i) GROUP BY part)"""
    monkeypatch.setattr("demasque.case.store._MEMORY_TELLING", "40MB")
    with case_of(tmp_path, world()) as store:
        usual = limit(store)
        with store.telling():
            assert store.sql(needs)["n"][0].as_py() > 80_000_000
            assert limit(store) == usual
