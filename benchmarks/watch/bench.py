"""A fortnight watched: when are alerts raised, how often wrongly, and what do kills change?

``bench.py [--seeds N] [--quiet N] [--kills N] [--hours N]``: (a) fortnights with an operation: the
first round in which a full detection finds each phase at the strength asked, and the round of the
alert; (b) quiet ones: alerts by kind; (c) SIGKILL at random moments: the final state, table by
table, beside that of an undisturbed run. Ends with 1 where a phase is told late, a table differs,
or quiet worlds give more alerts than promised.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from killing import killed
from noticing import noticed
from rounds_of_fortnight import FILE, WatchedFortnight

from demasque.simulate import fortnight, quiet_fortnight

PROMISED_A_MONTH = 1.0
"""Alarms of rates that chance may give, over the whole case."""

MONTH = timedelta(days=30)


def of_operations(seeds: int, step: timedelta) -> bool:
    """Print a line for each phase; whether each was told in time."""
    print(
        "| seed | phase | begins | detectable | told | by | accounts found |\n" + "|---" * 7 + "|"
    )
    in_time = True
    for seed in range(1, seeds + 1):
        made = fortnight(seed)
        with tempfile.TemporaryDirectory(prefix="bench-watch-") as folder:
            phases, steps = noticed(Path(folder), made, step)
        for each in phases:
            moments = (each.phase.begins, each.detectable, each.told)
            said = [f"{moment:%d %b %H:%M}" if moment else "never" for moment in moments]
            found = f"{each.found} of {len(each.phase.accounts)}"
            print("|", " | ".join([str(seed), each.phase.name, *said, str(each.kind), found]), "|")
            in_time = in_time and each.in_time and each.told is not None
        kinds = Counter(alert.kind for one in steps for alert in one.alerts)
        print(f"all alerts of seed {seed}: {dict(sorted(kinds.items()))}", flush=True)
    return in_time


def of_quiet_worlds(worlds: int, step: timedelta) -> bool:
    """Print the alerts of quiet worlds by kind; whether they are as rare as promised."""
    kinds: Counter[str] = Counter()
    length = timedelta()
    for seed in range(101, 101 + worlds):
        made = quiet_fortnight(seed)
        length += made.ends - made.begins
        with tempfile.TemporaryDirectory(prefix="bench-watch-") as folder:
            for each in WatchedFortnight(Path(folder), made, step, FILE).go_on():
                kinds.update(alert.kind for alert in each.alerts)
                for alert in each.alerts:
                    print(f"seed {seed}, {each.now:%d %b %H:%M}: {alert.kind}: {alert.what}")
    promised = PROMISED_A_MONTH * (length / MONTH)
    print(
        f"{worlds} quiet fortnights: {sum(kinds.values())} alerts {dict(sorted(kinds.items()))}; "
        f"promised: at most {promised:.1f} of rates, none of others",
        flush=True,
    )
    return kinds["rate"] <= promised and sum(kinds.values()) == kinds["rate"]


def of_kills(kills: int, hours: int, days: int) -> bool:
    """Print what kills changed; whether nothing."""
    with tempfile.TemporaryDirectory(prefix="bench-watch-") as folder:
        told = killed(Path(folder), 1, hours, days, kills)
    print(
        f"{told.kills} of {kills} kills in time, at {dict(sorted(told.stages.items()))}; "
        f"{told.rounds} rounds, {told.alerts} alerts; "
        f"differs: {', '.join(told.differs) or 'nothing'}",
        flush=True,
    )
    return not told.differs


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--quiet", type=int, default=20)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--hours", type=int, default=6, help="between two rounds")
    parser.add_argument("--days", type=int, default=14, help="of the fortnight with kills")
    options = parser.parse_args(arguments)
    step = timedelta(hours=options.hours)
    well = True
    if options.seeds:
        well = of_operations(options.seeds, step) and well
    if options.quiet:
        well = of_quiet_worlds(options.quiet, step) and well
    if options.kills:
        well = of_kills(options.kills, options.hours, options.days) and well
    return int(not well)


if __name__ == "__main__":
    sys.exit(main())
