"""How much of a campaign stands when part of the evidence is left out."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from demasque.campaigns.division.community import Labels, TieNetwork, communities
from demasque.progress import Progress, quiet

RESAMPLES: Final = 20
LEFT_OUT: Final = 0.2
"""Share of the tied pairs that each resample leaves out."""


def stability(
    tied: TieNetwork,
    labels: Labels,
    seed: int = 0,
    progress: Progress = quiet,
) -> npt.NDArray[np.float64]:
    """Return, for each account, the share of resamples in which it stays in its campaign.

    Each resample leaves out a fifth of the tied pairs, chosen at random, and divides the rest anew
    under another seed. A campaign is then the new community that overlaps it most (Jaccard), and an
    account stays when it is in that community. NaN for accounts in no campaign.
    """
    rng = np.random.default_rng(seed)
    stayed = np.zeros(len(labels))
    for done in range(RESAMPLES):
        # Each pair stands in the network twice.
        kept = rng.random(len(tied.ties) // 2) >= LEFT_OUT
        again = communities(tied.only(kept[tied.ties]), seed + 1 + done)
        stayed += _stays(labels, again)
        progress("stability", done + 1, RESAMPLES)
    return np.where(labels >= 0, stayed / RESAMPLES, np.nan)


def _stays(labels: Labels, again: Labels) -> npt.NDArray[np.bool_]:
    both = (labels >= 0) & (again >= 0)
    if not both.any():
        return np.zeros(len(labels), dtype=np.bool_)
    match = _best_match(labels, again, both)
    return np.asarray(both & (match[np.maximum(labels, 0)] == again))


def _best_match(labels: Labels, again: Labels, both: npt.NDArray[np.bool_]) -> Labels:
    """For each old community the number of the new one that overlaps it most, -1 for none."""
    overlap = sparse.coo_matrix(
        (np.ones(int(both.sum())), (labels[both], again[both])),
        shape=(labels.max() + 1, again.max() + 1),
    )
    overlap.sum_duplicates()
    old = np.bincount(labels[labels >= 0], minlength=overlap.shape[0])
    new = np.bincount(again[again >= 0], minlength=overlap.shape[1])
    jaccard = overlap.data / (old[overlap.row] + new[overlap.col] - overlap.data)
    match = np.full(overlap.shape[0], -1, dtype=np.int64)
    # Ascending, so that the last to write each place is the largest; ties go to the lower number.
    for place in np.lexsort((-overlap.col, jaccard)):
        match[overlap.row[place]] = overlap.col[place]
    return match
