"""Tables take little memory; a question that needs more gets it, unless somebody said how much."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demasque.case import CaseStore
from demasque.errors import DemasqueError
from demasque.watch.rounds.watching import may_pass
from hand_made import case_of, world

# What cannot be written to disk meanwhile: lists of a million words, one for each group.
NEEDS = """SELECT sum(len(array_to_string(words, '')))::BIGINT AS n FROM (
    SELECT i % 2 AS part, list(repeat('word', 20) || i) AS words
    FROM range(1_000_000) t(i) GROUP BY part)"""
LIMIT = "SELECT current_setting('memory_limit') AS said"


def sizes(monkeypatch: pytest.MonkeyPatch, *said: str) -> None:
    for module in ("database", "memory_allowed"):
        monkeypatch.setattr(f"demasque.case.store_file.{module}.SIZES", said)


@pytest.fixture
def little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseStore]:
    """A case whose tables usually take 40 MB, and 2 GB when a question needs more."""
    sizes(monkeypatch, "40MB", "2GB")
    with case_of(tmp_path, world()) as store:
        yield store


def test_a_question_that_finds_no_room_is_asked_again_with_more(little: CaseStore) -> None:
    assert little.sql(NEEDS)["n"][0].as_py() > 80_000_000
    # What needed more once keeps it: the next such question is not asked twice.
    assert little.sql(LIMIT)["said"].to_pylist() == ["1.8 GiB"]
    with little.resting():
        assert little.sql(LIMIT)["said"].to_pylist() == ["143.0 MiB"]
    assert little.sql(LIMIT)["said"].to_pylist() == ["1.8 GiB"]


def test_what_is_read_in_batches_finds_room_as_well(little: CaseStore) -> None:
    assert little.stream(NEEDS).read_all()["n"][0].as_py() > 80_000_000


def test_a_limit_that_somebody_named_is_kept_and_said_to_be_too_small(little: CaseStore) -> None:
    with little.within(40_000_000):
        with pytest.raises(DemasqueError, match="--memory") as said:
            little.sql(NEEDS)
        assert little.sql(LIMIT)["said"].to_pylist() == ["38.1 MiB"]
    assert not may_pass(ValueError())
    assert may_pass(said.value)  # a watch tries again: there may be room later
    assert little.sql(NEEDS)["n"][0].as_py() > 80_000_000


def test_a_limit_that_what_is_at_work_does_not_fit_into_is_said_and_forgotten(
    little: CaseStore,
) -> None:
    assert little.sql(NEEDS)["n"][0].as_py() > 80_000_000
    held = little._tables.connection.cursor()
    held.execute("CREATE TEMP TABLE held AS SELECT repeat('word', 20) || range FROM range(1000)")
    with pytest.raises(DemasqueError, match="--memory"), little.within(1):
        pass
    assert little.sql(LIMIT)["said"].to_pylist() == ["1.8 GiB"]
    assert little.sql(NEEDS)["n"][0].as_py() > 80_000_000


def test_a_machine_without_more_is_said_to_be_too_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes(monkeypatch, "40MB")
    with (
        case_of(tmp_path, world()) as store,
        pytest.raises(DemasqueError, match=r"more memory than this machine has.*--horizon"),
    ):
        store.sql(NEEDS)
