"""The part of :class:`demasque.api.Case` about the matrix of competing hypotheses."""

from demasque.case import CaseStore


class Weighing:
    """The matrix of competing hypotheses."""

    _store: CaseStore
