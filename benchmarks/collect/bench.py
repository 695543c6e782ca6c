"""Is every wanted post of a stream kept once, how late, in how much memory?

    make bench-collect                                    2,000 messages a second for ten minutes
    make bench-collect BENCH='--rate 2000 --minutes 2 --kills 10'

A Jetstream on this machine replays a simulated fortnight again and again, each time by other
accounts, and does what real ones do wrong: every few seconds it drops the line, closes, repeats,
garbles or stalls, and at times refuses the next connection. `demasque.collect` reads it in a
process of its own, whose resident memory is sampled, and which is killed and begun again where
asked. Late is how long after an event was there to be read its record was seen in the folder, from
outside, by looking 50 times a second.
"""

import argparse
import json
import logging
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from expected_records import expected
from replayed_jetstream import EventLog, Fault, ReplayedJetstream

from demasque.simulate import fortnight

WORD: Final = "placeholder"
STALL: Final = 3.0
WARM: Final = 10.0
"""Seconds until memory is first looked at: what is imported and compiled is there by then."""
FAULTS: Final = ("drop", "repeat", "garble", "stall", "close")
_STAMP: Final = re.compile(rb'"time_us":(\d+)')
_COPY: Final = re.compile(rb'"did":"did:plc:(\d+)x')


class Network:
    """Says one event after another, at a rate, each with the time at which it is said."""

    def __init__(self, seed: int) -> None:
        told = fortnight(seed, 1_000, 9_000).events
        self.lines = [line.decode().strip() for _, line in told]
        self._parts = [
            line.split(f'"time_us":{at}', 1) for (at, _), line in zip(told, self.lines, strict=True)
        ]
        # Repeats reach back by two seconds, a new connection by ten and what it missed meanwhile.
        self.log = EventLog(most=400_000)
        self.said = 0

    def talk(self, rate: float, seconds: float) -> None:
        """Say so many events a second, for so long."""
        began = time.monotonic()
        while (passed := time.monotonic() - began) < seconds:
            while self.said < passed * rate:
                self._say_next()
            time.sleep(0.01)

    def _say_next(self) -> None:
        copy, place = divmod(self.said, len(self._parts))
        moment = time.time_ns() // 1000
        before, after = (
            part.replace("did:plc:", f"did:plc:{copy}x") for part in self._parts[place]
        )
        self.log.append(moment, f'{before}"time_us":{moment}{after}')
        self.said += 1

    def expected(self) -> Iterator[tuple[int, int]]:
        """Which (copy, place) should be kept of what was said, in order."""
        kept = list(expected(self.lines, WORD))
        copies, rest = divmod(self.said, len(self.lines))
        for copy in range(copies + 1):
            for place in kept:
                if copy < copies or place < rest:
                    yield copy, place


class Looking:
    """Reads what appears in a folder as it appears, and notes how late each record is."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.late = folder, list[float]()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        stream, name = None, ""
        while not self._stop.wait(0.02):
            parts = sorted(self._folder.glob(".jetstream-*.part"))
            if stream is not None:
                self._note(stream.read())
            if parts and parts[-1].name != name:
                if stream is not None:
                    self._note(stream.read())
                try:
                    stream, name = parts[-1].open("rb"), parts[-1].name
                except FileNotFoundError:
                    continue

    def _note(self, content: bytes) -> None:
        now = time.time_ns() // 1000
        self.late += [(now - int(at)) / 1e6 for at in _STAMP.findall(content)]


def failing(seed: int) -> Fault:
    """Something goes wrong each 4 to 12 seconds, by seed."""
    rng = np.random.default_rng(seed)
    due = [time.monotonic() + 5.0]

    def fault(connection: int, sent: int) -> str | None:
        if time.monotonic() < due[0]:
            return None
        due[0] = time.monotonic() + float(rng.uniform(4, 12))
        return str(rng.choice(FAULTS))

    return fault


def resident(process: subprocess.Popen[bytes]) -> float:
    """Resident memory of a process, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000  # type: ignore[index]


def measure(rate: float, minutes: float, seed: int, kills: int, folder: Path) -> None:
    network = Network(seed)
    seconds = minutes * 60
    drawn = np.random.default_rng([seed, 1]).uniform(WARM, seconds, kills)
    due = sorted(drawn.tolist(), reverse=True)
    refused = frozenset(range(4, 10_000, 5))
    with ReplayedJetstream(network.log, failing(seed), refused) as server:
        command = [sys.executable, __file__, "--collect", server.host, str(folder)]
        collector = subprocess.Popen(command)
        while not server.cursors:
            time.sleep(0.05)
        looking = Looking(folder)
        talking = threading.Thread(target=network.talk, args=(rate, seconds))
        began = time.monotonic()
        talking.start()
        memory: list[tuple[float, float]] = []
        while talking.is_alive():
            time.sleep(0.5)
            passed = time.monotonic() - began
            memory.append((passed, resident(collector)))
            if due and passed > due[-1]:
                due.pop()
                collector.kill()
                collector.wait()
                collector = subprocess.Popen(command)
        server.all_read.clear()
        server.all_read.wait(120.0)  # a connection that stalls to the last is noticed, made anew
        time.sleep(2.0)
        looking.end()
        collector.send_signal(signal.SIGTERM)
        collector.wait()
    report(network, folder, looking.late, memory, Counter(server.faults))


def report(
    network: Network,
    folder: Path,
    late: list[float],
    memory: list[tuple[float, float]],
    faults: Counter[str],
) -> None:
    """Print the figures."""
    places = {
        _STAMP.sub(b"", line.encode(), count=1): place for place, line in enumerate(network.lines)
    }
    kept: Counter[tuple[int, int]] = Counter()
    for path in folder.glob("jetstream-*.ndjson"):
        for line in path.read_bytes().splitlines():
            copy = int(_COPY.search(line)[1])  # type: ignore[index]
            plain = line.replace(f"did:plc:{copy}x".encode(), b"did:plc:")
            kept[copy, places[_STAMP.sub(b"", plain, count=1)]] += 1
    wanted = set(network.expected())
    warm = [each for at, each in memory if at >= min(WARM, memory[-1][0] / 2)]
    state = json.loads((folder / ".collect-jetstream.json").read_text())
    print(f"said {network.said:,}, of which {len(wanted):,} are wanted; faults {dict(faults)}")
    print(
        f"lost {len(wanted - set(kept)):,}, kept twice {sum(n > 1 for n in kept.values()):,}, "
        f"kept though not wanted {len(set(kept) - wanted):,}"
    )
    print(
        f"resident memory, MB: {warm[0]:.0f} at first, {warm[-1]:.0f} at last, {max(warm):.0f} most"
    )
    p95 = statistics.quantiles(late, n=20)[-1]
    print(
        f"late, seconds: median {statistics.median(late):.2f}, p95 {p95:.2f}, most {max(late):.2f}"
    )
    print(f"the feed says: {state['counts']}, gaps {state['gaps']}")


def collect_from(host: str, folder: Path) -> None:
    """Collect until told to stop: what the process that is measured does."""
    from demasque.collect import Match, collect, jetstream

    logging.getLogger("stamina").setLevel(logging.ERROR)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    collect(jetstream(Match(words=(WORD,)), [host], stall=STALL), folder, stop, every=20.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=2_000, help="messages a second")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kills", type=int, default=0, help="SIGKILL so often, and start again")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--collect", nargs=2, metavar=("HOST", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.collect:
        collect_from(asked.collect[0], Path(asked.collect[1]))
        return
    with TemporaryDirectory() as folder:
        measure(asked.rate, asked.minutes, asked.seed, asked.kills, Path(folder))


if __name__ == "__main__":
    main()
