"""Messages that leads bring together in waves."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from demasque.text import LEADS, WAVES, waves

START = datetime(2026, 3, 2, tzinfo=UTC)


def families(*posts: int) -> pa.Table:
    """Families 0, 1, ... of so many posts, each first used an hour before the one before it."""
    first = [START - timedelta(hours=n) for n in range(len(posts))]
    return pa.table({"family": list(range(len(posts))), "posts": list(posts), "first_at": first})


def leads(*pairs: tuple[int, int]) -> pa.Table:
    rows = [{"family_a": a, "family_b": b, "cosine": 0.75, "model": "m"} for a, b in pairs]
    return pa.Table.from_pylist(rows, schema=LEADS)


def grouped(found: pa.Table) -> list[list[int]]:
    rows = found.to_pylist()
    last = max((row["wave"] for row in rows), default=0)
    return [[row["family"] for row in rows if row["wave"] == n] for n in range(1, last + 1)]


def test_a_message_and_its_translations_are_a_wave_in_the_order_of_first_use() -> None:
    found = waves(families(9, 2, 3, 50), leads((0, 1), (0, 2), (1, 2)))
    assert found.schema == WAVES
    assert grouped(found) == [[2, 1, 0]]
    assert found["place"].to_pylist() == [1, 2, 3]
    assert found["cosine"].to_pylist() == [0.75, 0.75, 1.0]


def test_what_merely_chains_is_not_one_wave() -> None:
    chain = leads((0, 1), (1, 2), (2, 3), (3, 4), (4, 5))
    assert grouped(waves(families(1, 9, 1, 1, 8, 1), chain)) == [[2, 1, 0], [5, 4, 3]]


def test_the_wave_of_most_posts_is_the_first() -> None:
    assert grouped(waves(families(1, 1, 5, 5), leads((0, 1), (2, 3)))) == [[3, 2], [1, 0]]


def test_leads_to_families_that_are_not_given_are_passed_over() -> None:
    assert waves(families(1, 1), leads((0, 7), (8, 9))).num_rows == 0
