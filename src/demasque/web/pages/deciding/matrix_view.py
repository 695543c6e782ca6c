"""The matrix of competing hypotheses of one group, with what rests on each piece of evidence."""

from types import SimpleNamespace
from typing import Final

from demasque.publish import shown_explanations, shown_signs
from demasque.sentences import Sentence
from demasque.web.views import Asked, Shown, View


def _read(asked: Asked) -> Shown:
    name = asked.path["campaign"]
    found, group = asked.edition.found_with(name), asked.edition.campaign(name)
    page = SimpleNamespace(
        found=group,
        signs=shown_signs(group.assessment),
        explanations=shown_explanations(group.assessment),
    )
    content = {
        "report": found,
        "p": group.profile,
        "page": page,
        "campaign": name,
        "matrix": found.dossier.matrices[name],
    }
    return Shown(Sentence("Competing hypotheses of {campaign}", campaign=name), content)


MATRIX: Final = View(
    "hypotheses",
    "/campaigns/{campaign}/hypotheses",
    "hypotheses.html",
    _read,
    menu=Sentence("Hypotheses"),
)
