"""How alike must two texts be to a model, in this corpus, before they may say the same?

Most pairs of texts of a corpus are unrelated. Once the mean of each language is taken away, their
cosines lie round zero, and how far they spread below it tells how far chance spreads them above:
below there are no rewordings and translations that would widen it, as there are above.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from demasque.errors import UsageError
from demasque.text.forms.form_rules import FAMILY_RULES
from demasque.text.forms.normal_form import match_keys
from demasque.text.language import UNKNOWN, languages_of

SPREADS: Final = 4.4
"""Spreads above the median from which a cosine is a lead.

Chosen on the dev part of stsb_multi_mt in eight languages: of unrelated pairs within a language,
4.3 led up to 0.65 in 100,000, 4.4 and 4.5 at most 0.11; of translations from English, 4.3 led at
least 0.86, 4.4 0.82, 4.5 0.78 (over four samples; the test part is in docs/measurements.md).
"""

_WRITTEN_SO = ("compatibility", "punctuation", "marks", "case", "traditional", "repeats")
_READ: Final = FAMILY_RULES.without(*_WRITTEN_SO)
# What a model reads: not whom a post names, what it links to and under which tags it stands, which
# make posts alike that say different things.

_LOWEST: Final = 0.5  # bounds of the cosine, whatever the corpus: in a corpus of one narrow topic
_HIGHEST: Final = 0.75  # texts spread as widely as topics do, and no rewording would be a lead
_SPREAD: Final = 0.01  # the share of pairs that lie a spread or more below the median
_FEWEST_TEXTS: Final = 50
_TEXTS_SAMPLED: Final = 2_000
_TEXTS_OF_ALL: Final = 5  # what the mean of all languages weighs in the mean of one, in texts
_BATCH: Final = 1_024

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
    """The cosine from which two texts are a lead, for one model on one corpus.

    ``centres`` are the means of languages, by language; texts are compared by how they depart
    from that of theirs, which makes one cosine serve within a language and across two. The one
    called 'unknown' is for every other language.
    """

    model: str
    cosine: float
    texts: int  # texts that it was read from
    centres: Mapping[str, Vectors] = field(default_factory=dict, repr=False, compare=False)

    @property
    def note(self) -> dict[str, object]:
        """What a run record keeps of it."""
        languages = sorted(set(self.centres) - {UNKNOWN})
        return {
            "model": self.model,
            "cosine": self.cosine,
            "texts": self.texts,
            "languages": languages,
        }


def calibrate(
    embedder: Embedder, texts: Sequence[str], *, spreads: float = SPREADS, seed: int = 0
) -> Calibration:
    """Find the cosine that unrelated texts of a corpus do not reach.

    Up to 2,000 different ones of `texts`, as :func:`readings` gives them, are embedded and the mean
    of their language is taken away (weighed with that of all languages, as if by 5 texts more). Of
    the cosines of all their pairs, the median and the first percentile are read: the cosine lies
    `spreads` times their distance above the median, and between 0.5 and 0.75. Raise UsageError for
    fewer than 50 different texts.
    """
    different = [text for text in dict.fromkeys(readings(texts)) if text]
    if len(different) < _FEWEST_TEXTS:
        raise UsageError(
            "{texts} texts are too few to calibrate a model on; it takes {needed}.",
            texts=len(different),
            needed=_FEWEST_TEXTS,
        )
    draw = np.random.default_rng(seed)
    chosen = sorted(draw.permutation(len(different))[:_TEXTS_SAMPLED].tolist())
    sample = [different[i] for i in chosen]
    vectors, languages = _unit(_embedded(embedder, sample)), languages_of(sample)
    centres = _centres(vectors, languages)
    vectors = _departures(vectors, languages, centres)
    cosines = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
    low, median = np.quantile(cosines, [_SPREAD, 0.5])
    reached = float(median + spreads * (median - low))
    cosine = min(max(reached, _LOWEST), _HIGHEST)
    return Calibration(embedder.model_id, cosine, len(sample), centres)


def readings(texts: Sequence[str]) -> list[str]:
    """What of each text a model is given: without mentions, links, emoji and edge hashtags."""
    return match_keys(texts, _READ)


def calibrated_vectors(
    embedder: Embedder, texts: Sequence[str], languages: Sequence[str], calibration: Calibration
) -> Vectors:
    """One row of unit length per text, whose cosines are those that `calibration` speaks of."""
    if not texts:
        return np.zeros((0, 1), np.float32)
    vectors = _unit(_embedded(embedder, readings(texts)))
    return _departures(vectors, languages, calibration.centres)


def _centres(vectors: Vectors, languages: Sequence[str]) -> dict[str, Vectors]:
    named = np.array(languages)
    sums = {each: vectors[named == each].sum(0) for each in sorted(set(languages) - {UNKNOWN})}
    counts = {each: int((named == each).sum()) for each in sums}
    means = [sums[each] / counts[each] for each in sums] or [vectors.mean(0)]
    of_all = np.mean(means, 0)
    weighed = {
        each: (sums[each] + _TEXTS_OF_ALL * of_all) / (counts[each] + _TEXTS_OF_ALL)
        for each in sums
    }
    return {
        each: centre.astype(np.float32) for each, centre in {**weighed, UNKNOWN: of_all}.items()
    }


def _departures(
    vectors: Vectors, languages: Sequence[str], centres: Mapping[str, Vectors]
) -> Vectors:
    if not centres:
        return vectors
    rows = np.array([centres.get(each, centres[UNKNOWN]) for each in languages])
    return _unit(vectors - rows)


def _embedded(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    batches = [
        np.asarray(embedder(texts[start : start + _BATCH]), np.float32)
        for start in range(0, len(texts), _BATCH)
    ]
    return np.concatenate(batches)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)
