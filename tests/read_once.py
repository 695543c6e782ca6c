"""Findings that are read once for tests of many pages made of one case: reading takes longest."""

from collections.abc import Sequence
from typing import Any

from demasque.case import CaseStore
from demasque.dossier import judgements
from demasque.findings import CaseFindings, read_findings

_KNOWN: dict[tuple[object, ...], CaseFindings] = {}


def read_once(
    store: CaseStore, progress: Any = None, campaigns: Sequence[str] | None = None
) -> CaseFindings:
    """As ``read_findings``, which is asked again once somebody judged."""
    key = (store.path, tuple(campaigns or ()), len(judgements(store)))
    if key not in _KNOWN:
        _KNOWN[key] = read_findings(store, campaigns=campaigns)
    return _KNOWN[key]
