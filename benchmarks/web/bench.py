"""How quickly does each kind of page answer on a large case, and in how much memory?

    make bench-web                                     a simulated case of 1 M posts
    make bench-web BENCH='--posts 100000 --accounts 10000'
    make bench-web BENCH='--case FOLDER'               a case with findings; it is only read
    make bench-web BENCH='--case FOLDER --each 20 --only account'

Addresses are drawn by seed over every kind of page: many accounts, ties, messages and searches,
half of the pages that can be narrowed to a stretch of time narrowed to one, a quarter in French.
Four clients visit each address once, then once more; wrk, where it is installed, then asks for all
of them for a while, over the loopback, each time so that the page is made anew. Memory is the
server's own high-water mark.
"""

import argparse
import http.client
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

PROGRAM: Final = [
    sys.executable,
    "-c",
    "import sys; from demasque.cli import main; sys.exit(main())",
]
CLIENTS: Final = 4
PAUSE: Final = 9
"""Milliseconds between two requests of a client of wrk: what the server takes from one browser."""

HEAD: Final = "| page | addresses | first visit: median | p95 | most | again: median | p95 | most |"

# What stands in the addresses of pages: names of the case, as many as are drawn of each.
NAMES: Final = {
    "account": """SELECT account FROM (SELECT account FROM memberships USING SAMPLE reservoir(
        $n ROWS) REPEATABLE ($seed)) UNION SELECT account FROM (SELECT account FROM accounts USING
        SAMPLE reservoir($n ROWS) REPEATABLE ($seed)) ORDER BY 1""",
    "campaign": "SELECT campaign FROM campaigns ORDER BY accounts DESC, 1 LIMIT 20",
    "operation": "SELECT DISTINCT operation FROM operations ORDER BY 1 LIMIT 20",
    "tie": """SELECT account_a || '/' || account_b FROM strengths ORDER BY hash(account_a || '$seed'
        || account_b) LIMIT $n""",
    "family": """SELECT CAST(trace AS VARCHAR) FROM (SELECT trace, count(*) AS uses FROM events
        WHERE kind = 'text' GROUP BY 1 HAVING uses > 1) ORDER BY hash(trace || '$seed') LIMIT $n""",
    "media": "SELECT media FROM media_files ORDER BY hash(media || '$seed') LIMIT $n",
    "venue": """SELECT venue FROM (SELECT DISTINCT venue FROM posts WHERE venue IS NOT NULL)
        ORDER BY hash(venue || '$seed') LIMIT $n""",
    "words": """SELECT list_extract(string_split(text, ' '), 2) FROM posts WHERE length(text) > 30
        ORDER BY hash(post || '$seed') LIMIT $n""",
}
SPANS: Final = "SELECT epoch(min(posted_at)) AS first, epoch(max(posted_at)) AS last FROM posts"


@dataclass(frozen=True)
class Visit:
    """One address of one kind of page."""

    kind: str
    address: str


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--case", type=Path, help="served as it is, instead of a simulated one")
    asked.add_argument("--accounts", type=int, default=100_000)
    asked.add_argument("--posts", type=int, default=1_000_000)
    asked.add_argument("--each", type=int, default=40, help="addresses of each kind of page")
    asked.add_argument("--seconds", type=int, default=20, help="that wrk asks for")
    asked.add_argument("--settle", type=int, default=0, help="seconds between start and load")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="kinds of page whose names hold this")
    asked.add_argument(
        "--without", default="-", help="leave out kinds of page whose names hold this"
    )
    options = asked.parse_args()
    with TemporaryDirectory() as folder:
        case = options.case or simulated(options, Path(folder) / "case")
        visits = [
            each
            for each in drawn(case, options)
            if options.only in each.kind and each.kind != options.without
        ]
        with served(case, Path(folder)) as (server, base, cookie, seconds):
            time.sleep(options.settle)
            print(f"The first answer came {seconds:.1f} s after the start.\n")
            measure(visits, base, cookie, options.seed)
            if shutil.which("wrk"):
                print(wrk(visits, base, cookie, Path(folder), options.seconds))
            else:
                print("wrk is not installed: the clients above are all that was measured.")
            print(f"\nThe server's memory was {peak(server)} at most.")
            print(painted(visits, base, cookie))


def simulated(options: argparse.Namespace, place: Path) -> Path:
    from demasque.api import create_case
    from demasque.simulate import world

    files = world(options.seed, options.accounts, options.posts).write(
        place.with_name("export"), "csv"
    )
    with create_case(place) as case:
        case.add(files["posts"], files["accounts"])
        case.detect()
    return place


def drawn(case: Path, options: argparse.Namespace) -> list[Visit]:
    """Addresses of every kind of page, drawn by seed from what the case holds."""
    from demasque.case import CaseStore
    from demasque.web.pages import VIEWS

    chance = random.Random(options.seed)
    with CaseStore.open(case) as store:
        names = {name: in_case(store, query, options) for name, query in NAMES.items()}
        first, last = (column[0].as_py() for column in store.sql(SPANS))
    visits = []
    for view in VIEWS:
        listed = sorted(set(addresses(view.address, names, options.each, chance)))
        for address in listed * options.each if view.id == "search" else listed:
            query = {}
            if view.id == "search":
                query["q"] = chance.choice(names["words"])
            if view.timed and chance.random() < 0.5:
                query |= stretch(first, last, chance)
            if chance.random() < 0.25:
                query["lang"] = "fr"
            visits.append(Visit(view.id, address + (f"?{urlencode(query)}" if query else "")))
    return visits


def in_case(store: object, query: str, options: argparse.Namespace) -> list[str]:
    for word, number in (("$n", options.each), ("$seed", options.seed)):
        query = query.replace(word, str(number))
    return [str(value) for value in store.sql(query).column(0).to_pylist()]  # type: ignore[attr-defined]


def addresses(
    form: str, names: dict[str, list[str]], each: int, chance: random.Random
) -> Iterator[str]:
    """Addresses of this form; a list has a few, each a page of it."""
    parts = re.findall(r"\{(\w+)\}", form)
    if form.startswith("/ties/"):
        yield from (f"/ties/{pair}" for pair in names["tie"][:each])
    elif not parts:
        yield form
    elif len(parts) == 1:
        kind = "venue" if form.startswith("/venues/") else parts[0]
        some = names.get(kind, [])
        for name in chance.sample(some, min(each, len(some))):
            yield form.replace("{" + parts[0] + "}", quote(name, safe=""))


def stretch(first: float, last: float, chance: random.Random) -> dict[str, str]:
    begin, end = sorted(chance.uniform(first, last) for _ in range(2))
    ends = (time.strftime("%Y-%m-%dT%H:%M", time.gmtime(each)) for each in (begin, end))
    return dict(zip(("from", "until"), ends, strict=True))


@contextmanager
def served(case: Path, folder: Path) -> Iterator[tuple[int, str, str, float]]:
    """The case, served: process, address, cookie, and the seconds until it answered."""
    began = time.monotonic()
    with (folder / "serve.log").open("wb") as log:
        child = subprocess.Popen(
            [*PROGRAM, "serve", str(case), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert child.stdout is not None
            said = child.stdout.readline().split()
            if not said:
                sys.exit((folder / "serve.log").read_text("utf-8"))
            at = urlsplit(said[-1])
            connection = http.client.HTTPConnection(at.netloc)
            connection.request("GET", f"{at.path}?{at.query}")
            answer = connection.getresponse()
            cookie = answer.headers["set-cookie"].split(";")[0]
            yield child.pid, at.netloc, cookie, time.monotonic() - began
        finally:
            child.terminate()
            child.wait()


def measure(visits: Sequence[Visit], base: str, cookie: str, seed: int) -> None:
    rounds = []
    for turn in range(2):
        order = list(visits)
        random.Random(seed + turn).shuffle(order)
        rounds.append(visited(order, base, cookie))
    print(f"{HEAD}\n|---|---|---|---|---|---|---|---|")
    for kind in dict.fromkeys(each.kind for each in visits):
        first, again = (times[kind] for times, _ in rounds)
        print(f"| {kind} | {len(first)} | {figures(first)} | {figures(again)} |")
    for text, times in zip(("first visit", "again"), rounds, strict=True):
        together = sorted(each for some in times[0].values() for each in some)
        print(f"\nAll pages, {text}: {summary(together)}; {CLIENTS} clients.", end="")
    print()
    refused = rounds[0][1]
    if refused:
        print("\nNot answered with a page: " + ", ".join(refused[:5]))


def visited(order: list[Visit], base: str, cookie: str) -> tuple[dict[str, list[float]], list[str]]:
    """Seconds of each answer by kind of page, and what was not answered with a page."""
    taken: dict[str, list[float]] = defaultdict(list)
    refused: list[str] = []
    lock, left = threading.Lock(), iter(order)

    def visit() -> None:
        connection = http.client.HTTPConnection(base, timeout=300)
        while True:
            with lock:
                each = next(left, None)
            if each is None:
                return
            began = time.monotonic()
            connection.request("GET", each.address, headers={"cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            seconds = time.monotonic() - began
            with lock:
                taken[each.kind].append(seconds)
                if answer.status != http.client.OK:
                    refused.append(f"{each.address} ({answer.status})")

    clients = [threading.Thread(target=visit) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return taken, refused


def figures(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    shown = (statistics.median(ordered), at_share(ordered, 0.95), ordered[-1])
    return " | ".join(f"{each * 1000:,.0f} ms" for each in shown)


def summary(ordered: list[float]) -> str:
    middle, high = statistics.median(ordered), at_share(ordered, 0.95)
    return f"median {middle * 1000:,.0f} ms, p95 {high * 1000:,.0f} ms, {len(ordered)} pages"


def at_share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def wrk(visits: Sequence[Visit], base: str, cookie: str, folder: Path, seconds: int) -> str:
    """What wrk measures over all addresses, each asked for in turn."""
    listed = ",\n".join(f'"{each.address}"' for each in visits)
    script = folder / "visits.lua"
    script.write_text(
        f"local visits = {{{listed}}}\nlocal at = 0\n"
        f'wrk.headers["cookie"] = "{cookie}"\n'
        # Pages that were made already are kept: another query each time has them made anew.
        "local asked = 0\n"
        "request = function()\n"
        "  at, asked = at % #visits + 1, asked + 1\n"
        "  local sign = visits[at]:find('?', 1, true) and '&' or '?'\n"
        "  return wrk.format(nil, visits[at] .. sign .. 'visit=' .. asked)\n"
        "end\n"
        f"delay = function() return {PAUSE} end\n"
        "done = function(summary, latency, _)\n"
        '  io.write(string.format("%d pages, median %.0f ms, p95 %.0f ms, most %.0f ms, '
        '%d refused", summary.requests, latency:percentile(50) / 1000, '
        "latency:percentile(95) / 1000, latency.max / 1000, summary.errors.status))\n"
        "end\n",
        "utf-8",
    )
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script)]
    done = subprocess.run([*command, f"http://{base}"], capture_output=True, text=True, check=False)
    return f"\nwrk, {CLIENTS} clients, {seconds} s: {done.stdout.strip().splitlines()[-1]}."


def peak(server: int) -> str:
    try:
        status = Path(f"/proc/{server}/status").read_text("ascii")
    except FileNotFoundError:
        return "not measured here (no /proc)"
    kilobytes = re.search(r"VmHWM:\s+(\d+)", status)
    return f"{int(kilobytes[1]) // 1024:,} MiB" if kilobytes else "not measured"


def painted(visits: Sequence[Visit], base: str, cookie: str) -> str:
    """Milliseconds until a browser has something to show, a page of each kind."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        chromium = None
    if chromium is None:
        return "First paint: not measured (Playwright or chromium is not installed)."
    name, value = cookie.split("=", 1)
    seen = {each.kind: each.address for each in reversed(visits)}
    shown = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": f"http://{base}"}])
        for kind, address in seen.items():
            page = context.new_page()
            page.goto(f"http://{base}{address}")
            page.wait_for_timeout(300)
            paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
            at = page.evaluate(paint)
            shown.append(f"{kind} {'unknown' if at is None else f'{at:,.0f} ms'}")
            page.close()
        browser.close()
    return "First contentful paint (visited before): " + ", ".join(shown) + "."


if __name__ == "__main__":
    main()
