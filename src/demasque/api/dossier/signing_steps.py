"""The part of :class:`demasque.api.Case` about signatures of campaigns."""

from demasque.case import CaseStore


class Signing:
    """Signatures of campaigns."""

    _store: CaseStore
