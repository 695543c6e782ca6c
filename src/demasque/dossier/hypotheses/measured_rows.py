"""The program's rows of the matrix: what was measured of one campaign, one row for each measure."""

from collections.abc import Iterable
from functools import reduce
from typing import Final

from demasque.accounts import FEWEST_ACCOUNTS, Seen, Sign
from demasque.assessment import FAMILIES_NEEDED, MEASURES, Assessment, Likelihood, Measure, Standing
from demasque.campaigns import CampaignProfile
from demasque.dossier.hypotheses.cause_names import cause_name
from demasque.dossier.hypotheses.cell_values import CellValue
from demasque.dossier.hypotheses.machine_table import (
    ANY_SIGN,
    FACTS,
    LADDER,
    NO_SIGN,
    SIGNS,
    SORTS,
    STANDING_COLUMNS,
    OutcomeReading,
)
from demasque.dossier.hypotheses.matrix_values import EvidenceRow
from demasque.sentences import Sentence

_LADDER_CAUSE: Final = "ladder"


def measured_rows(profile: CampaignProfile, assessment: Assessment) -> tuple[EvidenceRow, ...]:
    """What was measured of a campaign: how it shares, signs of its accounts, the ladder."""
    return (
        *(_measure_row(each, profile) for each in MEASURES),
        *(_sign_row(each) for each in assessment.signs),
        *_ladder_rows(profile, assessment),
    )


def _measure_row(measure: Measure, profile: CampaignProfile) -> EvidenceRow:
    if not measure.known(profile):
        return _row(measure.id, measure.family, _not_known(measure.title), None)
    there = [fact for fact in measure.facts if fact.there(profile)]
    nothing = Sentence("{what}: nothing that tells explanations apart.", what=measure.title)
    said = [*dict.fromkeys(fact.sentence(profile) for fact in there)] or [nothing]
    what = reduce(lambda one, other: Sentence("{one} {other}", one=one, other=other), said)
    return _row(measure.id, measure.family, what, [FACTS[fact.id] for fact in there])


def _sign_row(sign: Sign) -> EvidenceRow:
    found = {
        Seen.PRESENT: [SIGNS.get(sign.indicator, ANY_SIGN)],
        Seen.ABSENT: [NO_SIGN],
        Seen.UNKNOWN: None,
    }[sign.seen]
    return _row(f"sign:{sign.indicator}", sign.family, sign.sentence, found)


def _ladder_rows(profile: CampaignProfile, assessment: Assessment) -> Iterable[EvidenceRow]:
    looked_for, found_sorts = _sorts(profile, assessment)
    yield _sorts_row(looked_for, found_sorts)
    for sort in dict.fromkeys(sign.family for sign in assessment.signs):
        yield _one_sort_row(sort, looked_for, found_sorts)
    innocent = [e.title for e in assessment.hypotheses if e.standing is Standing.SUPPORTED]
    if innocent:
        what = Sentence("What was measured supports: {explanations}.", explanations=innocent)
        found = [LADDER["innocent-explanation-supported"]]
    else:
        what, found = Sentence("What was measured supports no innocent explanation."), []
    yield _row("explanations", _LADDER_CAUSE, what, found)
    if assessment.likelihood < Likelihood.LIKELY:
        what = Sentence("Chance is not ruled out well enough to go further.")
        found = [LADDER["chance-not-excluded"]]
    else:
        what, found = Sentence("Chance does not explain what they share."), []
    yield _row("chance", _LADDER_CAUSE, what, found)


def _sorts(profile: CampaignProfile, assessment: Assessment) -> tuple[set[str], set[str]]:
    """Sorts of signs that could be looked for, and those that are there.

    Of too few accounts, or with one sort alone, signs say too little: then none could be.
    """
    known = {sign.family for sign in assessment.signs if sign.seen is not Seen.UNKNOWN}
    if len(profile.members) < FEWEST_ACCOUNTS or len(known) < FAMILIES_NEEDED:
        return set(), set()
    return known, {sign.family for sign in assessment.present}


def _sorts_row(looked_for: set[str], there: set[str]) -> EvidenceRow:
    if not looked_for:
        what = Sentence("Too little is known of these accounts to look for signs of several sorts.")
        return _row(SORTS, _LADDER_CAUSE, what, None)
    what = Sentence.counted(
        "Of {known} sorts of signs that could be looked for, {n} is there.",
        "Of {known} sorts of signs that could be looked for, {n} are there.",
        len(there),
        known=len(looked_for),
    )
    name = "signs-of-two-sorts" if len(there) >= FAMILIES_NEEDED else "signs-of-fewer-sorts"
    return _row(SORTS, _LADDER_CAUSE, what, [LADDER[name]])


def _one_sort_row(sort: str, looked_for: set[str], there: set[str]) -> EvidenceRow:
    """Whether any sign of one sort is there: its absence counts where two sorts are not."""
    row, name = f"sort_{sort}", cause_name(sort)
    if sort not in looked_for:
        return _row(row, sort, Sentence("Signs in {sort}: not known.", sort=name), None)
    if sort in there:
        return _row(row, sort, Sentence("Signs in {sort}: found.", sort=name), [])
    what = Sentence("Signs in {sort}: none of those that could be looked for.", sort=name)
    missing = [] if len(there) >= FAMILIES_NEEDED else [LADDER["sort-missing"]]
    return _row(row, sort, what, missing)


def _row(row: str, cause: str, what: Sentence, found: list[OutcomeReading] | None) -> EvidenceRow:
    """A row with what the outcomes found say; None for what could not be measured."""
    if found is None:
        return EvidenceRow(row, cause, what, dict.fromkeys(STANDING_COLUMNS, CellValue.UNKNOWN))
    cells = dict.fromkeys(STANDING_COLUMNS, CellValue.NEUTRAL)
    for each in found:
        cells |= dict.fromkeys(each.consistent, CellValue.CONSISTENT)
    for each in found:
        cells |= dict.fromkeys(each.inconsistent, CellValue.INCONSISTENT)
    return EvidenceRow(row, cause, what, cells, tuple(each.because for each in found))


def _not_known(title: Sentence) -> Sentence:
    return Sentence("{what}: not known from this case.", what=title)
