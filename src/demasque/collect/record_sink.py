"""Where records go: into files that appear whole, each once, whatever ends the run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from demasque.clocks import Clock
from demasque.collect.collect_state import CollectState
from demasque.collect.kept_records import KeptRecords
from demasque.collect.rotated_files import EVERY, MOST_BYTES, RotatedFiles
from demasque.errors import DemasqueError

_SETTLE_EVERY: Final = 1.0
"""Seconds between two waits for the disk. Tried: 0.2 to 5; a record is at most this late."""

Settling = Callable[[CollectState], None]
"""Called each time that records were put on the disk."""


def unheard(state: CollectState) -> None:
    """Listen to nothing."""


class RecordSink:
    """What of one network is kept in a folder.

    A feed calls :meth:`keep` and its siblings for what it read, then :meth:`advance`, and
    :meth:`rest` where it has nothing to read. Records and cursors count together, about once a
    second: a killed run is asked for again from the last cursor that counted, nothing is lost and
    nothing is there twice.
    """

    def __init__(
        self,
        folder: Path,
        network: str,
        clock: Clock,
        every: float = EVERY,
        most_bytes: int = MOST_BYTES,
        settled: Settling = unheard,
    ) -> None:
        self.folder, self.clock, self._settled = folder, clock, settled
        self.state = CollectState.from_folder(folder, network)
        self.counts = self.state.counts
        self._kept = KeptRecords(folder / f".collect-{network}.sqlite", clock)
        self._files = RotatedFiles(
            folder, network, clock, every, most_bytes, settled=self._kept.settled()
        )
        self._settled_at = clock.ticks()
        self._reached: dict[str, str] = {}
        self.state.running, self.state.started_at = True, clock.now().isoformat()
        self._settle()

    def hear(self) -> None:
        """Note that the network answered, were it that nothing is new: its feed is not silent."""
        self.state.last_record_at = self.clock.now().isoformat()

    def see(self, happened: datetime | None = None) -> None:
        """Count a record that was read; ``happened`` is the network's own time of it."""
        now = self.clock.now()
        self.counts.seen += 1
        self.state.last_record_at = now.isoformat()
        if happened is not None:
            self.counts.lag = round(max((now - happened).total_seconds(), 0.0), 3)

    def keep(
        self, record: str, content: bytes, author: str | None = None, version: str | None = None
    ) -> bool:
        """Write a record, unless it was before; ``record`` and ``author`` are identifiers.

        A record that changes has a ``version`` after the first: each is written once. Return
        whether it was written. ``content`` is JSON without a line's end in it.
        """
        new = self._kept.is_new(record, author)
        if version is not None:
            new = self._kept.is_new(f"{record} {version}") and (new or self._kept.knows(record))
        if not new:
            return False
        self._files.write(content)
        self.counts.kept += 1
        self.state.last_kept_at = self.clock.now().isoformat()
        return True

    def knows(self, record: str) -> bool:
        """Whether a record was kept and was not deleted since."""
        return self._kept.knows(record)

    def call(self, alias: str, record: str) -> None:
        """Note another name of a record, which must not hold its author's name in its own."""
        self._kept.call(alias, record)

    def called(self, alias: str) -> str | None:
        """The identifier of the record with this other name, if it is not gone."""
        return self._kept.called(alias)

    def delete(self, record: str, content: bytes) -> bool:
        """Write the notice that a record was deleted, if it was kept; return whether it was."""
        return self._gone(self._kept.forget(record), content)

    def delete_author(self, author: str, content: bytes) -> bool:
        """Write the notice that an account went, if any record of it was kept."""
        return self._gone(self._kept.forget_author(author), content)

    def cursor(self, stream: str) -> str | None:
        """How far a stream was read; None where it never was."""
        return self._reached.get(stream) or self._kept.cursor(stream)

    def advance(self, stream: str, cursor: str) -> None:
        """Note that all up to ``cursor`` was handed over."""
        self._reached[stream] = cursor
        self.rest()

    def rest(self) -> None:
        """Put on the disk what waits for it, where it is time."""
        if self.clock.ticks() - self._settled_at >= _SETTLE_EVERY:
            self._settle()

    def close(self) -> None:
        """Write everything down, end the file, let others in."""
        self.state.running = False
        self._settle(last=True)
        self._kept.close()

    def abandon(self) -> None:
        """Leave all as it was last settled: the next run asks for the rest again."""
        self._files.abandon()
        self._kept.close()

    def _gone(self, known: bool, content: bytes) -> bool:
        if known:
            self._files.write(content)
            self.counts.deleted += 1
        return known

    def _settle(self, *, last: bool = False) -> None:
        try:
            self._put_down(last)
        except OSError as error:
            # Not an OSError any more: what mends connections must not take it for one that broke.
            raise DemasqueError(
                "{folder} cannot be written: {reason}", folder=self.folder, reason=error
            ) from error
        self._settled_at = self.clock.ticks()
        self._settled(self.state)

    def _put_down(self, last: bool) -> None:
        # In this order: what counts is on the disk, and a file that has its place counts.
        for stream, cursor in self._reached.items():
            self._kept.advance(stream, cursor)
        self._kept.settle(self._files.flush())
        self._reached.clear()
        if last or self._files.due:
            self._files.turn()
        self.state.write(self.folder)


@contextmanager
def opened_sink(
    folder: Path,
    network: str,
    clock: Clock,
    every: float = EVERY,
    most_bytes: int = MOST_BYTES,
    settled: Settling = unheard,
) -> Iterator[RecordSink]:
    """Lend a sink to one feed; nobody else collects from this network into this folder meanwhile.

    ``settled`` hears about once a second how it is doing. Raise DemasqueError where somebody does,
    or the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f".collect-{network}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise DemasqueError(
            "{folder} is being written already: another run collects from {network} into it.",
            folder=folder,
            network=network,
        ) from None
    try:
        sink = RecordSink(folder, network, clock, every, most_bytes, settled)
        try:
            yield sink
        except BaseException:
            _closed_somehow(sink)
            raise
        sink.close()
    finally:
        lock.release()


def _closed_somehow(sink: RecordSink) -> None:
    """Keep what a feed handed over before it failed, unless it is the disk that fails."""
    try:
        sink.close()
    except DemasqueError:
        sink.abandon()
