"""The part of :class:`demasque.api.Case` that tells those who were targeted, and the public."""

from contextlib import AbstractContextManager
from typing import Any

from demasque.case import CaseStore, RunRecord


class Telling:
    """Briefs for targets, and public statements."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError
