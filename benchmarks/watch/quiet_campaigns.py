"""How many groups of genuine people does a watch tell of as new campaigns, by strength?

    python benchmarks/watch/quiet_campaigns.py [--worlds 6] [--accounts 3000] [--posts 30000]

Simulated worlds without an operation, in which newsrooms, fans, an office's staff and shops act
together for good reasons; each is detected once, and looked at as the first round of a watch does.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import demasque
from demasque.case import CaseStore
from demasque.simulate import Operation, world
from demasque.watch import STRENGTHS, AlertOptions, AlertRules, find_alerts


def found_and_told(seed: int, accounts: int, posts: int) -> list[int]:
    """Campaigns of three accounts and more, then those told of, by strength."""
    with TemporaryDirectory() as folder:
        made = world(seed, accounts, posts, operation=Operation(accounts=0))
        files = made.write(folder)
        path = Path(folder) / "case"
        with demasque.create_case(path) as case:
            case.add(files["posts"])
            case.add(files["accounts"])
            case.detect()
        with CaseStore.open(path) as store:
            query = "SELECT count(*) AS n FROM campaigns WHERE accounts > 2"
            counts = [store.sql(query)["n"][0].as_py()]
            for strength in STRENGTHS:
                asked = AlertOptions(strength=strength)
                alerts = find_alerts(store, asked, AlertRules(), 1, datetime.now(UTC)).alerts
                counts.append(len(alerts))
            return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=6)
    parser.add_argument("--first", type=int, default=11, help="seed of the first world")
    parser.add_argument("--accounts", type=int, default=3_000)
    parser.add_argument("--posts", type=int, default=30_000)
    asked = parser.parse_args()
    print("| seed | groups found | " + " | ".join(f"told: {each}" for each in STRENGTHS) + " |")
    print("|---" * (2 + len(STRENGTHS)) + "|")
    for seed in range(asked.first, asked.first + asked.worlds):
        counts = found_and_told(seed, asked.accounts, asked.posts)
        print("| " + " | ".join(map(str, [seed, *counts])) + " |", flush=True)


if __name__ == "__main__":
    main()
