"""Leads between families by meaning, with a model made of numbers."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.errors import UsageError
from demasque.text import (
    LEADS,
    Calibration,
    NamedEmbedder,
    calibrate,
    leads,
    load_embedder,
    near_pairs,
)

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
    calibration = Calibration("words 1", 0.5, 300)
    vectors = embed(UNRELATED)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors @ vectors.T
    expected = {
        (i, j)
        for i in range(len(UNRELATED))
        for j in range(i + 1, len(UNRELATED))
        if cosines[i, j] >= calibration.cosine
    }
    found = leads(range(len(UNRELATED)), UNRELATED, MODEL, calibration)
    pairs = zip(found["family_a"].to_pylist(), found["family_b"].to_pylist(), strict=True)
    assert set(pairs) == expected


def test_more_spreads_ask_for_more_within_bounds() -> None:
    asked = [calibrate(MODEL, UNRELATED, spreads=spreads).cosine for spreads in (0, 2, 2.4, 9)]
    assert asked == sorted(asked)
    assert (asked[0], asked[-1]) == (0.5, 0.75)
    assert asked[1] < asked[2]


def test_copies_of_one_text_do_not_raise_what_is_asked() -> None:
    assert calibrate(MODEL, UNRELATED + UNRELATED[:1] * 300) == calibrate(MODEL, UNRELATED)


def test_whom_a_post_names_and_what_it_links_to_is_no_likeness() -> None:
    tagged = [f"@someone {text} #green https://t.example/{n}" for n, text in enumerate(UNRELATED)]
    assert calibrate(MODEL, tagged) == calibrate(MODEL, UNRELATED)
    texts = ["@a @b https://t.example/1", "@a @b https://t.example/2", "😀", "😀 @c"]
    assert leads(range(4), texts, MODEL, Calibration("words 1", 0.5, 300)).num_rows == 0


def test_no_families_give_no_leads() -> None:
    assert leads([], [], MODEL, calibrate(MODEL, UNRELATED)).num_rows == 0


def test_what_cannot_be_calibrated_or_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too few"):
        calibrate(MODEL, UNRELATED[:5])
    with pytest.raises(UsageError, match="not for other"):
        leads([1], ["a"], NamedEmbedder("other", embed), calibrate(MODEL, UNRELATED))
    with pytest.raises(UsageError, match="no model folder"):
        load_embedder(tmp_path / "none")


ENGLISH = [f"this is the story of the {n} old houses in our town" for n in range(160)]
RUSSIAN = [f"это история о том как {n} домов стоят в нашем городе" for n in range(160)]


def by_language(texts: Sequence[str]) -> np.ndarray:
    """To this model a language is a long way in a direction of its own, and a story a short one."""
    told = [int(next(word for word in text.split() if word.isdigit())) for text in texts]
    stories = np.array([np.random.default_rng(n).normal(size=64) for n in told]) / 8
    stories[:, 0] += [2.0 if text.startswith("this") else -2.0 for text in texts]
    return stories.astype(np.float32)


def test_a_language_is_no_likeness_and_another_no_difference() -> None:
    model = NamedEmbedder("languages 1", by_language)
    calibration = calibrate(model, ENGLISH[:80] + RUSSIAN[80:])
    assert calibration.note["languages"] == ["en", "ru"]
    found = leads(range(320), ENGLISH + RUSSIAN, model, calibration)
    pairs = zip(found["family_a"].to_pylist(), found["family_b"].to_pylist(), strict=True)
    assert set(pairs) == {(n, n + 160) for n in range(160)}


def clusters(seed: int, size: int, near: float) -> np.ndarray:
    """Vectors in pairs of a given cosine, the pairs in topics."""
    draw = np.random.default_rng(seed)
    topics = draw.normal(size=(1 + size // 20, 48))
    centres = (
        0.8 * draw.normal(size=(size, 48)) + 0.6 * topics[draw.integers(len(topics), size=size)]
    )
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    aside = draw.normal(size=(size, 48))
    aside -= (aside * centres).sum(1, keepdims=True) * centres
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    vectors = np.concatenate([centres, near * centres + (1 - near**2) ** 0.5 * aside])
    return vectors.astype(np.float32)


@given(st.integers(0, 2**32 - 1), st.integers(100, 600), st.floats(0.75, 0.99))
@settings(max_examples=20, deadline=None)
def test_an_index_finds_nearly_all_that_comparing_all_finds_and_nothing_else(
    seed: int, size: int, near: float
) -> None:
    vectors = clusters(seed, size, near)
    exact, cells = near_pairs(vectors, 0.7), near_pairs(vectors, 0.7, seed=seed, all_compared=0)
    known, found = (
        {*zip(each.a.tolist(), each.b.tolist(), strict=True)} for each in (exact, cells)
    )
    assert found <= known
    assert len(found) >= 0.95 * len(known)
    assert len(known) >= size


@pytest.mark.parametrize("all_compared", [0, 1000])
def test_a_family_leads_to_its_likeliest_only(all_compared: int) -> None:
    angles = np.arange(60) * 1e-3
    vectors = np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    found = near_pairs(vectors, 0.9, all_compared=all_compared)
    first = sorted(found.b[found.a == 0].tolist())
    assert first == list(range(1, first[-1] + 1))
    assert 20 <= len(first) < 59


def vocabulary(*texts: str) -> dict[str, int]:
    words = dict.fromkeys(word for text in texts for word in text.split())
    return {"[PAD]": 0, "[UNK]": 1} | {word: n + 2 for n, word in enumerate(words)}


def test_a_folder_with_an_onnx_model_gives_the_mean_of_its_token_vectors(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="no onnx here to build a model with")
    pytest.importorskip("onnxruntime", reason="no onnxruntime here")
    tokenizers = pytest.importorskip("tokenizers", reason="no tokenizers here")
    words = vocabulary("old green door")
    table = np.random.default_rng(3).normal(size=(len(words), 8)).astype(np.float32)
    model = tokenizers.models.WordLevel(words, unk_token="[UNK]")
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    make = onnx.helper
    graph = make.make_graph(
        [make.make_node("Gather", ["table", "input_ids"], ["states"])],
        "tokens to vectors",
        [make.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, ["texts", "tokens"])],
        [make.make_tensor_value_info("states", onnx.TensorProto.FLOAT, ["texts", "tokens", 8])],
        [onnx.numpy_helper.from_array(table, "table")],
    )
    opset = [make.make_opsetid("", 13)]
    made = make.make_model(graph, opset_imports=opset, ir_version=8)
    (tmp_path / "onnx").mkdir()
    onnx.save(made, tmp_path / "onnx" / "model.onnx")
    embedder = load_embedder(tmp_path)
    assert embedder.model_id == tmp_path.name
    expected = [table[[words[w] for w in text.split()]].mean(0) for text in ("old green", "door")]
    assert np.allclose(embedder(["old green", "door"]), expected, atol=1e-6)
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"no model")
    with pytest.raises(UsageError, match="holds no model"):
        load_embedder(tmp_path)


class Encoder:
    """Stands in for sentence_transformers.SentenceTransformer."""

    def __init__(self, folder: str, local_files_only: bool) -> None:
        assert local_files_only
        if not (Path(folder) / "modules.json").exists():
            raise ValueError("no modules.json")

    def encode(self, texts: list[str]) -> np.ndarray:
        return embed(texts)


def test_a_folder_of_sentence_transformers_is_opened_without_a_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = SimpleNamespace(SentenceTransformer=Encoder)
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    with pytest.raises(UsageError, match=r"holds no model.*no modules"):
        load_embedder(tmp_path)
    (tmp_path / "modules.json").write_text("[]")
    embedder = load_embedder(tmp_path)
    assert np.array_equal(embedder(["old door"]), embed(["old door"]))


def test_a_missing_package_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UsageError, match="pip install sentence-transformers"):
        load_embedder(tmp_path)
    (tmp_path / "model.onnx").touch()
    (tmp_path / "tokenizer.json").touch()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(UsageError, match="pip install onnxruntime"):
        load_embedder(tmp_path)
