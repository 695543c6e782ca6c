"""Cases with two groups that share what a test says they do, among people who write their own."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import demasque

START = datetime(2026, 3, 2, tzinfo=UTC)
WORDS = [
    f"{first}{second}" for first in ("bal", "cor", "dim", "fen", "gol", "har", "jun", "kel", "lom",
    "mir", "nav", "oss", "pel", "quil", "rem") for second in ("ato", "enda", "ibe", "osk", "ura")
]  # fmt: skip


def messages(seed: int, count: int) -> list[str]:
    """Messages of ten invented words each; of equal seeds the same ones."""
    rng = np.random.default_rng([seed, 1])
    return [" ".join(rng.choice(WORDS, 10)) for _ in range(count)]


def write_case(
    folder: Path,
    *,
    seed: int,
    members: int = 30,
    outsiders: int = 150,
    said: Sequence[str] = (),
    each_says: int = 4,
    tags: Sequence[str] = (),
    prefix: str = "x",
    together: bool = False,
) -> list[str]:
    """Make a case; return its members' ids. Each says ``each_says`` of ``said``, and own words.

    In other posts members use two of ``tags``. With ``together`` all who say one thing say it
    within a minute. Nothing is detected.
    """
    rng = np.random.default_rng([seed, 2])
    rows = []
    names = [f"{prefix}m{n}" for n in range(members)] + [f"{prefix}o{n}" for n in range(outsiders)]
    for number, name in enumerate(names):
        texts = [" ".join(rng.choice(WORDS, 9)) + f" {name} {n}" for n in range(6)]
        if number < members:
            chosen = rng.choice(len(said), min(each_says, len(said)), replace=False) if said else []
            texts += [said[n] for n in chosen]
            texts += [
                " ".join([*rng.choice(WORDS, 6), name, *(f"#{tag}" for tag in rng.choice(tags, 2))])
                for _ in range(3 if len(tags) else 0)
            ]
        for place, words in enumerate(texts):
            second = int(rng.integers(0, 20 * 86_400))
            if together and words in said:
                second = 80_000 * said.index(words) + int(rng.integers(0, 30))
            rows.append(
                {
                    "post_id": f"{name}p{place}",
                    "account_id": name,
                    "created_at": START + timedelta(seconds=second),
                    "text": words,
                    "lang": "en",
                    "platform": "x",
                }
            )
    folder.parent.mkdir(exist_ok=True)
    posts = folder.with_suffix(".parquet")
    pq.write_table(pa.Table.from_pylist(rows), posts)
    with demasque.create_case(folder) as case:
        case.add(posts)
    return names[:members]
