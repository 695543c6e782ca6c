"""Signs and innocent explanations side by side: what is both is said once, with both readings."""

from dataclasses import dataclass

from demasque.accounts import Seen, Sign
from demasque.assessment import Assessment, WeighedHypothesis
from demasque.sentences import Sentence


@dataclass(frozen=True)
class ShownSign:
    """One sign with its number, from 1, and the explanations that it bears on, by title."""

    number: int
    sign: Sign
    speaks_for: tuple[Sentence, ...]
    speaks_against: tuple[Sentence, ...]


@dataclass(frozen=True)
class ShownExplanation:
    """One innocent explanation; signs among its reasons are given by their numbers."""

    weighed: WeighedHypothesis
    in_favour: tuple[Sentence, ...]
    signs_in_favour: tuple[int, ...]
    against: tuple[Sentence, ...]
    signs_against: tuple[int, ...]


def shown_signs(assessment: Assessment) -> tuple[ShownSign, ...]:
    """Number the signs, those found first and those not known last, with what they bear on."""
    weighed = assessment.hypotheses
    return tuple(
        ShownSign(
            number,
            sign,
            tuple(each.title for each in weighed if sign.sentence in each.in_favour),
            tuple(each.title for each in weighed if sign.sentence in each.against),
        )
        for number, sign in enumerate(_in_order(assessment), start=1)
    )


def shown_explanations(assessment: Assessment) -> tuple[ShownExplanation, ...]:
    """Take the signs out of the reasons of each explanation, and leave their numbers."""
    number = {sign.sentence: n for n, sign in enumerate(_in_order(assessment), start=1)}

    def others(reasons: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return tuple(reason for reason in reasons if reason not in number)

    def signs(reasons: tuple[Sentence, ...]) -> tuple[int, ...]:
        return tuple(sorted(number[reason] for reason in reasons if reason in number))

    return tuple(
        ShownExplanation(
            each,
            others(each.in_favour),
            signs(each.in_favour),
            others(each.against),
            signs(each.against),
        )
        for each in assessment.hypotheses
    )


def _in_order(assessment: Assessment) -> list[Sign]:
    order = (Seen.PRESENT, Seen.ABSENT, Seen.UNKNOWN)
    return sorted(assessment.signs, key=lambda sign: order.index(sign.seen))
