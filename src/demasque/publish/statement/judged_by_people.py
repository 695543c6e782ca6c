"""Who is behind it, in a statement: not said, or in the words of a named person with a source."""

from collections.abc import Iterator

from demasque.assessment import Likelihood, Rung
from demasque.dossier import Judgement
from demasque.findings import HandedCampaign
from demasque.publish.statement.statement_values import StatedFinding, StatedSentence, rests
from demasque.sentences import Sentence


def judged_sentences(handed: HandedCampaign, rung: StatedFinding) -> Iterator[StatedSentence]:
    """What named persons judge beyond the program; that no actor is named, where nobody does."""
    judged = [
        each
        for each in handed.judgements
        if each.rung > Rung.INDICATORS and each.likelihood > Likelihood.EVEN
    ]
    for each in judged:
        yield from _judged(each)
    if not any(each.rung is Rung.ATTRIBUTION for each in judged):
        yield rests(
            Sentence(
                "Who is behind the accounts was not found, and was not looked for: this statement "
                "names no actor."
            ),
            rung,
        )


def _judged(judged: Judgement) -> Iterator[StatedSentence]:
    words = judged.rung.title if judged.statement is None else " ".join(judged.statement.split())
    field = "rung.title" if judged.statement is None else "statement"
    said = StatedFinding(
        Sentence("what {entry} judges", entry=judged.id), words, _how(judged, field)
    )
    person = StatedFinding(
        Sentence("who made {entry}", entry=judged.id), judged.by, _how(judged, "by")
    )
    day = StatedFinding(
        Sentence("when {entry} was made", entry=judged.id),
        judged.at.date(),
        _how(judged, "at.date()"),
    )
    yield rests(_in_words(judged), person, day, said)
    yield rests(
        judged.likelihood_sentence,
        StatedFinding(
            Sentence("likelihood, by {entry}", entry=judged.id),
            judged.likelihood_sentence,
            _how(judged, "likelihood_sentence"),
        ),
    )
    yield rests(
        judged.confidence_sentence,
        StatedFinding(
            Sentence("confidence, by {entry}", entry=judged.id),
            judged.confidence_sentence,
            _how(judged, "confidence_sentence"),
        ),
    )
    sources = list(judged.sources)
    yield rests(
        Sentence("Sources given for it: {sources}.", sources=sources),
        StatedFinding(
            Sentence("sources of {entry}", entry=judged.id),
            sources,
            f"list({_how(judged, 'sources')})",
        ),
    )


def _in_words(judged: Judgement) -> Sentence:
    person, day = judged.by, judged.at.date()
    if judged.statement is None:
        return Sentence(
            "{person} judges ({day}): {judgement}.",
            person=person,
            day=day,
            judgement=judged.rung.title,
        )
    words = " ".join(judged.statement.split())
    return Sentence(
        "{person} judges ({day}), in these words: “{words}”", person=person, day=day, words=words
    )


def _how(judged: Judgement, field: str) -> str:
    return f"next(each for each in case.judgements() if each.id == {judged.id!r}).{field}"
