"""The matrix of competing hypotheses of one group, with what rests on each piece of evidence."""

from types import SimpleNamespace
from typing import Final

from demasque.dossier import Matrix, matrix_of
from demasque.publish import shown_explanations, shown_signs
from demasque.sentences import Sentence
from demasque.web.views import Asked, Shown, View


def _read(asked: Asked) -> Shown:
    name, edition = asked.path["campaign"], asked.edition
    group = edition.campaign(name)
    matrix: Matrix = edition.once(
        ("matrix", name), lambda: matrix_of(edition.store, group.profile, group.assessment)
    )
    # As much of a report as its part about hypotheses reads.
    dossier = SimpleNamespace(matrices={name: matrix})
    page = SimpleNamespace(
        found=group,
        signs=shown_signs(group.assessment),
        explanations=shown_explanations(group.assessment),
    )
    content = {
        "report": SimpleNamespace(dossier=dossier),
        "p": group.profile,
        "page": page,
        "campaign": name,
        "matrix": matrix,
        "broken": edition.store.custody.verify(),
    }
    return Shown(
        Sentence("Competing hypotheses of {campaign}", campaign=name),
        content,
        {"matrix": matrix.table},
    )


MATRIX: Final = View(
    "hypotheses",
    "/campaigns/{campaign}/hypotheses",
    "hypotheses.html",
    _read,
    menu=Sentence("Hypotheses"),
)
