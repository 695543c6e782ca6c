"""A model that the user brings and answers for; none ships (docs/media.md, "Synthetic?")."""

import hashlib
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from demasque.errors import UsageError
from demasque.media.synthetic.detector_card import CARD, DetectorCard

MODEL: Final = "model.onnx"


class SyntheticDetector(Protocol):
    """Scores pictures. ``id`` names the model so that another one is never taken for it."""

    @property
    def id(self) -> str:
        """The model's name and what tells it from others of that name."""
        ...

    @property
    def card(self) -> DetectorCard:
        """What stands beside everything that it says."""
        ...

    def score(self, rgb: NDArray[np.uint8]) -> float | None:
        """The score of a picture (h, w, 3), on the scale of the card's threshold; None where the
        model gives no number.
        """
        ...


class OnnxDetector:
    """An ONNX network with one picture (1, 3, height, width) as its input, on one thread."""

    def __init__(self, session: Any, card: DetectorCard, digest: str) -> None:
        self.card = card
        self.id = f"{card.name} {digest[:12]}"
        self._session = session
        self._input = session.get_inputs()[0].name

    def score(self, rgb: NDArray[np.uint8]) -> float | None:
        """The score of a picture (h, w, 3); None where the model gives no number."""
        given = self._prepared(rgb)
        raw = np.asarray(self._session.run(None, {self._input: given})[0], np.float64).ravel()
        if raw.size <= self.card.synthetic_class:
            return None
        if self.card.apply == "softmax":
            raw = np.exp(raw - raw.max())
            raw /= raw.sum()
        score = float(raw[self.card.synthetic_class])
        if self.card.apply == "sigmoid":
            score = 1.0 / (1.0 + float(np.exp(-score)))
        return score if np.isfinite(score) else None

    def _prepared(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        from PIL import Image

        sized = Image.fromarray(rgb).resize((self.card.width, self.card.height))
        scaled = (np.asarray(sized, np.float32) / 255.0 - self.card.mean) / self.card.std
        return scaled.transpose(2, 0, 1)[None].astype(np.float32)


def load_detector(folder: Path) -> SyntheticDetector:
    """Open a detector: a folder with ``model.onnx`` and ``card.json`` (:class:`DetectorCard`).

    Raises UsageError where one is missing or makes no sense, or onnxruntime is not installed.
    """
    card = DetectorCard.read(folder / CARD)
    network = folder / MODEL
    if not network.is_file():
        raise UsageError("{folder} holds no {model}.", folder=folder, model=MODEL)
    try:
        runtime = import_module("onnxruntime")
    except ImportError as error:
        raise UsageError(
            "The model needs a package that is missing: pip install {package}",
            package="'demasque[ocr]'",
        ) from error
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = runtime.InferenceSession(
            str(network), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # the package raises bare exceptions of its own
        raise UsageError(
            "{folder} holds no model that can be opened: {reason}",
            folder=folder,
            reason=str(error).splitlines()[0],
        ) from error
    with network.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return OnnxDetector(session, card, digest)
