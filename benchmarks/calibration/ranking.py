"""How good is a ranking of accounts? Equal scores are taken together, in no lucky order."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Labels = NDArray[np.bool_]


def average_precision(score: Scores, label: Labels) -> float:
    """Sum over thresholds of precision times the recall gained there (as scikit-learn's)."""
    precision, recall = _curve(score, label)
    return float((precision * np.diff(recall, prepend=0.0)).sum())


def recall_at_precision(score: Scores, label: Labels, least: float = 0.95) -> float:
    """The highest recall of any threshold whose precision is at least `least`; 0 if none is."""
    precision, recall = _curve(score, label)
    return float(recall[precision >= least].max(initial=0.0))


def _curve(score: Scores, label: Labels) -> tuple[Scores, Scores]:
    """Precision and recall at each distinct score, from the highest down."""
    order = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.diff(score[order], append=-np.inf))
    hits = np.cumsum(label[order])[last]
    return hits / (last + 1), hits / max(int(label.sum()), 1)
