"""The part of :class:`demasque.api.Case` about techniques of the DISARM framework."""

from contextlib import AbstractContextManager
from typing import Any

from demasque.case import CaseStore, RunRecord


class Classing:
    """Techniques proposed, accepted and rejected."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError
