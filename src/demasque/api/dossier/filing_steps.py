"""The part of :class:`demasque.api.Case` about the dossier as files."""

from demasque.case import CaseStore


class Filing:
    """The dossier as files."""

    _store: CaseStore
