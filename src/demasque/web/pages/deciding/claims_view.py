"""What others claim of what is seen, on what evidence; apart from it, who carries it."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier import amplification, claim_ledger, claims_table
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
    return Shown(Sentence("Claims"), content, _tables(store, claims))


def _tables(store: CaseStore, claims: CaseClaims) -> Mapping[str, Callable[[], pa.Table]]:
    """The claims, what was shown for each among it; and who carries them, day by day."""
    if not claims.threads:
        return {}
    marked = [claim for claim, _ in claims.carriers]
    return {
        "claims": lambda: claims_table(claim_ledger(store)),
        "carriers": lambda: amplification(store, marked),
    }


CLAIMS: Final = View("claims", "/claims", "claims.html", _read, menu=Sentence("Claims"))
