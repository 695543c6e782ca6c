"""Small exports written by hand: six accounts that act as one, among others that do not."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEMBERS = tuple(f"member-{n}" for n in range(6))
ROUNDS = 10
COLUMNS = ("post_id", "account_id", "created_at", "text", "lang", "platform")


def rows() -> Iterator[tuple[str, datetime, str]]:
    """Account, time and words of each post, in no order."""
    for turn in range(ROUNDS):
        for n, member in enumerate(MEMBERS):
            at = START + timedelta(hours=9 * turn, seconds=7 * n)
            yield member, at, f"The committee publishes its minutes, part {turn} of this week."
            yield member, at + timedelta(hours=2 + n), f"A walk in the park, number {turn} of {n}."
    for n in range(40):
        for turn in range(6):
            at = START + timedelta(hours=13 * turn + n, minutes=7 * n)
            words = f"Today at noon person {n} had soup of kind {turn * 40 + n} for lunch."
            yield f"person-{n}", at, words


def write_posts(path: Path) -> Path:
    """Write the posts as CSV, in the order of time; returns the path."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n, (account, at, words) in enumerate(sorted(rows(), key=lambda row: (row[1], row[0]))):
            out.writerow((f"post-{n}", account, at.isoformat(), words, "en", "x"))
    return path
