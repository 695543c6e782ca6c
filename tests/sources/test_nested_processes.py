"""Several processes that read a nested file give what one gives, or say that one was ended."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import Sample
from samples import SAMPLES
from test_typed_records import BY_TYPE, changed, edited_replies, records_of, repeats_and_quotes

from demasque.case import CaseStore
from demasque.ingest import add_files, adding_files
from demasque.sources import SOURCES, InputFile, Reading, take_sample
from demasque.sources.mapping import builder
from demasque.sources.mapping.nested import Nested
from demasque.sources.nested_files import block_processes, nested_reader
from demasque.sources.nested_files.block_messages import ANSWERED, TOLD, begin
from demasque.sources.nested_files.block_reader import BlockReader, described
from demasque.sources.readers import line_blocks
from demasque.sources.recognition import named_source

DESCRIBED = (*BY_TYPE, "bluesky-jetstream")
NDJSON = [s for s in SAMPLES if s.source in DESCRIBED]
DAMAGED = [
    b"{", b"\xff", b"[1]", b'{"data":1}', b'{"id":"\xff"}', b"", b'{"a":1e999}', b'{"new":[NaN]}',
]  # fmt: skip


class HereInTurn(block_processes.BlockProcesses):
    """Readers that know nothing of each other, with all messages between, but in this process."""

    def __init__(self, reading: Reading, apart: str, count: int) -> None:
        self._reading = reading
        told = TOLD.decode(packed(begin(reading.sample, reading.fields, reading.source_file)))
        self._helpers = [BlockReader(described(apart), told) for _ in range(count)]
        self._turns = cycle(self._helpers)
        self._pool = ThreadPoolExecutor(1)

    def tell(self, known: Any) -> None:
        for reader in self._helpers:
            reader.know(TOLD.decode(packed(known)))

    def _answer(self, block: Any) -> Any:
        return ANSWERED.decode(packed(next(self._turns).answer(TOLD.decode(packed(block)))))

    def end(self) -> None:
        self._pool.shutdown()


packed = msgspec.msgpack.encode


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Files, blocks and batches are as small as tests need."""
    monkeypatch.setattr(block_processes, "LARGE", 1)
    monkeypatch.setattr(line_blocks, "BLOCK", 20_000)
    monkeypatch.setattr(builder, "ROWS_PER_BATCH", 40)
    monkeypatch.setattr(nested_reader, "_ITEMS_LOOKED_AT", 20)
    return monkeypatch


def batches(path: Path, named: str, processes: int) -> Any:
    """All that reading a file gives: each batch, and what was noted on the way."""
    file = InputFile(path)
    sample, source = take_sample(file), named_source(SOURCES, named)
    reading = Reading(file, sample, "f" * 64, fields=source.fields(sample), processes=processes)
    given = [
        (batch.rows, {name: table.to_pydict() for name, table in batch.tables.items()})
        for batch in source.read(reading)
    ]
    fields = reading.fields
    return given, fields.seen, fields.dropped, fields.warnings, file.cut


def lines_of(sample: Sample) -> list[bytes]:
    """The records of a format, one a line."""
    given_records = records_of(sample)
    if sample.source == "youtube-threads":
        given_records.append(edited_replies(sample.rows[0]))
    if sample.rows[0].get("source_platform") == "twitter.com":
        given_records.append(repeats_and_quotes(*sample.rows))
    return [json.dumps(record).encode() for record in given_records]


@pytest.mark.parametrize("sample", NDJSON, ids=lambda sample: sample.name)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_same_batches(tmp_path_factory, sample: Sample, data: Any) -> None:
    """Whatever stands in which block, damaged lines and keys that come late included."""
    lines = lines_of(sample) * data.draw(st.integers(1, 30))
    for _ in range(data.draw(st.integers(0, 8))):
        odd = json.dumps(
            changed(json.loads(data.draw(st.sampled_from(lines_of(sample)))), data.draw)
        )
        lines.insert(data.draw(st.integers(1, len(lines))), odd.encode())
    for odd in data.draw(st.lists(st.sampled_from(DAMAGED), max_size=3)):
        lines.insert(data.draw(st.integers(1, len(lines))), odd)
    content = b"\n".join(lines) + data.draw(st.sampled_from([b"", b"\n", b'\n{"cut']))
    if data.draw(st.booleans()):
        content = gzip.compress(content)
        content = content[: len(content) - data.draw(st.sampled_from([0, 5]))]
    path = tmp_path_factory.mktemp("shared") / "export"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(block_processes, "LARGE", 1)
        patched.setattr(block_processes, "BlockProcesses", HereInTurn)
        patched.setattr(line_blocks, "BLOCK", data.draw(st.sampled_from([300, 3_000, 20_000])))
        patched.setattr(builder, "ROWS_PER_BATCH", data.draw(st.sampled_from([3, 40, 20_000])))
        patched.setattr(nested_reader, "_ITEMS_LOOKED_AT", data.draw(st.integers(0, 20)))
        assert batches(path, sample.source, 2) == batches(path, sample.source, 1)


def test_descriptions_stand_where_processes_look() -> None:
    for source in SOURCES:
        home = sys.modules[source.read.__module__]
        for how in vars(home).values():
            if isinstance(how, Nested):
                assert how.apart is not None
                assert described(how.apart) is how


def test_processes_of_their_own(tmp_path: Path, small: pytest.MonkeyPatch) -> None:
    """With two passes over the file, and a key that comes late."""
    (sample,) = (s for s in NDJSON if s.source == "youtube-threads")
    lines = lines_of(sample) * 100
    late = json.loads(lines[100])
    late["items"][0]["late"] = 1
    lines[100] = json.dumps(late).encode()
    lines[150] = b"{"
    (tmp_path / "export").write_bytes(gzip.compress(b"\n".join(lines) + b"\n"))
    started: list[block_processes.BlockProcesses] = []
    begin_processes = block_processes.BlockProcesses.__init__

    def noted(self: block_processes.BlockProcesses, *given: Any) -> None:
        begin_processes(self, *given)
        started.append(self)

    small.setattr(block_processes.BlockProcesses, "__init__", noted)
    shared = batches(tmp_path / "export", sample.source, 2)
    assert [len(some._helpers) for some in started] == [2]
    assert all(helper.running.poll() is not None for helper in started[0]._helpers)
    assert shared == batches(tmp_path / "export", sample.source, 1)
    assert len(started) == 1
    assert any("lacks" in warning for warning in shared[3])
    assert "late" in shared[1]


@pytest.mark.parametrize(
    ("size", "processes", "content"),
    [(1 << 40, 2, b"{}\n{}\n"), (1, 1, b"{}\n{}\n"), (1, 2, b"[{}]")],
    ids=["a small file", "one core", "a document"],
)
def test_one_process_reads_what_is_not_worth_more(
    tmp_path: Path, small: pytest.MonkeyPatch, size: int, processes: int, content: bytes
) -> None:
    small.setattr(block_processes, "LARGE", size)
    (tmp_path / "export").write_bytes(content)
    file = InputFile(tmp_path / "export")
    reading = Reading(file, take_sample(file), "f" * 64, processes=processes)
    assert block_processes.processes_for(reading, "x:y") is None


def many_threads(folder: Path) -> Path:
    """A file of some blocks."""
    (sample,) = (s for s in NDJSON if s.source == "youtube-threads")
    (folder / "export.ndjson").write_bytes(b"\n".join(lines_of(sample) * 100) + b"\n")
    return folder / "export.ndjson"


def test_a_process_that_is_killed(tmp_path: Path, small: pytest.MonkeyPatch) -> None:
    """The file is as if it had never been added; said in one sentence, and no process is left."""
    small.setattr(adding_files, "cores", lambda: 2)
    asked: list[Any] = []
    rows: list[bool] = []
    answer = block_processes._Helper.answer

    def killed(self: Any, block: Any) -> Any:
        asked.append(self.running)
        rows.append(not block.edits)
        if sum(rows) == 3:
            os.kill(self.running.pid, signal.SIGKILL)
        return answer(self, block)

    path = many_threads(tmp_path)
    with CaseStore.create(tmp_path / "case") as store:
        small.setattr(block_processes._Helper, "answer", killed)
        (added,) = add_files(store, [path])
        assert added.problem == (
            "export.ndjson was not read: a process that read a part of it was ended, maybe for "
            "want of memory."
        )
        assert len(set(asked)) == 2
        assert all(running.poll() is not None for running in asked)
        assert store.sql("SELECT 1 FROM posts UNION ALL SELECT 1 FROM files").num_rows == 0
        small.setattr(block_processes._Helper, "answer", answer)
        (added,) = add_files(store, [path])
        assert added.problem is None
        assert added.posts > 0


INTERRUPTED = """
import sys, time
from demasque.cli import main
from demasque.ingest import adding_files
from demasque.sources.nested_files import block_processes, nested_reader
from demasque.sources.readers import line_blocks

block_processes.LARGE, line_blocks.BLOCK, nested_reader._ITEMS_LOOKED_AT = 1, 20_000, 20
adding_files.cores = lambda: 2
begin, put = block_processes.BlockProcesses.__init__, nested_reader.NestedReader.put

def noted(self, *given):
    begin(self, *given)
    print("processes", *(helper.running.pid for helper in self._helpers), flush=True)

def slowly(self, rows):
    print("reading", flush=True)
    time.sleep(0.3)
    put(self, rows)

block_processes.BlockProcesses.__init__, nested_reader.NestedReader.put = noted, slowly
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux what runs")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whoever_adds_is_stopped(tmp_path: Path, how: signal.Signals) -> None:
    """Nothing of the file is in the case, no process is left, and Ctrl-C has one sentence."""
    path = many_threads(tmp_path)
    CaseStore.create(tmp_path / "case").close()
    running = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, "add", str(tmp_path / "case"), str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    helpers = [int(word) for word in next(running.stdout).split()[1:]]
    assert next(running.stdout) == "reading\n"
    running.send_signal(how)
    _, said = running.communicate(timeout=60)
    assert running.returncode == (130 if how == signal.SIGINT else -how)
    assert "Traceback" not in said
    assert ("Interrupted." in said) == (how == signal.SIGINT)
    waited = time.monotonic()
    while any(map(runs, helpers)) and time.monotonic() < waited + 30:
        time.sleep(0.05)
    assert len(helpers) == 2
    assert not any(map(runs, helpers))
    with CaseStore.open(tmp_path / "case") as store:
        assert store.sql("SELECT 1 FROM posts UNION ALL SELECT 1 FROM files").num_rows == 0


def runs(number: int) -> bool:
    """Whether a process is there, and not only until somebody asks how it ended."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
