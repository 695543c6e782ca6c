"""The part of :class:`demasque.api.Case` that packs evidence."""

from contextlib import AbstractContextManager
from typing import Any

from demasque.case import CaseStore, RunRecord


class Packing:
    """Evidence packs."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError
