"""What others claim of what is seen, on what evidence; apart from it, who carries it."""

from types import SimpleNamespace
from typing import Final

from demasque.findings import CaseClaims, case_claims
from demasque.publish import carried_claims
from demasque.sentences import Sentence
from demasque.web.views import Asked, Shown, View


def _read(asked: Asked) -> Shown:
    store = asked.edition.store
    claims: CaseClaims = asked.edition.once("claims", lambda: case_claims(store))
    carried = asked.edition.once("carried claims", lambda: carried_claims(claims))
    # As much of a report as its part about claims reads.
    dossier = SimpleNamespace(claims=claims, judged=SimpleNamespace(broken=store.custody.verify()))
    content = {
        "report": SimpleNamespace(dossier=dossier),
        "claims_carried": carried,
        "links": False,
    }
    return Shown(Sentence("Claims"), content)


CLAIMS: Final = View("claims", "/claims", "claims.html", _read, menu=Sentence("Claims"))
