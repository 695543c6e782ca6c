"""The part of :class:`demasque.api.Case` that tells platforms."""

from contextlib import AbstractContextManager
from typing import Any

from demasque.case import CaseStore, RunRecord


class Referring:
    """Referrals to platforms."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError
