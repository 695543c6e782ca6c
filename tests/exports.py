"""Small exports written by hand: six accounts that act as one, among others that do not."""

import csv
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEMBERS = tuple(f"member-{n}" for n in range(6))
ROUNDS = 10
COLUMNS = ("post_id", "account_id", "created_at", "text", "lang", "platform")


THINGS = [
    "walk",
    "soup",
    "bridge",
    "garden",
    "kettle",
    "violin",
    "ladder",
    "orange",
    "winter",
    "letter",
    "saddle",
    "candle",
    "meadow",
    "pencil",
    "harbour",
    "blanket",
    "thunder",
    "basket",
    "pepper",
    "mirror",
    "island",
    "hammer",
    "feather",
    "engine",
    "cousin",
    "bakery",
    "lantern",
    "puzzle",
    "rocket",
    "willow",
    "marble",
    "button",
    "tunnel",
    "ticket",
    "spider",
    "shovel",
    "ribbon",
    "barrel",
    "magnet",
    "turnip",
]


def small_talk(n: int) -> str:
    """Words that nobody else says: no two alike, so that none is a copy of another."""
    return " ".join(random.Random(n).sample(THINGS, 8)).capitalize() + "."


def rows() -> Iterator[tuple[str, datetime, str]]:
    """Account, time and words of each post, in no order."""
    for turn in range(ROUNDS):
        for n, member in enumerate(MEMBERS):
            at = START + timedelta(hours=9 * turn, seconds=7 * n)
            yield member, at, f"The committee publishes its minutes, part {turn} of this week."
            yield member, at + timedelta(hours=2 + n), small_talk(turn * 6 + n)
    for n in range(40):
        for turn in range(6):
            at = START + timedelta(hours=13 * turn + n, minutes=7 * n)
            yield f"person-{n}", at, small_talk(100 + turn * 40 + n)


def write_posts(path: Path) -> Path:
    """Write the posts as CSV, in the order of time; returns the path."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n, (account, at, words) in enumerate(sorted(rows(), key=lambda row: (row[1], row[0]))):
            out.writerow((f"post-{n}", account, at.isoformat(), words, "en", "x"))
    return path
