"""The part of :class:`demasque.api.Case` about the library, and where it stands in posts."""

from demasque.case import CaseStore


class Knowing:
    """The library of what is known already, and where it stands in posts."""

    _store: CaseStore
