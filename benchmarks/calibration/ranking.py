"""How good is a ranking of accounts? Equal scores are taken together, in no lucky order.

An account whose score is 0 has no evidence against it: it is never retrieved, at no threshold, so
that those of an operation count as missed. Otherwise the lowest threshold would retrieve everybody,
and the share of the operation in the data would be added to every method alike.
"""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Labels = NDArray[np.bool_]


def average_precision(score: Scores, label: Labels) -> float:
    """Sum over thresholds above 0 of precision times the recall gained there.

    Recall is of all labelled. scikit-learn's sum goes on to the threshold 0.
    """
    precision, recall = _curve(score, label)
    return float((precision * np.diff(recall, prepend=0.0)).sum())


def recall_at_precision(score: Scores, label: Labels, least: float = 0.95) -> float:
    """The highest recall of any threshold above 0 with precision `least` or more; 0 if none is."""
    precision, recall = _curve(score, label)
    return float(recall[precision >= least].max(initial=0.0))


def _curve(score: Scores, label: Labels) -> tuple[Scores, Scores]:
    """Precision and recall at each distinct score above 0, from the highest down."""
    order = np.argsort(-score, kind="stable")[: np.count_nonzero(score > 0)]
    last = np.flatnonzero(np.diff(score[order], append=-np.inf))
    hits = np.cumsum(label[order])[last]
    return hits / (last + 1), hits / max(int(label.sum()), 1)
