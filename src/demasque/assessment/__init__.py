"""What may be concluded, how surely, and by whom?

``assess(profile)`` gives an :class:`Assessment`: how far up the ladder the program may go, how
likely it is that the accounts act together, with what confidence, which signs were looked for, and
what speaks for and against each innocent explanation: values, and sentences still to be worded.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.assessment.hypotheses import HYPOTHESES, Hypothesis, WeighedHypothesis
    from demasque.assessment.judging import FAMILIES_NEEDED, Assessment, assess
    from demasque.assessment.kept_rungs import stored_rungs
    from demasque.assessment.measured_facts import MEASURES, Fact, Measure
    from demasque.assessment.scale_terms import (
        BANDS,
        CONFIDENCE_TERMS,
        LIKELIHOOD_TERMS,
        confidence_named,
        likelihood_named,
        plain_words,
    )
    from demasque.assessment.scales import Confidence, Likelihood, Rung, Standing
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "BANDS",
    "CONFIDENCE_TERMS",
    "FAMILIES_NEEDED",
    "HYPOTHESES",
    "LIKELIHOOD_TERMS",
    "MEASURES",
    "Assessment",
    "Confidence",
    "Fact",
    "Hypothesis",
    "Likelihood",
    "Measure",
    "Rung",
    "Standing",
    "WeighedHypothesis",
    "assess",
    "confidence_named",
    "likelihood_named",
    "plain_words",
    "stored_rungs",
]
