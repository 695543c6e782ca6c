"""One message that many post once each is found, though no pair of them can be tied."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_letter import LETTER, write_letter
from demasque.api import create_case
from demasque.campaigns import find_waves
from demasque.campaigns.messages.several_waves import several_waves
from demasque.findings import spread_seconds
from demasque.schema import WAVES
from demasque.text import close_variants
from hand_made import START, case_of, minutes, rows, world

Row = dict[str, object]


def test_a_letter_in_forty_wordings_is_one_wave_on_the_first_page(tmp_path: Path) -> None:
    """1,500 accounts, once each within two weeks, in 30,000 other posts."""
    table = tmp_path / "posts.csv"
    letters = write_letter(table, accounts=1_500, wordings=40, others=30_000, seed=1)
    with create_case(tmp_path / "case") as case:
        case.add(table)
        case.detect()
        top = case.waves().to_pylist()[0]
        posts = case.sql(
            "SELECT post FROM wave_messages JOIN events USING (kind, trace) WHERE wave = 'W1'"
        )["post"].to_pylist()
        names = case._store.names.many("post", "platform-a", pa.array(sorted(letters)))
        page = case.report(tmp_path / "report.html").read_text("utf-8")
    found = set(posts) & set(names.to_pylist())
    assert len(found) >= 0.95 * len(letters)
    assert len(posts) - len(found) <= 0.01 * len(posts)
    assert (top["wave"], top["rank"], top["kind"]) == ("W1", 1, "text")
    assert top["accounts"] >= 0.95 * 1_500
    assert top["first_at"] < top["half_at"] < top["most_at"] <= top["last_at"]
    first_page = page[: page.index('id="findings"')]
    assert "The most copied messages" in page
    assert f"One message was written by {top['accounts']:,} accounts" in first_page


def posted(texts: dict[str, str], uses: list[tuple[str, str, float]]) -> dict[str, pa.Table]:
    """A case's tables: accounts that posted named texts at some minute, one trace each text."""
    plain = world()
    posts, events = [], []
    for n, (account, text, at) in enumerate(uses):
        posts.append(
            {"post": f"q{n:04}", "account": account, "posted_at": minutes(at), "platform": "x"}
            | {"time_precision": "second", "kind": "original", "text": texts[text]}
        )
        trace = sorted(texts).index(text) + 1
        events.append({"kind": "text", "account": account, "trace": trace, "post": f"q{n:04}"})
        events[-1]["at"] = minutes(at)
    return {
        "posts": rows(plain["posts"].schema, posts),
        "events": rows(plain["events"].schema, events),
    }


LONG = "The old lighthouse keeper counts forty seven green lanterns on the north shore tonight."


def test_what_is_said_of_a_wave_is_counted(tmp_path: Path) -> None:
    uses = [(f"a{n}", "long", 10.0 * n) for n in range(5)] + [("a0", "long", 60), ("b0", "mine", 1)]
    uses += [("a0", "mine", 70)]
    tables = posted(
        {"long": LONG, "mine": "Words that nobody else would write but two of us."}, uses
    )
    passed = {"post": "r1", "account": "z", "posted_at": minutes(99), "platform": "x"}
    passed |= {"time_precision": "second", "kind": "repost", "parent": "q0000"}
    tables["posts"] = rows(tables["posts"].schema, [*tables["posts"].to_pylist(), passed])
    with case_of(tmp_path, tables) as store:
        (wave,) = find_waves(store).to_pylist()
    assert (wave["accounts"], wave["posts"], wave["messages"], wave["reposts"]) == (5, 6, 1, 1)
    assert (wave["first_at"], wave["last_at"]) == (START, minutes(60))
    assert wave["half_at"] == minutes(20)
    assert wave["longest_gap_seconds"] == 1_200
    assert (wave["once"], wave["only"], wave["unshared"]) == (4, 4, 4)
    assert (wave["rank"], wave["shared"]) == (1, 2)
    assert wave["slower"] is None
    assert (wave["dated"], wave["recent"], wave["usual_recent"]) == (0, None, None)


def test_new_accounts_are_counted_where_their_creation_is_known(tmp_path: Path) -> None:
    tables = posted({"long": LONG}, [(f"a{n}", "long", 10.0 * n) for n in range(4)])
    accounts = [
        {"account": "a0", "platform": "x", "created_at": START - timedelta(days=3)},
        {"account": "a1", "platform": "x", "created_at": START - timedelta(days=300)},
    ]
    tables["accounts"] = rows(world()["accounts"].schema, accounts)
    with case_of(tmp_path, tables) as store:
        (wave,) = find_waves(store).to_pylist()
    assert (wave["dated"], wave["recent"], wave["usual_recent"]) == (2, 1, 0.5)


def test_two_accounts_are_no_wave_and_an_empty_case_has_none(tmp_path: Path) -> None:
    tables = posted({"long": LONG}, [("a", "long", 1), ("b", "long", 2)])
    with case_of(tmp_path, tables) as store:
        assert find_waves(store).num_rows == 0
    (tmp_path / "empty").mkdir()
    with case_of(tmp_path / "empty") as store:
        found = find_waves(store)
    assert found.num_rows == 0
    assert found.schema == WAVES


def test_links_follow_the_messages(tmp_path: Path) -> None:
    tables = posted({"long": LONG}, [(f"a{n}", "long", n) for n in range(3)])
    links = [
        {"kind": "url", "account": f"a{n}", "trace": 99, "post": f"q{n:04}", "at": minutes(n)}
        for n in range(3)
    ]
    tables["events"] = rows(tables["events"].schema, [*tables["events"].to_pylist(), *links])
    with case_of(tmp_path, tables) as store:
        found = find_waves(store).to_pylist()
    assert [(each["wave"], each["kind"]) for each in found] == [("W1", "text"), ("W2", "url")]
    assert found[1]["several"] is None
    assert found[1]["innocent"] is None


def test_pieces_of_a_letter_that_share_no_word_meet_in_the_whole() -> None:
    head, tail = LETTER[:180], LETTER[-180:]
    stranger = "We planted apple trees along the railway and watered them all summer with old cans."
    found = close_variants([head, tail, LETTER, stranger, head], np.array([9, 8, 2, 7, 1]), 10)
    assert found.centre.tolist() == [2, 2, 2, 3, 2]
    assert found.contained[3] == 1


def test_a_formula_joins_nothing() -> None:
    """What many texts hold, and one word over and over, is no message of its own."""
    formula = "happy birthday"
    long = f"{formula} to the keeper of the lighthouse and to all of his seventeen orange cats"
    over = "lanterns lanterns lanterns lanterns lanterns lanterns lanterns"
    found = close_variants([formula, long, over, LONG], np.array([50, 3, 9, 4]), 10)
    assert found.centre.tolist() == [0, 1, 2, 3]


def test_numbers_that_differ_make_other_messages() -> None:
    one, two = (f"Episode {n} of the lighthouse keeper's story is out, listen here" for n in (3, 4))
    assert close_variants([one, two], np.array([5, 4]), 10).centre.tolist() == [0, 1]


def test_no_texts_make_no_groups() -> None:
    assert close_variants([], np.zeros(0, np.int64), 10).centre.size == 0
    assert close_variants(["", "…"], np.array([3, 3]), 10).centre.tolist() == [0, 1]


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sets(st.integers(0, 2)), st.integers(1, 3)),
        min_size=1,
        max_size=4,
    )
)
def test_several_waves_by_chance_is_the_sum_over_every_outcome(
    accounts: list[tuple[int, set[int], int]],
) -> None:
    carried = pa.table(
        {
            "posts": [posts for posts, _, _ in accounts],
            "waves": pa.array([sorted(waves) for _, waves, _ in accounts], pa.list_(pa.int64())),
            "accounts": [n for _, _, n in accounts],
        }
    )
    found = several_waves(carried, 3)
    sizes = [sum(n for _, waves, n in accounts if w in waves) for w in range(3)]
    for w in range(3):
        slow, counted = 0.0, 0
        for posts, waves, n in accounts:
            if w not in waves:
                continue
            counted += n if len(waves) > 1 else 0
            chances = [slow_chance(posts, accounts, size) for size in sizes]
            slow += n * outcomes([chances[v] for v in range(3) if v != w])
        assert found[w].several == counted
        assert found[w].expected == pytest.approx(slow, abs=1e-6)


def slow_chance(posts: int, accounts: list[tuple[int, set[int], int]], size: int) -> float:
    """The rate found by trying, finer and finer."""
    if size >= sum(n for _, _, n in accounts):
        return 1.0
    low, high = 0.0, 1.0
    while sum(n * (1 - (1 - high) ** m) for m, _, n in accounts) < size:
        high = (1 + high) / 2
    for _ in range(200):
        middle = (low + high) / 2
        if sum(n * (1 - (1 - middle) ** m) for m, _, n in accounts) < size:
            low = middle
        else:
            high = middle
    return 1 - (1 - high) ** posts


def outcomes(chances: list[float]) -> float:
    """How likely at least one comes true, over every outcome."""
    total = 0.0
    for outcome in product((True, False), repeat=len(chances)):
        if any(outcome):
            likely = [p if true else 1 - p for p, true in zip(chances, outcome, strict=True)]
            total += float(np.prod(likely))
    return total


def test_equal_times_are_said_as_closely_as_they_are_known() -> None:
    noon = datetime(2024, 3, 1, 12, 30, tzinfo=UTC)
    assert spread_seconds(noon.replace(hour=0, minute=0), noon.replace(hour=0, minute=0)) == 86_400
    assert spread_seconds(noon, noon) == 60
    assert spread_seconds(noon.replace(second=7), noon.replace(second=7)) == 1
    assert spread_seconds(noon, noon + timedelta(hours=2)) == 7_200
