"""What a side of a comparison may be given as, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from demasque import dossier
from demasque.api.options import PathLike
from demasque.case import CaseStore
from demasque.dossier import Signature
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.dossier import CaseGroup


class OpenCase(Protocol):
    """A case that is open already."""

    _store: CaseStore


Where = OpenCase | PathLike
Side = Signature | Where | tuple[Where, str | Sequence[str]]
"""A signature or its file; or a case or its folder, alone or with a campaign or accounts."""


class ComparedSides:
    """Opens the cases that sides are of, each once, and closes what it opened."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._stores: dict[Path, CaseStore] = {}

    def __enter__(self) -> ComparedSides:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def know(self, *sides: object) -> None:
        """Take note of cases that are open already."""
        for side in sides:
            store = getattr(side[0] if isinstance(side, tuple) else side, "_store", None)
            if isinstance(store, CaseStore):
                self._stores[store.path.resolve()] = store

    def read(self, side: Side, accounts: Sequence[str] | None = None) -> Signature | CaseGroup:
        """Read one side; ``accounts`` belong to a case that stands alone.

        Raises:
            UsageError: nothing of this name is there, or the case has not exactly one campaign.
        """
        if isinstance(side, Signature):
            return side
        if isinstance(side, tuple):
            where, which = side
            store = self._store(where)
            if isinstance(which, str):
                return dossier.campaign_group(store, which)
            return dossier.accounts_group(store, which)
        if isinstance(side, str | Path) and Path(side).is_file():
            return dossier.read_signature(side)
        store = self._store(side)
        if accounts is not None:
            return dossier.accounts_group(store, accounts)
        found = dossier.campaigns_of(store)
        if len(found) != 1:
            raise UsageError(
                "Say which campaign of {case} is compared. Campaigns: {listed}.",
                case=store.path.name,
                listed=", ".join(found) or "-",
            )
        return dossier.campaign_group(store, found[0])

    def _store(self, where: Where) -> CaseStore:
        store = getattr(where, "_store", None)
        if isinstance(store, CaseStore):
            return store
        path = Path(str(where))
        if not path.exists():
            raise UsageError("{path}: there is no such case or signature.", path=path)
        if path.resolve() not in self._stores:
            self._stores[path.resolve()] = self._stack.enter_context(CaseStore.open(path))
        return self._stores[path.resolve()]
