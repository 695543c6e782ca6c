"""Which edition is shown now, and how the case is worked on from the page."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, RLock
from types import TracebackType
from typing import Final, Self

from demasque.api import Case, open_case
from demasque.case import SnapshotFolder, SnapshotStore, at_work, case_stamp, snapshot_folder
from demasque.errors import DemasqueError
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence
from demasque.web.editions.edition import Edition

TAKEN_OUT: Final = Sentence(
    "Something was taken out of this case for good. What is left of it is shown as soon as the "
    "command that is at work on it has ended."
)
"""Said instead of every page while the only copy is one that must not be shown any more."""


class WithheldError(DemasqueError):
    """There is nothing that may be shown now: the copy holds what was taken out of the case."""

    def __init__(self) -> None:
        super().__init__(TAKEN_OUT.form)


def _say_nothing(_: str) -> None:
    return None


@dataclass(frozen=True)
class CaseState:
    """How what is shown stands to the case. ``at_work_since`` is UTC."""

    number: int  # of the edition that is shown
    at_work_since: datetime | None = None  # another command works on the case
    renewing: bool = False  # the case has changed: what came of it is being read
    problem: Sentence | None = None  # why what came of it cannot be shown
    withheld: Sentence | None = None  # why nothing is shown


class EditionKeeper:
    """Keeps an edition of the case in folder ``case``, and takes a new one when that changed.

    Editions are copies inside the case's folder; an edition's files go when another one is shown
    and the last page that is read from it has been sent. Safe to use from several threads.
    """

    def __init__(self, case: Path) -> None:
        self.case = case
        self._taking = RLock()  # held while a copy is made: seconds
        self._lock = Lock()  # held while one takes the place of another: an instant
        self._folder: SnapshotFolder | None = None
        self._edition: Edition | None = None
        self._withheld = False  # what was shown last holds what was taken out of the case
        self._taken = 0
        self._readers: Counter[int] = Counter()  # by number of edition
        self._retired: dict[int, Edition] = {}
        self._state = CaseState(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            open_ones = [*self._retired.values(), *([self._edition] if self._edition else [])]
            self._retired, self._edition = {}, None
        with ExitStack() as last:
            if self._folder is not None:
                last.callback(self._folder.remove)  # whatever becomes of the others
            for each in open_ones:
                last.callback(each.close)

    @property
    def state(self) -> CaseState:
        """How what is shown stands to the case now."""
        edition = self._edition
        number = 0 if edition is None else edition.number
        withheld = self._withheld or (edition is not None and edition.store.withdrawn)
        return replace(self._state, number=number, withheld=TAKEN_OUT if withheld else None)

    def prepare(
        self, progress: Progress = quiet, on_wait: Callable[[str], None] = _say_nothing
    ) -> None:
        """Take the first edition, and read what the first pages need.

        Waits while another command works, and tells ``on_wait`` so once.
        """
        with self._taking:
            edition = self._take(30.0, on_wait)
            edition.prepare(progress)
            self._show(edition)

    def current(self) -> Edition:
        """The edition that is shown now. Who reads from it for long uses :meth:`reading`.

        Raises WithheldError where something was taken out of the case for good since, and no later
        edition is there yet: never shows it meanwhile, however long commands work.
        """
        edition = self._edition
        if self._withheld or (edition is not None and edition.store.withdrawn):
            raise WithheldError
        return self.renew() if edition is None else edition

    @contextmanager
    def reading(self) -> Iterator[Edition]:
        """The edition that is shown now; its copy stays at least until the block has ended.

        Raises WithheldError as :meth:`current` does.
        """
        self.current()
        with self._lock:
            edition = self._edition
            if edition is None:  # withheld since
                raise WithheldError
            self._readers[edition.number] += 1
        try:
            yield edition
        finally:
            with self._lock:
                self._readers[edition.number] -= 1
            self._clear()

    def renew(self, wait_seconds: float = 30.0) -> Edition:
        """Take a new edition, which is shown from now on.

        Raises DemasqueError where a command still works on the case after ``wait_seconds``.
        """
        with self._taking:
            edition = self._take(wait_seconds)
            self._show(edition)
        return edition

    def follow(self) -> None:
        """Show the case as it is now, if no command works on it and one has.

        What the first pages need is read before the new edition is shown; not so where something
        was taken out of the case for good, which must not be shown longer than can be helped.
        """
        try:
            self._look()
        except DemasqueError as error:
            self._state = CaseState(0, problem=error.sentence)
        except OSError as error:
            reason = error.strerror or str(error)
            unread = Sentence("The case cannot be read: {reason}.", reason=reason)
            self._state = CaseState(0, problem=unread)

    def _look(self) -> None:
        self.case.stat()  # asking for a lock would make the folder anew
        self._withhold()
        if at_work(self.case):
            since = self._state.at_work_since or datetime.now(UTC)
            self._state = CaseState(0, at_work_since=since)
            return
        if self._withheld:
            self.renew(1.0)
        elif self.current().store.stamp != case_stamp(self.case):
            self._follow_on()
        self._state = CaseState(0)

    def _withhold(self) -> None:
        """Let go of the copy that is shown where something was taken out of the case since."""
        with self._lock:
            shown = self._edition
            if shown is None or not shown.store.withdrawn:
                return
            self._withheld, self._edition = True, None
            self._retired[shown.number] = shown
        self._clear()

    def _follow_on(self) -> None:
        self._state = CaseState(0, renewing=True)
        with self._taking:
            edition = self._take(1.0)
        edition.prepare()
        self._show(edition)

    @contextmanager
    def working(self, wait_seconds: float = 5.0) -> Iterator[Case]:
        """The case, open to be worked on; pages show what came of it when the block has ended.

        Raises DemasqueError where another command works on it still after ``wait_seconds``.
        """
        with open_case(self.case, wait_seconds=wait_seconds) as case:
            yield case
        try:
            self.renew(wait_seconds)
        except DemasqueError:  # another command came between: its end is followed
            self.follow()

    def folder_for(self, name: str) -> Path:
        """Make a folder for files made of the case: they go when copies of it have to go.

        Raises DemasqueError where a command still works on a case of which there is no copy yet.
        """
        with self._taking:
            if self._folder is None:
                self._folder = snapshot_folder(self.case)
            place = self._folder.path / name
        place.mkdir(mode=0o700)
        return place

    def _take(self, wait_seconds: float, on_wait: Callable[[str], None] = _say_nothing) -> Edition:
        if self._folder is None:
            self._folder = snapshot_folder(self.case, wait_seconds, on_wait)
        self._taken += 1
        place = self._folder.path / str(self._taken)
        place.mkdir(mode=0o700)
        try:
            store = SnapshotStore.take(self.case, place, wait_seconds, on_wait)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return Edition(store, self._taken, self._edition)

    def _show(self, edition: Edition) -> None:
        """Let this edition be shown, unless a later one is."""
        with self._lock:
            shown = self._edition
            if shown is not None and shown.number > edition.number:
                self._retired[edition.number] = edition
            else:
                self._edition, self._withheld = edition, False
                if shown is not None:
                    self._retired[shown.number] = shown
        self._clear()

    def _clear(self) -> None:
        """Delete the editions that are shown no more and read by nobody."""
        with self._lock:
            gone = [each for number, each in self._retired.items() if not self._readers[number]]
            for each in gone:
                del self._retired[each.number], self._readers[each.number]
        for each in gone:
            each.close()
            if self._folder is not None:
                shutil.rmtree(self._folder.path / str(each.number), ignore_errors=True)
