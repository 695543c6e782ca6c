"""The part of :class:`demasque.api.Case` about comparisons with other campaigns."""

from demasque.case import CaseStore


class Comparing:
    """Comparisons with other campaigns."""

    _store: CaseStore
