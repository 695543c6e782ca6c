"""Words, hours and popularity: the parts that worlds are made of."""

import json
import re
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.simulate.habits import phrases as wording
from demasque.simulate.habits.popularity import Pools, fame, spread_over
from demasque.simulate.habits.rhythm import make_clock

PHRASES = json.loads(
    files("demasque.simulate").joinpath("phrases.json").read_text(encoding="utf-8")
)
CAPITALISED = {
    *("I", "Tuesday", "Meanwhile", "Pendant", "Placeholder", "On", "Sujet", "Commentaire"),
    *("Déclaration", "Dépêche", "Gadget", "Citation", "Photo"),
}


def said(lang: int, style: int, keys: list[int], topic: int = 3) -> list[str | None]:
    count = len(keys)
    column = np.ones(count, dtype=np.int64)
    words = wording.render(
        lang * column, style * column, np.array(keys), topic * column, 0 * column
    )
    return words.to_pylist()


def test_nobody_and_no_place_is_named() -> None:
    words = set(re.findall(r"\b[A-ZÀ-Ý][\w]*", json.dumps(PHRASES, ensure_ascii=False)))
    assert words <= CAPITALISED


def test_slots_of_all_languages_are_aligned() -> None:
    sizes = [{slot: len(value) for slot, value in PHRASES[lang].items()} for lang in PHRASES]
    for slot in ("who", "does", "what", "tail", "link", "stock", "frame"):
        assert len({size[slot] for size in sizes}) == 1
        assert all(len(set(PHRASES[lang][slot])) == sizes[0][slot] for lang in PHRASES)


def test_same_numbers_give_the_same_words() -> None:
    assert said(0, wording.REMARK, [5, 5, 6])[0] == said(0, wording.REMARK, [5])[0]
    assert len(set(said(0, wording.STATEMENT, list(range(500))))) == 500


def test_frames_carry_number_and_topic() -> None:
    (text,) = said(0, wording.COMMENT, [11])
    assert text is not None
    assert text.startswith("Placeholder comment 12 about topic 4: ")


def test_traditional_is_the_same_text_in_other_characters() -> None:
    (simplified,), (traditional,) = (
        said(script, wording.STATEMENT, [11])
        for script in (wording.SIMPLIFIED, wording.TRADITIONAL)
    )
    assert simplified is not None
    assert traditional is not None
    assert simplified != traditional
    assert len(simplified) == len(traditional)


def test_french_contracts() -> None:
    texts = " ".join(text or "" for text in said(wording.FRENCH, wording.REMARK, list(range(2000))))
    assert not re.search(r"\b(de le|de les|à le|à les|de une?|que une?) ", texts)


def test_no_text_is_null() -> None:
    assert said(0, wording.NO_TEXT, [1]) == [None]


@pytest.mark.parametrize("steady", [False, True])
def test_people_sleep_unless_steady(steady: bool) -> None:
    rng = np.random.default_rng(1)
    clock = make_clock(rng, np.full(100, -5 * 3_600), steady=steady)
    at = clock.times(rng, rng.integers(0, 100, 50_000), 0, 7)
    hours = np.bincount((at // 3_600 - 5) % 24, minlength=24)
    assert at.min() >= 0
    assert at.max() < 7 * 86_400
    assert (hours[18:22].mean() > 5 * hours[2:5].mean()) is not steady


def test_reactions_follow_and_stay_within_the_world() -> None:
    rng = np.random.default_rng(1)
    clock = make_clock(rng, np.zeros(50, dtype=np.int64))
    appeared = rng.integers(0, 86_399, 20_000)
    at = clock.react(rng, rng.integers(0, 50, 20_000), appeared, 1_800.0, 1.5, 86_400)
    assert (at >= appeared).all()
    assert at.max() <= 86_400
    # In the small hours, fewer reactions than things appear.
    assert (at // 3_600 == 3).sum() < 0.7 * (appeared // 3_600 == 3).sum()


@settings(max_examples=50, deadline=None)
@given(cells=st.lists(st.integers(0, 5), min_size=1, max_size=30), seed=st.integers(0, 99))
def test_pools_draw_from_the_cell_asked_for(cells: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    cell = np.array(cells)
    pools = Pools(cell, fame(rng, len(cell), 1.1), 7)
    asked = rng.integers(0, 7, 200)
    drawn = pools.draw(rng, asked)
    assert (cell[drawn[drawn >= 0]] == asked[drawn >= 0]).all()
    assert set(asked[drawn < 0].tolist()).isdisjoint(cells)


def test_spread_over_is_exact() -> None:
    drawn = spread_over(np.random.default_rng(1), 1_000, np.array([1.0, 0.0, 3.0]))
    assert len(drawn) == 1_000
    assert set(drawn.tolist()) == {0, 2}
