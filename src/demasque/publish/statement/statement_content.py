"""What a statement for the public says of one campaign: facts, technique, confidence, measures.

The register is that of official statements on such activity: what was observed, how it was done,
how sure one is, what was done about it and what readers can do, without an account, a quotation or
a link. Every number in it is the value of a finding in the annex. How likely and how sure stand in
sentences of their own (United States Intelligence Community Directive 203).
"""

from collections.abc import Iterator
from typing import Final

from demasque.assessment import Rung, Standing
from demasque.case import CaseStore
from demasque.dossier import TechniqueStanding
from demasque.findings import CaseFindings, HandedCampaign
from demasque.publish.brief_content import found_at
from demasque.publish.drawing.naming import kind_name
from demasque.publish.statement.judged_by_people import judged_sentences
from demasque.publish.statement.measures_taken import (
    TO_CHECK,
    measures_taken,
    speaks_of_sending,
)
from demasque.publish.statement.stated_facts import RULES, facts, group_platforms
from demasque.publish.statement.statement_values import (
    PublicStatement,
    StatedFinding,
    StatedSentence,
    StatementPart,
    rests,
)
from demasque.sentences import Sentence

ADVISED_AGAINST: Final = {
    Rung.OBSERVATION: Sentence(
        "It is advised not to publish this: chance was not ruled out well enough to say that the "
        "accounts act together."
    ),
    Rung.COORDINATION: Sentence(
        "It is advised not to publish this: nothing that was measured goes beyond acting together, "
        "which genuine people and offices do as well."
    ),
}
"""By the rung, where nothing above was measured, or judged by a person."""
_ACTING: Final = Sentence("Statement on a group of accounts acting together")
_POSTING: Final = Sentence("Statement on a group of accounts that posted the same things")


def public_statement(
    store: CaseStore, found: CaseFindings, handed: HandedCampaign, lang: str
) -> PublicStatement:
    """State what was found of one campaign; ``lang`` decides the names of techniques only."""
    broken = found.dossier.judged.broken
    return PublicStatement(
        campaign=handed.campaign,
        title=_ACTING if handed.rung > Rung.OBSERVATION else _POSTING,
        found_at=found_at(found),
        advised_against=ADVISED_AGAINST.get(handed.rung),
        doubt=None if broken is None else broken.warning,
        to_check=TO_CHECK if speaks_of_sending(store, handed.campaign) else None,
        parts=(
            StatementPart(Sentence("Facts"), tuple(facts(found, handed))),
            StatementPart(Sentence("Technique"), tuple(_technique(handed, lang))),
            StatementPart(Sentence("Confidence"), tuple(_confidence(handed))),
            StatementPart(Sentence("What was done"), tuple(measures_taken(store, handed.campaign))),
            StatementPart(Sentence("What you can do"), tuple(_advice(handed))),
        ),
    )


def _technique(handed: HandedCampaign, lang: str) -> Iterator[StatedSentence]:
    profile = handed.profile
    kinds = StatedFinding(
        Sentence("what ties them"),
        [kind_name(each.kind) for each in profile.ties],
        "[tie.kind for tie in profile.ties]",
    )
    yield rests(
        Sentence("They were found by what they have in common: {kinds}.", kinds=kinds.value), kinds
    )
    pairs = StatedFinding(Sentence("tied pairs of accounts"), profile.pairs, "profile.pairs")
    possible = StatedFinding(
        Sentence("pairs that they could form"), profile.possible_pairs, "profile.possible_pairs"
    )
    yield rests(
        Sentence(
            "Pairs that they could form: {possible}. Pairs that share more, and closer together in "
            "time, than chance alone would give: {pairs}.",
            possible=possible.value,
            pairs=pairs.value,
        ),
        possible,
        pairs,
    )
    yield from _accepted(handed, lang)
    yield _signs(handed)


def _accepted(handed: HandedCampaign, lang: str) -> Iterator[StatedSentence]:
    accepted = [
        each.technique for each in handed.techniques if each.standing is TechniqueStanding.ACCEPTED
    ]
    if not accepted:
        return
    named = [f"{each.named(lang)} ({each.id})" for each in accepted]
    techniques = StatedFinding(
        Sentence("techniques that people accepted"),
        named,
        f"demasque techniques CASE {handed.campaign}",
    )
    yield rests(
        Sentence.counted(
            "A technique of the DISARM framework was recognised by an analyst: {techniques}.",
            "Techniques of the DISARM framework were recognised, each by an analyst: {techniques}.",
            len(named),
            techniques=named,
        ),
        techniques,
    )


def _signs(handed: HandedCampaign) -> StatedSentence:
    assessed = handed.found.assessment
    if assessed.rung is Rung.OBSERVATION:
        return rests(assessed.rung.meaning, _rung(handed))
    if assessed.rung is Rung.COORDINATION:
        return rests(
            Sentence(
                "Nothing that was measured goes beyond acting together, which genuine people and "
                "offices do as well."
            ),
            _rung(handed),
        )
    signs = StatedFinding(
        Sentence("signs that are present"), len(assessed.present), "len(assessment.present)"
    )
    return rests(
        Sentence(
            "Besides, {signs} signs, of different sorts, suggest that the accounts are not what "
            "they appear to be; signs are not proof.",
            signs=signs.value,
        ),
        signs,
        _rung(handed),
    )


def _rung(handed: HandedCampaign) -> StatedFinding:
    return StatedFinding(
        Sentence("how far up the ladder the program went"),
        handed.found.assessment.rung.title,
        "assessment.rung.title",
    )


def _confidence(handed: HandedCampaign) -> Iterator[StatedSentence]:
    assessed = handed.found.assessment
    yield rests(
        assessed.likelihood_sentence,
        StatedFinding(
            Sentence("likelihood"), assessed.likelihood.words, "assessment.likelihood.words"
        ),
    )
    yield rests(
        assessed.confidence_sentence,
        StatedFinding(
            Sentence("confidence"), assessed.confidence.words, "assessment.confidence.words"
        ),
    )
    for n, limit in enumerate(assessed.limits[:2]):
        yield rests(
            limit,
            StatedFinding(Sentence("what limits confidence"), limit, f"assessment.limits[{n}]"),
        )
    yield _innocent(handed)
    yield from _open(handed)
    yield from judged_sentences(handed, _rung(handed))


def _innocent(handed: HandedCampaign) -> StatedSentence:
    weighed = handed.found.assessment.hypotheses
    supported = [each.title for each in weighed if each.standing is Standing.SUPPORTED]
    number = StatedFinding(
        Sentence("innocent explanations weighed"), len(weighed), "len(assessment.hypotheses)"
    )
    if not supported:
        return rests(
            Sentence(
                "Of {n} innocent explanations that were weighed, what was measured supports none.",
                n=number.value,
            ),
            number,
        )
    fitting = StatedFinding(
        Sentence("innocent explanations supported"),
        supported,
        "[each.title for each in assessment.hypotheses if each.standing.value == 'supported']",
    )
    return rests(
        Sentence(
            "Of {n} innocent explanations that were weighed, what was measured supports: "
            "{supported}.",
            n=number.value,
            supported=supported,
        ),
        number,
        fitting,
    )


def _open(handed: HandedCampaign) -> Iterator[StatedSentence]:
    """How many explanations may hold: not supported, and not weakened enough to set aside."""
    weighed = handed.found.assessment.hypotheses
    left = sum(each.standing is Standing.OPEN for each in weighed)
    if left:
        yield rests(
            Sentence.counted(
                "{n} of them stays open: what was measured does not decide it.",
                "{n} of them stay open: what was measured does not decide them.",
                left,
            ),
            StatedFinding(
                Sentence("innocent explanations that stay open"),
                left,
                "sum(each.standing.value == 'open' for each in assessment.hypotheses)",
            ),
        )


def _advice(handed: HandedCampaign) -> Iterator[StatedSentence]:
    advised_against = ADVISED_AGAINST.get(handed.rung)
    if advised_against is not None:
        yield rests(advised_against, _rung(handed))
    yield rests(
        Sentence("Do not share or quote such posts, and do not answer them: that spreads them."),
        RULES,
    )
    platforms = group_platforms(handed)
    if platforms is None:
        yield rests(Sentence("Report to the platform what breaks its rules."), RULES)
    else:
        yield rests(
            Sentence(
                "Report to the platform what breaks its rules: {platforms}.",
                platforms=platforms.value,
            ),
            platforms,
        )
    outsiders = StatedFinding(
        Sentence("other accounts that posted some of the same"),
        handed.profile.sharing.outsiders,
        "profile.sharing.outsiders",
    )
    yield rests(
        Sentence.counted(
            "Accuse nobody for having shared the same: {n} other account did, and nothing is said "
            "of it.",
            "Accuse nobody for having shared the same: {n} other accounts did, and nothing is said "
            "of them.",
            handed.profile.sharing.outsiders,
        ),
        outsiders,
    )
