"""How right a grouping is: pair precision and recall, and B-cubed, whole and by part."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Score:
    """Shares, 0 to 1, over the posts of one part of the corpus and all their partners."""

    posts: int
    pair_precision: float
    pair_recall: float
    cubed_precision: float
    cubed_recall: float

    def row(self) -> str:
        figures = (self.pair_precision, self.pair_recall, self.cubed_precision, self.cubed_recall)
        return f"{self.posts:,} | " + " | ".join(f"{figure:.4f}" for figure in figures)


HEADING = "posts | pair precision | pair recall | B³ precision | B³ recall"


def _sizes(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many posts have each post's label."""
    _, inverse, counts = np.unique(labels, return_inverse=True, return_counts=True)
    return counts[inverse]


def score(
    families: NDArray[np.int64], messages: NDArray[np.int64], part: NDArray[np.bool_]
) -> Score:
    """Judge the posts of `part` against all posts; see :class:`Score`."""
    family = np.unique(families, return_inverse=True)[1].astype(np.int64)
    message = np.unique(messages, return_inverse=True)[1].astype(np.int64)
    both = _sizes(family * (message.max() + 1) + message)[part]
    in_family, in_message = _sizes(family)[part], _sizes(message)[part]
    return Score(
        int(part.sum()),
        _share((both - 1).sum(), (in_family - 1).sum()),
        _share((both - 1).sum(), (in_message - 1).sum()),
        float((both / in_family).mean()),
        float((both / in_message).mean()),
    )


def _share(part: int, whole: int) -> float:
    return float(part / whole) if whole else 1.0
