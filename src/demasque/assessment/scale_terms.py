"""The scales by their names: what people may write for a likelihood or a confidence.

The terms of likelihood are those of ICD 203 (Office of the Director of National Intelligence, 2015,
D.6.e.2.a), both rows, with their usual French; a level of confidence goes by its usual names.
"""

from collections.abc import Mapping
from typing import Final, TypeVar
from unicodedata import combining, normalize

from demasque.assessment.scales import Confidence, Likelihood
from demasque.errors import UsageError

LIKELIHOOD_TERMS: Final[Mapping[Likelihood, tuple[str, ...]]] = {
    Likelihood.ALMOST_NO_CHANCE: (
        "almost no chance", "remote", "almost without a chance",
        "quasi impossible", "presque impossible",
    ),
    Likelihood.VERY_UNLIKELY: (
        "very unlikely", "highly improbable", "highly unlikely", "very improbable",
        "très improbable", "hautement improbable",
    ),
    Likelihood.UNLIKELY: ("unlikely", "improbable", "peu probable"),
    Likelihood.EVEN: (
        "roughly even chance", "roughly even odds", "even chance", "even odds", "even",
        "about as likely as not", "aussi probable qu'improbable", "chances à peu près égales",
    ),
    Likelihood.LIKELY: ("likely", "probable", "probably"),
    Likelihood.VERY_LIKELY: (
        "very likely", "highly probable", "highly likely", "very probable",
        "très probable", "hautement probable",
    ),
    Likelihood.ALMOST_CERTAIN: (
        "almost certain", "nearly certain", "almost certainly", "quasi certain", "presque certain",
    ),
}  # fmt: skip
"""What each degree is called; the first is the standard's own term."""

CONFIDENCE_TERMS: Final[Mapping[Confidence, tuple[str, ...]]] = {
    Confidence.LOW: ("low", "faible", "basse"),
    Confidence.MODERATE: ("moderate", "medium", "moyenne", "modérée", "moyen", "modéré"),
    Confidence.HIGH: ("high", "élevée", "haute", "forte", "élevé"),
}
"""What each level is called; the first is the term that is kept."""

BANDS: Final[Mapping[Likelihood, tuple[float, float]]] = {
    Likelihood.ALMOST_NO_CHANCE: (0.01, 0.05),
    Likelihood.VERY_UNLIKELY: (0.05, 0.20),
    Likelihood.UNLIKELY: (0.20, 0.45),
    Likelihood.EVEN: (0.45, 0.55),
    Likelihood.LIKELY: (0.55, 0.80),
    Likelihood.VERY_LIKELY: (0.80, 0.95),
    Likelihood.ALMOST_CERTAIN: (0.95, 0.99),
}
"""The probabilities that the standard gives for each degree; none reaches 0 or 1."""

_Degree = TypeVar("_Degree", Likelihood, Confidence)


def likelihood_named(words: str) -> Likelihood:
    """The degree of likelihood of this name, in English or French.

    Raises:
        UsageError: no degree is called so; the sentence lists the standard's terms.
    """
    found = _named(words, LIKELIHOOD_TERMS)
    if found is None:
        raise UsageError(
            "There is no likelihood called {words}. Degrees (ICD 203): {known}.",
            words=repr(words),
            known=[terms[0] for terms in LIKELIHOOD_TERMS.values()],
        )
    return found


def confidence_named(words: str) -> Confidence:
    """The level of confidence of this name, in English or French.

    Raises:
        UsageError: no level is called so; the sentence lists them.
    """
    found = _named(words, CONFIDENCE_TERMS)
    if found is None:
        raise UsageError(
            "There is no confidence called {words}. Levels: {known}.",
            words=repr(words),
            known=[terms[0] for terms in CONFIDENCE_TERMS.values()],
        )
    return found


def plain_words(words: str) -> str:
    """Words for comparing: no case, no accents, one kind of apostrophe, single spaces."""
    bare = "".join(sign for sign in normalize("NFKD", words.casefold()) if not combining(sign))
    return " ".join(bare.replace("’", "'").replace("_", " ").replace("-", " ").split())


def _named(words: str, terms: Mapping[_Degree, tuple[str, ...]]) -> _Degree | None:
    wanted = plain_words(words)
    named = (degree for degree, names in terms.items() if wanted in map(plain_words, names))
    return next(named, None)
