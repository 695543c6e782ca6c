"""The part of :class:`demasque.api.Case` about what became of what was handed over."""

from contextlib import AbstractContextManager
from typing import Any

from demasque.case import CaseStore, RunRecord


class Following:
    """Statuses, survival and regeneration."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError
