"""The parts of a letter that say what was found, how sure that is, and what else may explain it."""

from demasque.assessment import Standing
from demasque.dossier import Judgement
from demasque.findings import HandedCampaign
from demasque.publish.referral.letters.letter_section import LetterSection
from demasque.sentences import Sentence


def what_was_found(handed: HandedCampaign, found: tuple[Sentence, ...]) -> LetterSection:
    """What they share, when, and which bodies their posts address; persons are not named."""
    days = handed.profile.shared_days
    first, last = days[0].day, days[-1].day
    when = (
        Sentence("They posted the same things on {day} (UTC).", day=first)
        if first == last
        else Sentence(
            "They posted the same things from {first} to {last} (UTC).", first=first, last=last
        )
    )
    bodies = {str(one.name) for one in handed.organisations}
    addressed = (
        [Sentence("Bodies that their posts address: {named}.", named=sorted(bodies))]
        if bodies
        else []
    )
    return LetterSection(Sentence("What was found"), (*found, when, *addressed))


def their_messages(words: list[str]) -> LetterSection:
    """What several of them wrote, in its own words."""
    return LetterSection(
        Sentence("Messages that several of them posted"),
        (),
        tuple(Sentence("“{words}”", words=each) for each in words),
    )


def how_sure(handed: HandedCampaign) -> LetterSection:
    """How far the program goes; how likely and how sure, each in a sentence of its own."""
    said = handed.found.assessment
    return LetterSection(
        Sentence("How sure"),
        (
            Sentence(
                "On a ladder from 0 (seen) to 4 (attributed), the program stands on rung {rung}: "
                "{title}.",
                rung=said.rung.value,
                title=said.rung.title,
            ),
            said.rung.meaning,
            said.likelihood_sentence,
            said.confidence_sentence,
        ),
        said.limits,
    )


def judged_by_person(one: Judgement) -> LetterSection:
    """What a named person judges, in their words, and never as the program's."""
    said = [Sentence("Statement: {words}", words=one.statement)] if one.statement else []
    sources = [Sentence("Source: {link}", link=link) for link in one.sources]
    return LetterSection(
        Sentence("What {person} judges", person=one.by),
        (
            Sentence(
                "Rung {rung}: {title}. Judged on {day}.",
                rung=one.rung.value,
                title=one.rung.title,
                day=one.at.date(),
            ),
            *said,
            one.likelihood_sentence,
            one.confidence_sentence,
        ),
        tuple(sources),
    )


def other_explanations(handed: HandedCampaign) -> LetterSection:
    """Innocent explanations and where each stands, what was measured supports first."""
    weighed = handed.found.assessment.hypotheses
    order = (Standing.SUPPORTED, Standing.OPEN, Standing.WEAKENED)
    return LetterSection(
        Sentence("What else may explain it"),
        (Sentence("Innocent explanations were weighed. None is closed for a single account."),),
        tuple(
            Sentence("{title}. {statement}", title=title, statement=stands)
            for standing in order
            for one in weighed
            if one.standing is standing
            for title, stands in [
                (one.title, Sentence("Where it stands: {standing}.", standing=standing.words))
            ]
        ),
    )
