"""The same message in other words or another language: leads between families, never evidence.

Only the exemplars of families are embedded, by a model that the user names. How alike two texts
must be is calibrated for that model on texts of the corpus itself. A lead is for a reader to
follow; it enters no tie and no chance model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.errors import UsageError
from demasque.text.language import UNKNOWN, languages_of

LEADS: Final = pa.schema(
    [
        pa.field("family_a", pa.int64(), nullable=False),  # family_a < family_b
        pa.field("family_b", pa.int64(), nullable=False),
        pa.field("cosine", pa.float32(), nullable=False),
        pa.field("model", pa.string(), nullable=False),
    ]
)

_normal_quantile = NormalDist().inv_cdf

MOST_FAMILIES: Final = 50_000
FALSE_RATE: Final = 1e-4
_FEWEST_TEXTS: Final = 50
_TEXTS_SAMPLED: Final = 2_000
_BLOCK: Final = 1_024
_FEWEST_PAIRS: Final = 1_000
_NEAR: Final = 0.1  # the shares of the tail that its fall is read from
_FAR: Final = 0.01
_HIGHEST: Final = 0.95

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors whose cosine says how alike their meanings are."""

    @property
    def model_id(self) -> str:
        """Names the model and its version, for the run record."""

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """One row per text; rows need not have unit length."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The cosines from which two texts are a lead, for one model on one corpus."""

    model: str
    within: float  # both texts in one language, or in an unknown one
    across: float  # in two languages, whose unrelated texts are less alike to most models
    false_rate: float  # share of pairs of unrelated texts that reach the cosine
    texts: int  # texts that it was read from


def calibrate(
    embedder: Embedder, texts: Sequence[str], *, false_rate: float = FALSE_RATE, seed: int = 0
) -> Calibration:
    """Find the cosines that pairs of unrelated texts reach with probability `false_rate`.

    Up to 2,000 of `texts` are embedded and all their pairs compared, those within a language apart
    from those across two; the fall of each tail is continued from its last hundredth and
    thousandth (tenth and hundredth for few texts), so that the few related pairs among them do not
    matter. Raise UsageError for fewer than 50 texts.
    """
    if len(texts) < _FEWEST_TEXTS:
        raise UsageError(
            "{texts} texts are too few to calibrate a model on; it takes {needed}.",
            texts=len(texts),
            needed=_FEWEST_TEXTS,
        )
    draw = np.random.default_rng(seed)
    chosen = sorted(draw.permutation(len(texts))[:_TEXTS_SAMPLED].tolist())
    sample = [texts[i] for i in chosen]
    vectors = _unit_vectors(embedder, sample)
    upper = np.triu_indices(len(vectors), 1)
    cosines = (vectors @ vectors.T)[upper]
    languages = _language_numbers(sample)
    apart = _differ(languages, languages)[upper]
    within = _reached(cosines[~apart], false_rate)
    across = _reached(cosines[apart], false_rate)
    within = min(within, _HIGHEST) if within is not None else _HIGHEST
    across = min(across, _HIGHEST) if across is not None else within
    return Calibration(embedder.model_id, within, across, false_rate, len(chosen))


def _reached(cosines: Vectors, false_rate: float) -> float | None:
    """The cosine that a share `false_rate` reaches; None where there are too few pairs to say."""
    if cosines.size < _FEWEST_PAIRS:
        return None
    near_cosine, far_cosine = np.quantile(cosines, [1 - _NEAR, 1 - _FAR])
    near, far, wanted = (_normal_quantile(1 - share) for share in (_NEAR, _FAR, false_rate))
    return float(far_cosine + (far_cosine - near_cosine) * (wanted - far) / (far - near))


def _language_numbers(texts: Sequence[str]) -> NDArray[np.int64]:
    """A number for each text's language, -1 for an unknown one."""
    numbers = {UNKNOWN: -1}
    found = languages_of(texts)
    return np.array([numbers.setdefault(name, len(numbers)) for name in found], np.int64)


def _differ(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    known = (rows >= 0)[:, None] & (columns >= 0)[None, :]
    return np.asarray(known & (rows[:, None] != columns[None, :]), np.bool_)


def leads(
    families: Sequence[int], exemplars: Sequence[str], embedder: Embedder, calibration: Calibration
) -> pa.Table:
    """Pairs of families whose exemplars may mean the same, likeliest first, as :data:`LEADS`.

    `exemplars` are the exemplars' texts, in the order of `families`. Raise UsageError for more than
    50,000 families, or a calibration of another model.
    """
    if calibration.model != embedder.model_id:
        raise UsageError(
            "The threshold was calibrated for {calibrated}, not for {model}.",
            calibrated=calibration.model,
            model=embedder.model_id,
        )
    if len(families) > MOST_FAMILIES:
        raise UsageError(
            "{families} families are too many to compare by meaning: give those of a "
            "campaign, at most {most}.",
            families=len(families),
            most=MOST_FAMILIES,
        )
    ids = np.asarray(families, np.int64)
    vectors = _unit_vectors(embedder, exemplars) if len(exemplars) else np.zeros((0, 1), np.float32)
    languages = _language_numbers(exemplars)
    starts = range(0, len(ids), _BLOCK)
    found = [_pairs_above(vectors, languages, start, calibration) for start in starts]
    empty = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    a, b, cosines = (np.concatenate(column) for column in zip(empty, *found, strict=True))
    low, high = np.minimum(ids[a], ids[b]), np.maximum(ids[a], ids[b])
    order = np.lexsort((high, low, -cosines))
    columns = [low[order], high[order], cosines[order], [embedder.model_id] * len(order)]
    return pa.table(columns, schema=LEADS)


def _unit_vectors(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    rows = [
        np.asarray(embedder(texts[start : start + _BLOCK]), np.float32)
        for start in range(0, len(texts), _BLOCK)
    ]
    vectors = np.concatenate(rows)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def _pairs_above(
    vectors: Vectors, languages: NDArray[np.int64], start: int, calibration: Calibration
) -> tuple[NDArray[np.int64], NDArray[np.int64], Vectors]:
    """Pairs of one block of rows with the rows after each."""
    cosines = vectors[start : start + _BLOCK] @ vectors[start:].T
    apart = _differ(languages[start : start + _BLOCK], languages[start:])
    needed = np.where(apart, calibration.across, calibration.within)
    rows, columns = np.nonzero(np.triu(cosines >= needed, 1))
    return rows + start, columns + start, cosines[rows, columns]
