"""Is every wanted post of Mastodon's servers, or comment of YouTube, kept once, how late?

    make bench-collect-networks BENCH='--network mastodon --rate 2000 --minutes 10'
    make bench-collect-networks BENCH='--network youtube --rate 200 --minutes 2'

Servers on this machine, in a process of their own, say what a seed makes and do what real ones do
wrong. Late is how long after a post was written it was put on the disk.
"""

import argparse
import json
import logging
import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import replayed_mastodon
import replayed_youtube

from demasque.collect import CollectState, Feed, Match, collect
from demasque.collect.networks.mastodon import mastodon_server
from demasque.collect.networks.mastodon.mastodon_feed import MastodonFeed
from demasque.collect.networks.mastodon.timelines import timelines_of
from demasque.collect.networks.youtube import youtube_calls
from demasque.collect.networks.youtube.youtube_feed import YoutubeFeed, YoutubeOptions
from demasque.collect.record_sink import RecordSink

AFTER: Final = 15.0
"""Seconds that the reader has for what came last."""


class Lateness:
    """How late each record was on the disk, in seconds, and the memory in use meanwhile, in MB."""

    def __init__(self, written: Callable[[dict[str, Any]], str]) -> None:
        self.late: list[float] = []
        self.memory: list[float] = []
        self._written, self._waiting = written, list[float]()
        keep = RecordSink.keep

        def kept(sink: RecordSink, record: str, content: bytes, **more: Any) -> bool:
            done = keep(sink, record, content, **more)
            if done:
                at = datetime.fromisoformat(self._written(json.loads(content)))
                self._waiting.append(at.timestamp())
            return done

        RecordSink.keep = kept  # type: ignore[method-assign]

    def settled(self, state: CollectState) -> None:
        now = time.time()
        self.late += [now - at for at in self._waiting]
        self._waiting.clear()
        status = Path("/proc/self/status").read_text()
        self.memory.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000)  # type: ignore[index]


def run(feed: Feed, folder: Path, lateness: Lateness, told: str) -> dict[str, Any]:
    """Collect until the servers ended, and some seconds more; return what they tell of it."""
    stop = threading.Event()

    def watch() -> None:
        while not httpx.get(told).json()["ended"]:
            time.sleep(0.5)
        time.sleep(AFTER)
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    collect(feed, folder, stop, every=20.0, settled=lateness.settled)
    return dict(httpx.get(told).json())


def mastodon(rate: float, seconds: float, seed: int, folder: Path) -> None:
    mastodon_server.SILENCE = replayed_mastodon.SILENCE
    process, hosts = replayed_mastodon.serving(rate / 2, seconds, seed)
    lateness = Lateness(lambda status: str(status["created_at"]))
    feed = MastodonFeed(timelines_of(hosts), Match(words=(replayed_mastodon.WORD,)))
    told = run(feed, folder, lateness, f"http://{hosts[0]}/told")
    process.terminate()
    kept = Counter(int(each["uri"].rsplit("/", 1)[1]) for each in records(folder))
    step = replayed_mastodon.ONE_IN
    # What was written before the reader came is not its to keep, but for the newest page.
    wanted = range(min(kept) // step * step, told["count"] + 1, step)
    report(kept, wanted, told, lateness, folder / ".collect-mastodon.json")


def youtube(rate: float, seconds: float, seed: int, folder: Path) -> None:
    youtube_calls.TOO_FAST_PAUSE = 1.0
    process, address = replayed_youtube.serving(rate, seconds, seed)
    lateness = Lateness(lambda comment: str(comment["snippet"]["publishedAt"]))
    options = YoutubeOptions(replayed_youtube.CHANNELS, every=2.0, units=10_000_000)
    word = Match(words=(replayed_youtube.WORD,))
    feed = YoutubeFeed(options, word, "key", address=address + "/youtube/v3")
    told = run(feed, folder, lateness, address + "/told")
    process.terminate()
    kept = Counter(int(each["id"].removeprefix("c")) for each in records(folder))
    step = replayed_youtube.ONE_IN
    report(kept, range(step, told["count"] + 1, step), told, lateness,
           folder / ".collect-youtube.json")  # fmt: skip


def records(folder: Path) -> Iterable[dict[str, Any]]:
    for path in sorted(folder.glob("*.ndjson")):
        yield from map(json.loads, path.read_bytes().splitlines())


def report(
    kept: Counter[int], wanted: range, told: dict[str, Any], lateness: Lateness, state: Path
) -> None:
    """Print the figures."""
    told.pop("ended")
    print(f"said {told.pop('count'):,}, of which {len(wanted):,} are wanted; {told}")
    print(
        f"lost {len(set(wanted) - set(kept)):,}, kept twice "
        f"{sum(n > 1 for n in kept.values()):,}, kept though not wanted "
        f"{len(set(kept) - set(wanted)):,}"
    )
    warm = lateness.memory[len(lateness.memory) // 5 :]
    print(
        f"resident memory, MB: {warm[0]:.0f} at first, {warm[-1]:.0f} at last, {max(warm):.0f} most"
    )
    late = lateness.late
    p95 = statistics.quantiles(late, n=20)[-1]
    print(
        f"late, seconds: median {statistics.median(late):.2f}, p95 {p95:.2f}, most {max(late):.2f}"
    )
    print(f"processor time of the reader, seconds: {time.process_time():.0f}")
    said = json.loads(state.read_text())
    print(f"the feed says: {said['counts']}, gaps {said['gaps']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=("mastodon", "youtube"), default="mastodon")
    parser.add_argument("--rate", type=float, default=2_000, help="posts a second, of all servers")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.getLogger("stamina").setLevel(logging.ERROR)
    measure = mastodon if asked.network == "mastodon" else youtube
    with TemporaryDirectory() as folder:
        measure(asked.rate, asked.minutes * 60, asked.seed, Path(folder))


if __name__ == "__main__":
    main()
