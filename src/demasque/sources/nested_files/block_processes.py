"""Several processes that read blocks of one file; their answers come in the order of the file."""

import subprocess
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Final

from demasque.child_process import ended, program, receive, send, started
from demasque.errors import DemasqueError
from demasque.sources.nested_files.block_messages import (
    ANSWERED,
    AskedBlock,
    Begin,
    BlockRows,
    Edits,
    Known,
    begin,
)
from demasque.sources.readers.line_blocks import line_blocks
from demasque.sources.source import Reading

LARGE: Final = 256 << 20
"""Bytes from which the processes save more than starting them takes: computed, 157 MB for X's."""
_UNPACKED: Final = 5  # times as large as a compressed file is taken to be
_MOST: Final = 4  # more read faster than one can protect and write what they read
_AHEAD: Final = 2  # blocks a process that are asked for or waited for: memory for speed
PROGRAM: Final = program("demasque.sources.nested_files.block_worker")


class BlockProcesses:
    """Processes that read blocks by one description of a format, until :meth:`end`.

    ``apart`` is where the description stands, as "module:name". Raw ids go through pipes alone.
    """

    def __init__(self, reading: Reading, apart: str, count: int) -> None:
        self._reading = reading
        first = begin(reading.sample, reading.fields, reading.source_file)
        self._helpers = [_Helper(apart, reading.file.name, first) for _ in range(count)]
        self._free: SimpleQueue[_Helper] = SimpleQueue()
        for helper in self._helpers:
            self._free.put(helper)
        self._pool = ThreadPoolExecutor(count)

    def tell(self, known: Known) -> None:
        """Tell all processes what to read rows with; only while nothing is asked of them."""
        for helper in self._helpers:
            helper.untold.append(known)

    def edits(self) -> Iterator[Edits]:
        """Which posts each block of the file shows as edited."""
        blocks = self.blocks(edits=True)
        return (each for each in self._answers(blocks) if isinstance(each, Edits))

    def rows(self, blocks: Iterator[AskedBlock]) -> Iterator[BlockRows]:
        """The rows of each of some blocks."""
        return (each for each in self._answers(blocks) if isinstance(each, BlockRows))

    def blocks(self, edits: bool = False) -> Iterator[AskedBlock]:
        """The blocks of the file, as they are asked for."""
        file = self._reading.file
        for block in line_blocks(file):
            cut = file.cut and str(file.cut)  # a sentence that filled no place is its form
            yield AskedBlock(block.data, block.before, block.lines, cut, edits)

    def _answers(self, blocks: Iterator[AskedBlock]) -> Iterator[Edits | BlockRows]:
        waiting: deque[Future[Edits | BlockRows]] = deque()
        for block in blocks:
            waiting.append(self._pool.submit(self._answer, block))
            if len(waiting) >= _AHEAD * len(self._helpers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _answer(self, block: AskedBlock) -> Edits | BlockRows:
        helper = self._free.get()
        try:
            return helper.answer(block)
        finally:
            self._free.put(helper)

    def end(self) -> None:
        """End the processes, whatever they do."""
        for helper in self._helpers:
            ended(helper.running)
        self._pool.shutdown(cancel_futures=True)


class _Helper:
    """One process, and what it has to be told before it is asked next."""

    def __init__(self, apart: str, file: str, first: Begin) -> None:
        self.running: subprocess.Popen[bytes] = started(PROGRAM, apart)
        self.untold: list[Begin | Known] = [first]
        self._file = file

    def answer(self, block: AskedBlock) -> Edits | BlockRows:
        assert self.running.stdin is not None
        assert self.running.stdout is not None
        try:
            while self.untold:
                send(self.running.stdin, self.untold.pop(0))
            send(self.running.stdin, block)
            written = receive(self.running.stdout)
        except (OSError, ValueError):
            written = None
        if written is None:
            raise DemasqueError(
                "{name} was not read: a process that read a part of it was ended, maybe for want "
                "of memory.",
                name=self._file,
            )
        answer: Edits | BlockRows = ANSWERED.decode(written)
        return answer


def processes_for(reading: Reading, apart: str | None) -> BlockProcesses | None:
    """The processes that a file is worth; None where this process reads it alone."""
    file = reading.file
    size = file.size * (_UNPACKED if file.packed else 1)
    count = min(reading.processes, _MOST)
    if apart is None or count < 2 or reading.sample.shape != "ndjson" or size < LARGE:
        return None
    return BlockProcesses(reading, apart, count)
