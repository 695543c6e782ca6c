"""Bluesky's Jetstream, read from where the last run ended, reconnected whenever it breaks.

This module takes the extra ``collect`` and is imported only when something is collected.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import stamina
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, WebSocketException

from demasque.collect.matching import Match
from demasque.collect.network_feed import AGENT
from demasque.collect.networks.jetstream_address import (
    MOST_FRAME,
    OVERLAP,
    OVERLAP_ELSEWHERE,
    PUBLIC_HOSTS,
    Frames,
    host_address,
    subscription,
)
from demasque.collect.networks.jetstream_events import STREAM, JetstreamEvents
from demasque.collect.record_sink import RecordSink
from demasque.errors import DemasqueError
from demasque.sentences import Sentence

_LOOK: Final = 0.1  # seconds between two looks at whether to stop
_GAP: Final = timedelta(minutes=1)
"""Of the network's time. A server goes back by 36 hours; what is older, it leaves out and says
nothing."""
_WORTH: Final = 5.0
"""Seconds that a connection must last for the next one to be tried at once."""
_WAITING: Final = 256  # frames that wait to be read, at most: memory stays flat
_PATIENCE: Final = 1.0  # seconds for a server to say goodbye
_WAIT_MOST: Final = 60.0  # seconds between two attempts, at most
_BUSY: Final = frozenset({408, 425, 429})
_MENDABLE: Final = (OSError, TimeoutError, WebSocketException)


class JetstreamFeed:
    """Posts of the network as they are made.

    ``hosts`` are asked in turn; ``dictionary`` is the file of Jetstream's zstd dictionary, without
    which frames come as text. ``stall`` is in seconds. ``say`` takes sentences about connections.
    """

    network = "jetstream"

    def __init__(
        self,
        match: Match,
        hosts: Sequence[str],
        dictionary: Path | None,
        stall: float,
        say: Callable[[Sentence], None],
    ) -> None:
        self._match, self._stall, self._say = match, stall, say
        self._hosts = tuple(dict.fromkeys(map(host_address, hosts or PUBLIC_HOSTS)))
        self._frames = Frames(dictionary)
        self._turn, self._read_from = 0, ""
        self._connections = 0
        self._refusals = 0
        self.source = ", ".join(self._hosts)

    def run(self, sink: RecordSink, stop: threading.Event) -> None:
        """Hand on what is wanted until ``stop`` is set.

        Raise DemasqueError where every host answers, and none as a Jetstream does.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            asyncio.run(self._run(sink, stop))
            return
        # Notebooks run a loop of their own in this thread.
        with ThreadPoolExecutor(1) as thread:
            ended = thread.submit(lambda: asyncio.run(self._run(sink, stop)))
            try:
                ended.result()
            except KeyboardInterrupt:
                stop.set()
                raise

    async def _run(self, sink: RecordSink, stop: threading.Event) -> None:
        tasks = [
            asyncio.create_task(self._stay_connected(sink)),
            asyncio.create_task(_until(stop, sink)),
        ]
        done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for task in done:
            task.result()

    async def _stay_connected(self, sink: RecordSink) -> None:
        events = JetstreamEvents(self._match, sink)
        while True:
            async for attempt in stamina.retry_context(
                on=_MENDABLE,
                attempts=None,
                timeout=None,
                wait_initial=0.5,
                wait_max=_WAIT_MOST,
                wait_jitter=1.0,
            ):
                with attempt:
                    await self._connection(self._hosts[self._turn], sink, events)

    async def _connection(self, host: str, sink: RecordSink, events: JetstreamEvents) -> None:
        """Read one connection to its end; raise what ended it if it was of no use."""
        reached = sink.cursor(STREAM)
        cursor = None if reached is None else int(reached)
        back = OVERLAP if host == self._read_from else OVERLAP_ELSEWHERE
        start = None if cursor is None else cursor - back
        address = subscription(host, start, compressed=self._frames.compressed)
        began = sink.clock.ticks()
        try:
            async with connect(
                address,
                max_size=MOST_FRAME,
                max_queue=_WAITING,
                close_timeout=_PATIENCE,
                user_agent_header=AGENT,
            ) as connection:
                self._note_connection(host, sink)
                await self._read(connection, sink, events, cursor)
        except _MENDABLE as error:
            self._weigh(host, error)
            if sink.clock.ticks() - began < _WORTH:
                self._turn = (self._turn + 1) % len(self._hosts)
                raise

    async def _read(
        self,
        connection: ClientConnection,
        sink: RecordSink,
        events: JetstreamEvents,
        cursor: int | None,
    ) -> None:
        while True:
            async with asyncio.timeout(self._stall):
                frame = await connection.recv()
            moment = events.take(self._frames.message(frame))
            if moment is not None and cursor is not None:
                _note_gap(sink, cursor, moment)
                cursor = None

    def _note_connection(self, host: str, sink: RecordSink) -> None:
        sink.state.source = self._read_from = host
        sink.counts.reconnected += self._connections > 0
        self._connections += 1
        self._refusals = 0
        self._say(Sentence("Reading from {host}.", host=host))

    def _weigh(self, host: str, error: Exception) -> None:
        """Say that a connection broke; give up once every host in turn refuses for good."""
        reason = str(error) or type(error).__name__
        if isinstance(error, TimeoutError):
            reason = Sentence("no answer in time")
        self._say(Sentence("{host}: the connection broke: {reason}.", host=host, reason=reason))
        refused = isinstance(error, InvalidHandshake)
        if isinstance(error, InvalidStatus):
            status = error.response.status_code
            refused = 400 <= status < 500 and status not in _BUSY
        self._refusals = self._refusals + 1 if refused else 0
        if self._refusals >= len(self._hosts):
            raise DemasqueError(
                "{host} answers, but not as a Jetstream does: {reason}.", host=host, reason=reason
            ) from error


async def _until(stop: threading.Event, sink: RecordSink) -> None:
    """Wait until ``stop`` is set; what was read is put on the disk meanwhile."""
    while not stop.is_set():
        sink.rest()
        await asyncio.sleep(_LOOK)


def _note_gap(sink: RecordSink, cursor: int, moment: int) -> None:
    """Note what the server left out between where it was asked to begin and where it began."""
    asked, began = (datetime.fromtimestamp(each / 1e6, UTC) for each in (cursor, moment))
    if began - asked > _GAP:
        sink.state.note_gap(asked, began)
