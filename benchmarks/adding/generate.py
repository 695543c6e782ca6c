"""Exports of any size made of numbers: the same posts as NDJSON or CSV, for the same seed."""

import csv
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

COLUMNS = ("post_id", "account_id", "created_at", "text", "lang", "in_reply_to_id", "like_count")
ACCOUNTS_PER_POST = 1 / 20
START = datetime(2024, 1, 1, tzinfo=UTC)


def generate(path: Path, posts: int, seed: int = 0) -> Path:
    """Write an export of ``posts`` posts; the ending of the name says which format."""
    with path.open("w", newline="", encoding="utf-8") as out:
        if path.suffix == ".csv":
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            writer.writerows(_rows(posts, seed))
        else:
            for row in _rows(posts, seed):
                out.write(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n")
    return path


def _rows(posts: int, seed: int) -> Iterator[tuple[object, ...]]:
    """Posts of 14 words; a third with a mention, a fifth with a link, a fifth with a hashtag."""
    chance = random.Random(seed)
    vocabulary = [
        "".join(chance.choices("aeiourstlnmcdp", k=chance.randint(2, 9))) for _ in range(9_000)
    ]
    # Lines are put together from parts made once: the generator must not be what takes the time.
    parts = [" ".join(chance.choices(vocabulary, k=7)) for _ in range(200_000)]
    accounts = max(int(posts * ACCOUNTS_PER_POST), 10)
    for n in range(posts):
        dice = chance.random()
        text = f"{parts[int(chance.random() * 200_000)]} {parts[int(chance.random() * 200_000)]}"
        if dice < 0.33:
            text = f"@{vocabulary[n % 9_000]}{n % 7} {text}"
        elif dice < 0.53:
            text = f"{text} https://example.org/story/{int(chance.random() * 20_000)}"
        elif dice < 0.73:
            text = f"{text} #{vocabulary[n % 500]}"
        at = START + timedelta(seconds=n * 3 + int(chance.random() * 600))
        reply = str(10**18 + int(chance.random() * posts) * 7_919) if dice > 0.9 else None
        yield (
            str(10**18 + n * 7_919),
            str(10**9 + int(chance.random() * accounts) * 7),
            at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            text,
            "en",
            reply,
            int(dice * 1_000),
        )
