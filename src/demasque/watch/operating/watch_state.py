"""One watch per case, and what it says of itself to others: which read it while a round works."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from demasque.atomic import replacing_file
from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.watch.operating.case_figures import CaseFigures
from demasque.watch.operating.done_round import Round

LOCK, STATE = ".watch", ".watching.json"


@dataclass(frozen=True)
class WatchState:
    """What ``.watching.json`` in the case holds. Times are UTC, ``every`` is in seconds.

    ``at_work_since`` is when the round at work began, None between rounds. ``last_*`` are about the
    last round that had anything to do; ``ended_at`` is when a round last came to its end, with or
    without. ``problem`` is what keeps rounds from their end, ``stopped_at`` when the watch ended.
    """

    pid: int
    since: datetime
    inbox: Path
    every: float
    at_work_since: datetime | None = None
    ended_at: datetime | None = None
    next_at: datetime | None = None
    last_round: int | None = None
    last_at: datetime | None = None
    last_files: int = 0
    last_rejected: int = 0
    last_posts: int = 0
    problem: Sentence | None = None
    stopped_at: datetime | None = None
    figures: CaseFigures = field(default_factory=CaseFigures)

    def write(self, case: Path) -> None:
        """Put it into the case, in place of what was there."""
        with replacing_file(case / STATE, durable=False) as draft:
            draft.write_text(self._record() + "\n", "utf-8")

    def _record(self) -> str:
        kept = asdict(self) | {"problem": None if self.problem is None else self.problem.record()}
        return json.dumps(kept, default=_plain, indent=1, ensure_ascii=False)

    @classmethod
    def read(cls, case: Path) -> "WatchState | None":
        """What the last watch said; None where there was none, or it cannot be read."""
        try:
            return _read(json.loads((case / STATE).read_bytes()))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


class StateWriter:
    """Keeps the state of a watch in its case up to date."""

    def __init__(self, case: Path, state: WatchState) -> None:
        self._case = case
        self._state = state
        state.write(case)

    def begins(self, now: datetime) -> None:
        """A round begins."""
        self._put(at_work_since=now)

    def ends(self, done: Round, now: datetime, next_at: datetime, waiting: int) -> None:
        """A round has ended."""
        last: dict[str, Any] = {}
        if done.number is not None:
            last = {
                "last_round": done.number,
                "last_at": now,
                "last_files": len(done.taken),
                "last_rejected": len(done.rejected),
                "last_posts": done.posts,
            }
        self._put(
            at_work_since=None,
            ended_at=now,
            next_at=next_at,
            problem=None,
            figures=done.figures,
            **last,
        )

    def is_kept(self, why: Sentence, now: datetime, next_at: datetime) -> None:
        """A round could not come to its end."""
        self._put(at_work_since=None, problem=why, next_at=next_at)

    def stops(self, why: Sentence | None, now: datetime) -> None:
        """The watch ends."""
        self._put(at_work_since=None, next_at=None, stopped_at=now, problem=why)

    def _put(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        # A full disk keeps it from being told, and nothing else.
        try:
            self._state.write(self._case)
        except OSError:
            return


@contextmanager
def only_watch(case: Path) -> Iterator[None]:
    """Be the case's one watch in the block. DemasqueError where there is another."""
    held = _lock(case)
    try:
        held.acquire(blocking=False)
    except Timeout:
        raise _taken(case) from None
    try:
        yield
    finally:
        held.release()


def refuse_second(case: Path) -> None:
    """DemasqueError where a case is watched, before its round at work is waited for."""
    if is_watched(case):
        raise _taken(case)


def _taken(case: Path) -> DemasqueError:
    other = WatchState.read(case)
    return DemasqueError(
        "This case is watched already, by process {pid}: demasque status {case} says more.",
        pid="?" if other is None else str(other.pid),
        case=case,
    )


def is_watched(case: Path) -> bool:
    """Whether a watch lives; a killed one does not."""
    if not (case / LOCK).exists():
        return False
    held = _lock(case)
    try:
        held.acquire(blocking=False)
    except Timeout:
        return True
    held.release()
    return False


def new_state(
    case: Path, since: datetime, inbox: Path, every: float, figures: CaseFigures
) -> WatchState:
    """The state of a watch of this process that begins; what earlier ones did last stays known."""
    begun = WatchState(os.getpid(), since, inbox.absolute(), every, figures=figures)
    earlier = WatchState.read(case)
    if earlier is None:
        return begun
    return replace(
        begun,
        last_round=earlier.last_round,
        last_at=earlier.last_at,
        last_files=earlier.last_files,
        last_rejected=earlier.last_rejected,
        last_posts=earlier.last_posts,
    )


def _lock(case: Path) -> FileLock:
    return FileLock(case / LOCK, mode=0o644, thread_local=False)


_TIMES: Final = ("since", "at_work_since", "ended_at", "next_at", "last_at", "stopped_at")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _read(kept: dict[str, Any]) -> WatchState:
    for name in _TIMES:
        kept[name] = _time(kept[name])
    figures = kept.pop("figures")
    figures["detected_at"] = _time(figures["detected_at"])
    kept["inbox"] = Path(kept["inbox"])
    if kept["problem"] is not None:
        kept["problem"] = Sentence.recorded(kept["problem"])
    return WatchState(**kept, figures=CaseFigures(**figures))


def _time(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
