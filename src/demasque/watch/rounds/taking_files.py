"""From the inbox into the case: which files a round takes, what became of each, where each goes."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import duckdb

from demasque.api import Case
from demasque.case import CaseStore
from demasque.clocks import Clock
from demasque.errors import DemasqueError, Sentence
from demasque.ingest import AddedFile, is_machines
from demasque.media import AddedMedia
from demasque.progress import Progress
from demasque.watch.rounds.inbox import SETTLED_SECONDS, Inbox
from demasque.wording import Wording

Became = AddedFile | AddedMedia | Exception


class PassingError(DemasqueError):
    """Something that may pass keeps a round from its end: nothing is lost, it is tried again."""


@dataclass
class Arrivals:
    """What became of the files of a round: names of those taken, and of the others why not.

    ``doubts`` are sentences on files that were taken.
    """

    taken: list[str] = field(default_factory=list)
    rejected: dict[str, Sentence] = field(default_factory=dict)
    doubts: list[Sentence] = field(default_factory=list)


def whole_files(inbox: Inbox, clock: Clock, stop: threading.Event) -> list[str]:
    """The names, in order, of files that are whole; waits some seconds where only that shows it."""
    first = inbox.look()
    if not inbox.must_settle(first):
        return inbox.with_readable_names(first.settled(first))
    if clock.wait(SETTLED_SECONDS, stop):
        return []
    return inbox.with_readable_names(first.settled(inbox.look()))


def add_arrivals(
    store: CaseStore,
    inbox: Inbox,
    names: Sequence[str],
    words: Wording,
    progress: Progress,
    discard: bool = False,
) -> Arrivals:
    """Add files that lie in the inbox, and move each where it belongs; what became of them.

    With ``discard``, exports are deleted, as the case has a copy; folders and zips are not, as it
    keeps only what belongs to its posts. A file that changed while it was read stays: it comes
    again. Reasons are written in the
    language of ``words``. Raises PassingError where the machine kept a file from being read:
    that one stays, and so do those that come after it.
    """
    states = {name: inbox.state(name) for name in names}
    here = [name for name in names if states[name] is not None]
    arrivals = Arrivals()
    for name, became in _added_together(store, inbox, here, progress):
        _refuse_trouble(store, became)
        if inbox.state(name) != states[name]:
            continue
        problem = _problem(became)
        if problem is None:
            put = inbox.discard if discard and isinstance(became, AddedFile) else inbox.take
            put(name)
            arrivals.taken.append(name)
            arrivals.doubts += _doubts(became)
        else:
            inbox.reject(name, words.say(problem))
            arrivals.rejected[name] = problem
    return arrivals


def trouble(error: Exception) -> PassingError:
    """The same, as something that may pass."""
    said = error.sentence if isinstance(error, DemasqueError) else Sentence(_in_short(error))
    return PassingError(
        Sentence(
            "The machine keeps this round from its end ({reason}). Nothing is lost; it is tried "
            "again.",
            reason=said,
        )
    )


def _added_together(
    store: CaseStore, inbox: Inbox, names: Sequence[str], progress: Progress
) -> Iterable[tuple[str, Became]]:
    """Each name, and what became of it, or the error that it ran into.

    All in one run; where one file stops them all, one after another: adding twice adds nothing.
    """
    if not names:
        return []
    try:
        paths = [inbox.path(name) for name in names]
        added = Case(store).add(*paths, keep_media=True, progress=progress)
        return list(zip(names, added, strict=True))
    except Exception as error:
        if len(names) == 1:
            return [(names[0], error)]
    return ((name, _added(store, inbox, name, progress)) for name in names)


def _added(store: CaseStore, inbox: Inbox, name: str, progress: Progress) -> Became:
    try:
        return Case(store).add(inbox.path(name), keep_media=True, progress=progress)[0]
    except Exception as error:
        return error


def _refuse_trouble(store: CaseStore, became: Became) -> None:
    """Raise PassingError where the machine, or the case's store, is what a file ran into."""
    if isinstance(became, Exception):
        if is_machines(became):
            raise trouble(became) from became
    else:
        exports = became.exports if isinstance(became, AddedMedia) else (became,)
        for each in exports:
            if each.may_pass and each.problem is not None:
                raise trouble(DemasqueError(Sentence(each.problem)))
    if _problem(became) is not None:
        try:
            store.sql("SELECT count(*) FROM files")
        except duckdb.Error as error:  # opened again, it says what is wrong with it
            raise trouble(error) from error


def _problem(became: Became) -> Sentence | None:
    """Why a file could not be read at all, if it could not."""
    if isinstance(became, DemasqueError):
        return became.sentence
    if isinstance(became, Exception):
        return Sentence(
            "This file brings demasque to a fault ({kind}: {reason}). Please report it.",
            kind=type(became).__name__,
            reason=_in_short(became),
        )
    return None if became.problem is None else Sentence(became.problem)


def _doubts(became: Became) -> list[Sentence]:
    if isinstance(became, Exception):
        return []
    said = [Sentence(each) for each in became.warnings]
    if isinstance(became, AddedMedia):
        said += [Sentence(each.problem) for each in became.exports if each.problem is not None]
    return said


def _in_short(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).splitlines() or [type(error).__name__])[0]
