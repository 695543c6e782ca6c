"""The matrix of competing hypotheses: columns, rows and readings that people add."""

from collections.abc import Iterable
from typing import Final

from demasque.api import Case
from demasque.dossier import CellValue, Credibility, HypothesisColumn, Reliability, same_speaker
from demasque.sentences import Sentence
from demasque.web.acting.act import Act, Done, Posted
from demasque.web.acting.page_forms import BECAUSE, BY, Choice, FormField, PageForm, chosen
from demasque.web.acting.taking_back import taken_back
from demasque.web.sessions import Undo

_SAYS: Final = "says-"
"""Before the id of a hypothesis: the field in which is said how a row goes with it."""

_MARKS: Final[tuple[Choice, ...]] = (
    ("", Sentence("– nothing said –")),
    *((each.value, each.words) for each in CellValue if each.known),
)
"""What may be said of one hypothesis."""

HYPOTHESIS: Final = PageForm(
    "hypothesis",
    Sentence("Add a hypothesis"),
    Sentence("Add the hypothesis"),
    (
        FormField("title", Sentence("Name"), required=True),
        FormField("says", Sentence("What it says"), lines=2, required=True),
        BY,
    ),
)
EVIDENCE: Final = PageForm(
    "evidence",
    Sentence("Add evidence"),
    Sentence("Add the evidence"),
    (
        FormField("what", Sentence("The evidence, in one sentence"), lines=2, required=True),
        FormField(
            "source", Sentence("Where it is from"), Sentence("An address, or a document."),
            required=True,
        ),
        FormField(
            "reliability",
            Sentence("How reliable the source is"),
            choices=chosen([(each.value, each.words) for each in Reliability]),
            required=True,
        ),
        FormField(
            "credibility",
            Sentence("How credible the information is"),
            choices=chosen([(each.value, each.words) for each in Credibility]),
            required=True,
        ),
        FormField(
            "cause",
            Sentence("Row that it repeats"),
            Sentence("The id of a row that says the same: both count once."),
        ),
        BY,
    ),
)  # fmt: skip
RATE: Final = PageForm(
    "rate",
    Sentence("Say how you read a row"),
    Sentence("Write the reading down"),
    (
        FormField("row", Sentence("Row"), Sentence("Its id, as in the table."), required=True),
        FormField("because", Sentence("Reasons"), lines=2),
        BY,
    ),
)
RETRACT_WEIGHED: Final = PageForm(
    "weighed-retract",
    Sentence("Take back an entry"),
    Sentence("Take it back"),
    (
        FormField(
            "entry",
            Sentence("Entry"),
            Sentence("The id of a hypothesis, a row or a reading that somebody added."),
            required=True,
        ),
        BECAUSE,
        BY,
    ),
    (Sentence("The journal keeps it, and the reason."),),
)


def mark_fields(columns: Iterable[HypothesisColumn]) -> tuple[FormField, ...]:
    """For each hypothesis, a field that asks how the evidence goes with it."""
    return tuple(FormField(_SAYS + each.id, each.title, each.statement, _MARKS) for each in columns)


def _hypothesis(case: Case, posted: Posted) -> Done:
    campaign, by = posted.path["campaign"], posted.value("by")
    entry = case.add_hypothesis(campaign, posted.value("title"), says=posted.value("says"), by=by)
    return _added(campaign, entry, posted)


def _evidence(case: Case, posted: Posted) -> Done:
    campaign, by = posted.path["campaign"], posted.value("by")
    entry = case.add_evidence(
        campaign,
        posted.value("what"),
        source=posted.value("source"),
        reliability=posted.value("reliability"),
        credibility=posted.value("credibility"),
        by=by,
        says=_said(posted),
        cause=posted.value("cause") or None,
    )
    return _added(campaign, entry, posted)


def _rate(case: Case, posted: Posted) -> Done:
    campaign, row, by = posted.path["campaign"], posted.value("row"), posted.value("by")
    back = _reading_before(case, campaign, row, by)
    entry = case.rate_evidence(
        campaign, row, says=_said(posted), by=by, because=posted.value("because") or None
    )
    added = _added(campaign, entry, posted)
    return added if back is None else Done(added.sentence, back)


def _retract(case: Case, posted: Posted) -> Done:
    entry = posted.value("entry")
    case.retract_evidence(entry, by=posted.value("by"), because=posted.value("because"))
    return Done(Sentence("{entry} is taken back; it stays on record.", entry=entry))


def _said(posted: Posted) -> dict[str, str]:
    """Hypothesis -> mark, of those of which something is said."""
    return {
        name.removeprefix(_SAYS): posted.value(name)
        for name in posted.form
        if name.startswith(_SAYS) and posted.value(name)
    }


def _added(campaign: str, entry: str, posted: Posted) -> Done:
    values = {"entry": entry, "by": posted.value("by"), "because": taken_back(posted.session)}
    return Done(
        Sentence("Entered as {claim}.", claim=entry),
        Undo(f"/campaigns/{campaign}/hypotheses/retract", values),
    )


def _reading_before(case: Case, campaign: str, row: str, by: str) -> Undo | None:
    """To say again how the same person read the row until now; None where they had not."""
    for each in case.hypotheses(campaign).rows:
        for reading in each.readings:
            if each.id.lower() == row.lower() and same_speaker(reading.by, by):
                marks = {_SAYS + name: mark.value for name, mark in reading.values.items()}
                values = {"row": each.id, "by": by, "because": reading.because or "", **marks}
                return Undo(f"/campaigns/{campaign}/hypotheses/rate", values)
    return None


WEIGHING: Final = (
    Act("hypothesis", "/campaigns/{campaign}/hypotheses/add", _hypothesis),
    Act("evidence", "/campaigns/{campaign}/hypotheses/evidence", _evidence),
    Act("rate", "/campaigns/{campaign}/hypotheses/rate", _rate),
    Act("weighed-retract", "/campaigns/{campaign}/hypotheses/retract", _retract),
)
"""Acts about the matrix."""
