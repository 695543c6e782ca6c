"""What forms for other programs say of a campaign as a whole, sentence by sentence."""

from collections.abc import Iterator

from demasque.assessment import Likelihood
from demasque.dossier import Judgement
from demasque.findings import HandedCampaign
from demasque.sentences import Sentence


def placed_by(handed: HandedCampaign) -> Judgement | None:
    """The newest judgement that put it on its rung; None where the program did."""
    judged_so = (
        each
        for each in handed.judgements
        if each.rung == handed.rung and each.likelihood > Likelihood.EVEN
    )
    return next(judged_so, None)


def described(handed: HandedCampaign) -> Iterator[Sentence]:
    """Its size and time, its rung, and how likely and how sure that is, by whoever said so."""
    profile = handed.profile
    yield Sentence.counted(
        "{n} account shares more with the others, and closer in time, than chance would give.",
        "{n} accounts share more with each other, and closer in time, than chance would give.",
        len(profile.members),
    )
    yield Sentence(
        "Their {posts} posts reach from {first} to {last}.",
        posts=profile.posts,
        first=profile.first_at,
        last=profile.last_at,
    )
    yield Sentence("{title}. {statement}", title=handed.rung.title, statement=handed.rung.meaning)
    told = placed_by(handed) or handed.found.assessment
    yield told.likelihood_sentence
    yield told.confidence_sentence
    if told is handed.found.assessment:
        yield from handed.found.assessment.limits
    yield Sentence("Accounts stand under pseudonyms. Who is behind them is not said here.")


def others_addressed(others: int) -> Sentence:
    """How many are addressed who are not named."""
    return Sentence.counted(
        "{n} more account is addressed. It is not named here: only bodies that the analysts listed "
        "are.",
        "{n} more accounts are addressed. They are not named here: only bodies that the analysts "
        "listed are.",
        others,
    )
