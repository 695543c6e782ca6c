"""What forms for other programs say of a campaign as a whole, sentence by sentence."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

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


def period(handed: HandedCampaign, first: datetime, last: datetime) -> Sentence:
    """From when to when, as closely as the posts of a campaign tell.

    In days where the time of any of them is coarser than a second: which of them that is does not
    stand beside the first and the last.
    """
    ends: list[date] = [first, last]
    if handed.profile.coarse_times:
        ends = [each.astimezone(UTC).date() for each in (first, last)]
    if ends[0] == ends[1]:
        return Sentence("on {moment} (UTC)", moment=ends[0])
    return Sentence("from {first} to {last} (UTC)", first=ends[0], last=ends[1])


def described(handed: HandedCampaign, revealed: bool) -> Iterator[Sentence]:
    """Its size and time, its rung, and how likely and how sure that is, by whoever said so.

    ``revealed`` says whether original ids stand beside the pseudonyms of accounts.
    """
    profile = handed.profile
    yield Sentence.counted(
        "{n} account shares more with the others, and closer in time, than chance would give.",
        "{n} accounts share more with each other, and closer in time, than chance would give.",
        len(profile.members),
    )
    yield Sentence(
        "They posted {posts} times, {period}.",
        posts=profile.posts,
        period=period(handed, profile.first_at, profile.last_at),
    )
    yield Sentence("{title}. {statement}", title=handed.rung.title, statement=handed.rung.meaning)
    told = placed_by(handed) or handed.found.assessment
    yield told.likelihood_sentence
    yield told.confidence_sentence
    if told is handed.found.assessment:
        yield from handed.found.assessment.limits
    if revealed:
        yield Sentence(
            "It holds original ids of accounts, beside their pseudonyms. Who is behind them is not "
            "said here."
        )
    else:
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
