"""What people judged, compared and claimed, read once for whoever shows it."""

from dataclasses import dataclass

from demasque.case import CaseStore


@dataclass(frozen=True)
class CaseDossier:
    """The dossier of a case, campaign by campaign where it speaks of one."""


def case_dossier(store: CaseStore) -> CaseDossier:
    """Read the dossier of a case."""
    return CaseDossier()
