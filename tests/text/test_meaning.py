"""Leads between families by meaning, with a model made of numbers."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

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
