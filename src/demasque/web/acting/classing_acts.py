"""Techniques of DISARM: accepted and rejected by named persons."""

from dataclasses import replace
from typing import Final

from demasque.api import Case
from demasque.dossier import SaidOfTechnique, same_speaker
from demasque.errors import UsageError
from demasque.sentences import Sentence
from demasque.web.acting.act import Act, Done, Posted
from demasque.web.acting.page_forms import (
    BECAUSE,
    BY,
    FormField,
    PageForm,
    chosen,
    separate_lines,
)
from demasque.web.sessions import Undo

TECHNIQUE: Final = PageForm(
    "technique",
    Sentence("Accept or reject a technique"),
    Sentence("Write it down"),
    (
        FormField(
            "technique",
            Sentence("Technique"),
            Sentence("Any id of DISARM Red v1.6, such as T0084.001, or its name."),
            required=True,
        ),
        FormField(
            "verdict",
            Sentence("What you find"),
            choices=chosen(
                [
                    ("accept", Sentence("the group shows it")),
                    ("reject", Sentence("the group does not show it")),
                    ("undo", Sentence("I take back what I said of it")),
                ]
            ),
            required=True,
        ),
        replace(BECAUSE, required=False),
        FormField(
            "posts",
            Sentence("Posts that show it, one pseudonym a line"),
            lines=2,
        ),
        BY,
    ),
)


def _say(case: Case, posted: Posted) -> Done:
    campaign, verdict, by = posted.path["campaign"], posted.value("verdict"), posted.value("by")
    technique, because = posted.value("technique"), posted.value("because")
    before = case.said_of_techniques()
    match verdict:
        case "accept":
            posts = separate_lines(posted.value("posts"))
            said = case.accept_technique(campaign, technique, by=by, because=because, posts=posts)
            form = Sentence(
                "{technique} is accepted for {campaign}: written down.",
                technique=said.technique.id,
                campaign=campaign,
            )
        case "reject":
            said = case.reject_technique(campaign, technique, by=by, because=because)
            form = Sentence(
                "{technique} is rejected for {campaign}: written down.",
                technique=said.technique.id,
                campaign=campaign,
            )
        case "undo":
            said = case.undo_technique(campaign, technique, by=by)
            form = Sentence(
                "What {person} said of {technique} in {campaign} is taken back; it stays on "
                "record.",
                person=by,
                technique=said.technique.id,
                campaign=campaign,
            )
        case _:
            raise UsageError("Say whether the group shows the technique.")
    return Done(form, _way_back(campaign, said, by, before))


def _way_back(
    campaign: str, said: SaidOfTechnique, by: str, before: tuple[SaidOfTechnique, ...]
) -> Undo:
    """To say again what the same person said before, or to take back what was said first."""
    values = {"technique": said.technique.id, "by": by, "verdict": "undo"}
    for each in before:
        same = (each.campaign, each.technique.id) == (campaign, said.technique.id)
        if each.stands and same and same_speaker(each.by, by):
            values |= {
                "verdict": each.verdict.value,
                "because": each.because,
                "posts": "\n".join(each.posts),
            }
    return Undo(f"/campaigns/{campaign}/techniques", values)


CLASSING: Final = (Act("technique", "/campaigns/{campaign}/techniques", _say),)
"""Acts about techniques."""
