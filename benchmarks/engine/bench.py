"""How fast, in how much memory and how right, beside the tools people use today?

``make bench`` runs it. Every program gets the same seeded events and is asked who shared the same
trace within 60 s. Each run is a process of its own, with a time and a memory limit. Progress goes
to stderr, Markdown for docs/measurements.md to stdout.

    python benchmarks/engine/bench.py --sizes 10k,100k,1m --timeout 300
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from contenders import CONTENDERS, HERE, OURS, Contender, interpreter
from measure import Outcome, run
from tables import Result, growth_table, machine, size_table, slope

OUT = HERE.parent / "out" / "engine"
UNITS = {"k": 10**3, "m": 10**6, "g": 10**9}
PEER_EVENTS = 1_000_000  # unless told otherwise, larger sizes are ours alone


def main() -> int:
    options = _options()
    OUT.mkdir(parents=True, exist_ok=True)
    print(f"Seed {options.seed}. {machine()}.\n", flush=True)
    busy = os.getloadavg()[0]
    if busy > 0.5:
        print(f"Other work was running (load {busy:.1f}): the times are too long.\n", flush=True)
    commands = {}
    for contender in CONTENDERS:
        _say(f"preparing {contender.name}")
        commands[contender], problem = interpreter(contender, OUT / "environments")
        if problem:
            print(f"{contender.name} is left out: {problem}.\n", flush=True)

    results: list[Result] = []
    for events in options.sizes:
        folder = OUT / f"events-{options.seed}-{events}"
        truth = _workload(options.seed, events, folder)
        here = []
        for contender, command in commands.items():
            if command and (contender is OURS or events <= options.peers_up_to):
                earlier = [r for r in results if r.contender is contender]
                here.append(_result(contender, command, folder, truth, earlier, options))
        results += here
        print(size_table(here), end="\n\n", flush=True)
    print(growth_table(results), flush=True)
    return 0 if all(r.finished for r in results if r.contender is OURS) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=_sizes, default="10k,100k,1m,10m,100m")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one run")
    parser.add_argument("--memory", type=_size, default="16g", help="bytes for one run: 8g")
    parser.add_argument("--peers-up-to", type=_size, default=PEER_EVENTS, help="events: 1m")
    return parser.parse_args()


def _size(text: str) -> int:
    unit = UNITS.get(text[-1:].lower())
    return int(float(text[:-1]) * unit) if unit else int(text)


def _sizes(text: str) -> list[int]:
    return sorted(_size(part) for part in text.split(","))


def _workload(seed: int, events: int, folder: Path) -> dict[str, Any]:
    """Make the events once; what is there from an earlier run is used again."""
    truth = folder / "truth.json"
    if not truth.exists():
        _say(f"making {events:,} events")
        command = [sys.executable, str(HERE / "workload.py"), str(seed), str(events), str(folder)]
        subprocess.run(command, check=True)
    loaded: dict[str, Any] = json.loads(truth.read_text(encoding="utf-8"))
    return loaded


def _result(
    contender: Contender,
    command: list[str],
    folder: Path,
    truth: dict[str, Any],
    earlier: list[Result],
    options: argparse.Namespace,
) -> Result:
    size = (truth["events"], truth["co_occurrences"])
    hopeless = _why_not(earlier, truth["events"], options.timeout)
    if hopeless:
        return Result(contender, *size, Outcome(hopeless, 0.0, 0))
    _say(f"{truth['events']:,} events: {contender.name}")
    base = folder / contender.runner
    accounts = base.with_suffix(".accounts")
    report = base.with_suffix(".json")
    # A cache of compiled code of its own, so that the first size shows what compiling costs.
    cache = str(OUT / "numba-cache")
    outcome = run(
        [*command, str(folder), str(report), str(accounts)],
        base.with_suffix(".log"),
        report,
        options.timeout,
        options.memory,
        NUMBA_CACHE_DIR=cache,
        PYTHONWARNINGS="ignore",  # coordinationz warns that it has no config file
    )
    if outcome.status != "ok":
        return Result(contender, *size, outcome)
    planted = set(map(str, truth["planted"]))
    tied = set(accounts.read_text(encoding="utf-8").split())
    right = len(tied & planted)
    precision = right / len(tied) if tied else None
    return Result(contender, *size, outcome, precision, right / len(planted))


def _why_not(earlier: list[Result], events: int, timeout: float) -> str:
    """Why a run is not worth starting: it did not finish a smaller size, or cannot finish this."""
    if not earlier or earlier[-1].contender is OURS:
        return ""
    if not all(result.finished for result in earlier):
        return "not tried: did not finish a smaller size"
    last = earlier[-1]
    exponent = 1.0
    if len(earlier) > 1:
        sizes = [float(result.events) for result in earlier[-2:]]
        exponent = max(1.0, slope(sizes, [result.answer for result in earlier[-2:]]))
    expected = last.answer * (events / last.events) ** exponent
    if expected > 3 * timeout:
        return f"not tried: would take {expected / 60:,.0f} minutes or more"
    return ""


def _say(step: str) -> None:
    print(f"bench: {step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
