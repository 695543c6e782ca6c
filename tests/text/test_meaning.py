"""Leads between families by meaning, with a model made of numbers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from demasque.errors import UsageError
from demasque.text import LEADS, NamedEmbedder, calibrate, leads, load_embedder

WORDS = {"lake": "lac", "old": "vieux", "green": "vert", "door": "porte", "night": "nuit"}


def embed(texts: Sequence[str]) -> np.ndarray:
    """A word and its translation have one random direction; a text is the sum of its words."""
    rows = []
    for text in texts:
        row = np.zeros(64, np.float32)
        for word in text.split():
            meaning = WORDS.get(word, word)
            row += np.random.default_rng(sum(map(ord, meaning))).normal(size=64).astype(np.float32)
        rows.append(row)
    return np.array(rows)


MODEL = NamedEmbedder("words 1", embed)
UNRELATED = [f"{chr(97 + i % 26)}{i} {chr(97 + i % 7)}x{i * i} z{i + 500}" for i in range(300)]


def test_translations_are_leads_and_unrelated_texts_are_not() -> None:
    texts = ["old green door", "night lake", "vieux vert porte", *UNRELATED[:50]]
    found = leads(range(len(texts)), texts, MODEL, calibrate(MODEL, UNRELATED))
    assert found.schema == LEADS
    rows = found.to_pylist()
    assert (rows[0]["family_a"], rows[0]["family_b"]) == (0, 2)
    assert rows[0]["cosine"] == pytest.approx(1.0, abs=1e-5)


def test_leads_are_the_pairs_that_comparing_all_gives() -> None:
    calibration = calibrate(MODEL, UNRELATED, false_rate=0.05)
    vectors = embed(UNRELATED)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors @ vectors.T
    expected = {
        (i, j)
        for i in range(len(UNRELATED))
        for j in range(i + 1, len(UNRELATED))
        if cosines[i, j] >= calibration.within
    }
    found = leads(range(len(UNRELATED)), UNRELATED, MODEL, calibration)
    pairs = zip(found["family_a"].to_pylist(), found["family_b"].to_pylist(), strict=True)
    assert set(pairs) == expected


def test_a_stricter_rate_asks_for_more() -> None:
    strict, loose = (calibrate(MODEL, UNRELATED, false_rate=rate) for rate in (1e-5, 1e-3))
    assert strict.within > loose.within


def test_no_families_give_no_leads() -> None:
    assert leads([], [], MODEL, calibrate(MODEL, UNRELATED)).num_rows == 0


def test_what_cannot_be_calibrated_or_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too few"):
        calibrate(MODEL, UNRELATED[:5])
    with pytest.raises(UsageError, match="not for other"):
        leads([1], ["a"], NamedEmbedder("other", embed), calibrate(MODEL, UNRELATED))
    with pytest.raises(UsageError, match="no model folder"):
        load_embedder(tmp_path / "none")


def test_texts_of_two_languages_are_judged_by_pairs_of_two_languages() -> None:
    english = [f"this is the story of the {text} in our town" for text in UNRELATED[:80]]
    russian = [f"это история о том как {text} живёт в городе" for text in UNRELATED[80:160]]
    found = calibrate(MODEL, english + russian)
    assert found.across < found.within
