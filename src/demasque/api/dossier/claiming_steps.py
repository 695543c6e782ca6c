"""The part of :class:`demasque.api.Case` about claims, and who carries them."""

from demasque.case import CaseStore


class Claiming:
    """Claims, and who carries them."""

    _store: CaseStore
