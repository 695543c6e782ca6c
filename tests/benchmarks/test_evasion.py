"""The adapting operator does what the table says he does, to his own posts and to no other."""

import contextlib
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "calibration"))

import evasion
from cross_validation import CONSTANTS, Constant, crossed, setting_of
from halves import dealt, halved
from labelled import Truth
from lexicon import Lexicon, word_spans
from rewriting import DAY, REWRITINGS, Export, cells, few_items, slow_reuse

SPOKEN = [f"palabra{n}" for n in range(200)]


def export(uses: list[tuple[int, int]], step: int = 1) -> Export:
    """Accounts of the operation that use items, one post each; others who use what they like."""
    rng = np.random.default_rng(5)
    mine = np.array([True] * len(uses) + [False] * 40)
    who = [f"mine-{account}" for account, _ in uses] + [f"other-{n % 7}" for n in range(40)]
    items = [frozenset({("text", item)}) for _, item in uses] + [frozenset()] * 40
    said = [f"m{item} " + " ".join(SPOKEN[item : item + 12]) for _, item in uses]
    posts = pa.table(
        {
            "post_id": [f"p{n}" for n in range(len(mine))],
            "account_id": who,
            "created_at": rng.integers(0, 20 * DAY // step, len(mine)) * step,
            "text": said + [" ".join(rng.choice(SPOKEN, 10)) for _ in range(40)],
            "lang": ["es"] * len(mine),
            "kind": ["original"] * len(mine),
            "parent_id": pa.array([None] * len(mine), pa.string()),
            "hashtags": ["uno dos"] * len(mine),
        }
    )
    return Export(posts, mine, tuple(items), Lexicon(posts["text"].to_pylist(), ["es"] * len(mine)))


def common(made: Export) -> Counter[tuple[str, str]]:
    """How many texts each two accounts of the operation have in common, counted the slow way."""
    account, text = made.column("account_id"), made.column("text")
    said: dict[str, set[str]] = {}
    for row in np.flatnonzero(made.mine):
        said.setdefault(account[row], set()).add(text[row])
    return Counter({(a, b): len(said[a] & said[b]) for a, b in combinations(sorted(said), 2)})


USES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9)), min_size=1, max_size=60)


@pytest.mark.parametrize("name", REWRITINGS)
def test_others_and_the_accounts_stay_and_the_same_seed_gives_the_same(name):
    given_ = export([(n % 9, n % 11) for n in range(90)])
    made = REWRITINGS[name](given_, np.random.default_rng(1))
    rest = pa.array(~given_.mine)
    assert made.posts[: len(given_.posts)].filter(rest).equals(given_.posts.filter(rest))
    assert made.posts["account_id"][: len(rest)].equals(given_.posts["account_id"])
    assert made.posts.schema.equals(given_.posts.schema)
    assert len(made.mine) == len(made.items) == len(made.posts)
    assert made.posts.equals(REWRITINGS[name](given_, np.random.default_rng(1)).posts)


@pytest.mark.parametrize(("name", "most"), [("jitter 10 min", 600), ("jitter 6 h", 21_600)])
@pytest.mark.parametrize("step", [1, 60])
def test_jitter_moves_posts_so_far_at_most_and_keeps_the_resolution(name, most, step):
    given_ = export([(n % 9, n % 11) for n in range(300)], step)
    made = REWRITINGS[name](given_, np.random.default_rng(2))
    by = np.abs(made.at - given_.at)
    assert most / 3 < by[given_.mine].mean() < most / 1.5
    assert by.max() <= most
    assert (made.at % step == 0).all()


def test_no_post_is_moved_before_what_it_answers():
    given_ = export([(n % 9, n % 11) for n in range(100)])
    at = given_.at.copy()
    at[1:100] = at[0] + np.arange(1, 100)
    given_ = given_.change(created_at=at, parent_id=[None] + ["p0"] * 99 + [None] * 40)
    made = REWRITINGS["jitter 1 h"](given_, np.random.default_rng(3))
    assert (made.at[1:100] >= given_.at[0]).all()
    assert len(np.unique(made.at[1:100])) > 90  # nor are they gathered there
    late = export([(n % 9, n % 11) for n in range(100)])
    at = late.at.copy()
    at[0], at[1:100] = at.max() - 2_000, at.max() - 1_000  # neither way is there room for an hour
    late = late.change(created_at=at, parent_id=[None] + ["p0"] * 99 + [None] * 40)
    made = REWRITINGS["jitter 1 h"](late, np.random.default_rng(3))
    assert (made.at[1:100] >= at[0]).all()
    assert (made.at[1:100] <= at.max()).all()
    assert len(np.unique(made.at[1:100])) > 80


def test_a_share_of_the_words_changes_and_addresses_names_and_hashtags_do_not():
    given_ = export([(n % 9, n % 11) for n in range(300)])
    text = [f"@someone {text} #tag https://x.example/a_b" for text in given_.column("text")]
    kind = ["original"] * 200 + ["repost"] * 140
    given_ = given_.change(text=text, kind=kind)
    made = REWRITINGS["words 20 %"](given_, np.random.default_rng(4)).column("text")
    assert made[200:] == text[200:]
    changed = 0
    for before, after in zip(text[:200], made[:200], strict=True):
        old, new = before.split(), after.split()
        assert (new[0], new[-2:]) == (old[0], old[-2:])
        changed += sum(a != b for a, b in zip(old, new, strict=True))
    assert changed / (200 * 13) == pytest.approx(0.2, abs=0.005)
    assert made[0] != made[99]  # each copy by itself: both said the same before
    assert given_.column("text")[0] == given_.column("text")[99]


def test_chinese_words_are_pairs_of_signs():
    assert word_spans("渡轮提回家，末 https://x.example/渡轮 @名字 #话题") == [
        (0, 2),
        (2, 4),
        (4, 5),
        (6, 7),
    ]


@given(USES)
def test_no_two_accounts_keep_more_than_two_items(uses):
    before = export(uses)
    made = few_items(before, np.random.default_rng(5), most=2)
    assert max(common(made).values(), default=0) <= 2
    kept = {
        row for row, text in enumerate(made.column("text")) if text == before.column("text")[row]
    }
    if max(common(before).values(), default=0) <= 2:
        assert kept == set(range(len(before.posts)))  # nothing was too many
    assert all(made.column("hashtags")[row] is None for row in set(range(len(uses))) - kept)


@given(USES)
def test_cells_have_nothing_in_common_with_each_other(uses):
    before = export(uses)
    made = cells(before, np.random.default_rng(6), size=3)
    tied = [pair for pair, count in common(made).items() if count]
    for account in {name for pair in tied for name in pair}:
        partners = {name for pair in tied if account in pair for name in pair}
        assert len(partners) <= 3
        assert all({a, b} <= partners for a, b in tied if account in (a, b))


def test_a_cell_says_what_others_say_in_words_of_its_own():
    # Two close threes; then all six use one message more.
    uses = [(a, item) for a in range(3) for item in (0, 1)]
    uses += [(a, item) for a in range(3, 6) for item in (2, 3)]
    uses += [(a, 4) for a in range(6)]
    before = export(uses)
    made = cells(before, np.random.default_rng(7), size=3).column("text")
    last = made[len(uses) - 6 : len(uses)]
    assert len(set(last[:3])) == len(set(last[3:])) == 1
    assert last[0] != last[3]
    assert before.column("text")[len(uses) - 1] in last


def test_filler_is_much_and_nobody_elses():
    before = export([(n % 9, n % 11) for n in range(100)])
    made = REWRITINGS["filler x5"](before, np.random.default_rng(8))
    added = made.posts[len(before.posts) :]
    assert len(added) == 500
    assert len(set(made.column("post_id"))) == len(made.posts)
    assert len(set(made.column("text"))) == len(set(before.column("text"))) + 500
    assert added["hashtags"].null_count == 500
    assert Counter(added["account_id"].to_pylist()) == {
        name: 5 * count
        for name, count in Counter(before.column("account_id")).items()
        if name.startswith("mine")
    }


def test_slow_reuse_moves_what_is_shared_and_nothing_else():
    before = export([(n % 9, n % 11) for n in range(100)])
    items = tuple(item if row % 2 else frozenset() for row, item in enumerate(before.items))
    before = Export(before.posts, before.mine, items, before.lexicon)
    by = np.abs(slow_reuse(before, np.random.default_rng(9), days=7).at - before.at)
    assert not by[:100:2].any()
    assert DAY < by[1:100:2].mean() < 5 * DAY
    assert by.max() < 8 * DAY


def test_a_simulated_operation_is_found_unless_it_slows_down(monkeypatch):
    monkeypatch.setattr(evasion, "ACCOUNTS", 600)
    monkeypatch.setattr(evasion, "POSTS", 6_000)
    labelled = evasion.simulated("simulated, 30 accounts", 1)
    found = dict(evasion.rewritten(labelled, ["none", "slow reuse"], 0))
    assert found["none"].ranking[0] > 0.9 > found["slow reuse"].ranking[0]
    assert found["none"].members == found["slow reuse"].members == 30
    for made in found.values():  # the attached come to the tied, none in their place
        assert made.named[0] >= made.tied[0]
        assert made.named[1] >= made.tied[1]
    assert {len(made.cells(found["none"])) for made in found.values()} == {len(evasion.HEADING) - 1}


def test_where_detection_ends_is_said_beside_what_was_aimed_at():
    none = evasion.Outcome((1.0, 1.0), (1.0, 1.0), (10, 10), (20, 21), 0, 40)
    some = replace(none, named=(5, 10))
    lost = replace(none, named=(0, 0))
    found = {
        "a": {"none": none, "jitter 1 h": some, "mixed": lost},
        "b": {"none": lost, "jitter 1 h": lost, "mixed": lost},
    }
    assert list(evasion.ends(found)) == [
        ["none", "", "1.00", "", "0.952"],
        ["jitter 1 h", "0.4", "0.25", "", "0.500"],
        ["mixed", "", "0.00", "", ""],
    ]
    assert set(evasion.AIMS) < set(REWRITINGS)


def test_halves_are_the_whole_and_have_nothing_in_common(tmp_path):
    before = export([(n % 9, n % 11) for n in range(100)])
    pq.write_table(before.posts, tmp_path / "posts.parquet")
    labels = {name: name.startswith("mine") for name in before.column("account_id")} | {"q": True}
    whole, *halves = halved(tmp_path / "posts.parquet", labels, seed=3)
    assert (whole[1].num_rows, whole[2]) == (140, labels)
    for one, other in (halves[:2], halves[2:]):
        ids = [set(half[1]["post_id"].to_pylist()) for half in (one, other)]
        assert ids[0] | ids[1] == set(before.column("post_id"))
        assert not ids[0] & ids[1]
    first, second, even, odd = halves
    assert max(first[1]["created_at"].to_pylist()) < min(second[1]["created_at"].to_pylist())
    assert "q" not in first[2] | second[2]  # of a half in time, those who posted in it
    assert even[2] | odd[2] == labels
    assert not set(even[2]) & set(odd[2])
    assert {dealt(name, 3) for name in odd[2]} == {1}


def test_accounts_without_a_label_are_judged_neither_way():
    truth = Truth({"a": True, "b": False}, silent=2)
    assert truth.members == 3
    assert truth.right(frozenset({"a", "b", "newsroom"})) == (1, 2)
    assert truth.ranked({"a": 1.0, "newsroom": 9.0}) == (pytest.approx(1 / 3), pytest.approx(1 / 3))


@pytest.mark.parametrize("constant", CONSTANTS)
def test_a_constant_is_tried_and_put_back(constant):
    before = constant.get()
    assert constant.choices[0] < before < constant.choices[-1]  # a range on both sides
    assert before in constant.choices
    with contextlib.suppress(KeyError), setting_of((constant,), (constant.choices[0],)):
        assert constant.get() == constant.choices[0]
        raise KeyError  # also when a run fails
    assert constant.get() == before


def test_a_constant_that_is_gone_is_not_tried_in_silence():
    gone = Constant("gone", "demasque.coordination.strength.fusion", "NOT_THERE", (1, 2))
    with pytest.raises(AttributeError):
        gone.put(1)


def test_what_one_half_chooses_is_reported_on_the_other():
    one = {(1,): (0.5, 0.1), (2,): (0.9, 0.2), (3,): (0.6, 0.3)}
    other = {(1,): (0.8, 0.4), (2,): (0.3, 0.5), (3,): (0.7, 0.6)}
    assert crossed(one, other, (3,)) == ((2,), [(0.9, 0.2), (0.3, 0.5), (0.7, 0.6), (0.8, 0.4)])
    equal = dict.fromkeys(one, (0.5, 0.5))
    assert crossed(equal, equal, (3,))[0] == (3,)
