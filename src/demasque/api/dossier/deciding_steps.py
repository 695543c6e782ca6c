"""The part of :class:`demasque.api.Case` about decisions on accounts."""

from demasque.case import CaseStore


class Deciding:
    """Decisions on accounts."""

    _store: CaseStore
