"""How a case and its watch are doing, without waiting for whoever works on it."""

from dataclasses import dataclass
from pathlib import Path

from demasque.case import CaseStore, CaseTakenError
from demasque.watch.operating.case_figures import CaseFigures
from demasque.watch.operating.feed_states import FeedState, feed_states
from demasque.watch.operating.watch_state import WatchState, is_watched
from demasque.watch.rounds.inbox import Inbox
from demasque.watch.sinks import SinkState, sink_states


@dataclass(frozen=True)
class CaseStatus:
    """A case now.

    ``figures`` are those of now; where a command is ``at_work`` on the case, those after the last
    round of its watch, and None where it never had one. ``watch`` is what the last watch said,
    ``watched`` whether it lives. ``waiting`` counts the files in its inbox, ``rejected`` those that
    could not be read, all told. ``sinks`` are those of the last watch; none where the case is at
    work.
    """

    figures: CaseFigures | None
    at_work: bool
    watch: WatchState | None
    watched: bool
    feeds: tuple[FeedState, ...] = ()
    sinks: tuple[SinkState, ...] = ()
    waiting: int = 0
    rejected: int = 0


def case_status(path: Path) -> CaseStatus:
    """Read how a case is doing; nothing is changed, and nobody is waited for.

    Raises what :meth:`CaseStore.open` raises of a case that is damaged, or none.
    """
    sinks: list[SinkState] = []
    try:
        with CaseStore.open(path, 0.0) as store:
            figures, at_work = CaseFigures.of(store, store.findings_run()), False
            sinks = sink_states(store)
    except CaseTakenError:
        figures, at_work = None, True
    watch = WatchState.read(path)
    if watch is None:
        return CaseStatus(figures, at_work, None, watched=False, sinks=tuple(sinks))
    inbox = Inbox(watch.inbox)
    return CaseStatus(
        figures=watch.figures if figures is None else figures,
        at_work=at_work,
        watch=watch,
        watched=is_watched(path),
        feeds=tuple(feed_states(watch.inbox)),
        sinks=tuple(sinks),
        waiting=inbox.waiting(),
        rejected=inbox.rejected(),
    )
