"""The part of :class:`demasque.api.Case` about judgements of named persons, and second readings."""

from demasque.case import CaseStore


class Judging:
    """Judgements of named persons, and second readings."""

    _store: CaseStore
