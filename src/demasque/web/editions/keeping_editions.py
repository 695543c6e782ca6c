"""Which edition is shown now, and how the case is worked on from the page."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self

from demasque.api import Case, open_case
from demasque.case import SnapshotStore
from demasque.progress import Progress, quiet
from demasque.web.editions.edition import Edition


class EditionKeeper:
    """Keeps an edition of the case in folder ``case``, and takes a new one when that changed."""

    def __init__(self, case: Path) -> None:
        self.case = case
        self._lock = RLock()
        self._edition: Edition | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="demasque-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._edition is not None:
            self._edition.store.close()
        self._folder.cleanup()

    def prepare(self, progress: Progress = quiet) -> None:
        """Take the first edition, and read what most pages need."""
        self.renew()
        self.current().prepare(progress)

    def current(self) -> Edition:
        """The edition that is shown now."""
        if self._edition is None:
            self.renew()
        assert self._edition is not None
        return self._edition

    def renew(self) -> Edition:
        """Take a new edition, which is shown from now on."""
        with self._lock:
            number = 1 if self._edition is None else self._edition.number + 1
            folder = Path(self._folder.name) / str(number)
            folder.mkdir()
            store = SnapshotStore.take(self.case, folder, wait_seconds=30.0)
            self._edition = Edition(store, number)
            return self._edition

    @contextmanager
    def working(self, wait_seconds: float = 5.0) -> Iterator[Case]:
        """The case, open to be worked on; pages show what came of it when the block has ended.

        Raises DemasqueError where another command works on it still after ``wait_seconds``.
        """
        with open_case(self.case, wait_seconds=wait_seconds) as case:
            yield case
        self.renew()
