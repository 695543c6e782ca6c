"""A chain letter as people pass it on: whole, cut, prefaced, reworded, with a link or emoji."""

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from demasque.simulate import world

LETTER = (
    "Tomorrow the network will begin to use your photos without asking, even the ones you deleted. "
    "Don't forget the deadline is today! It costs nothing to copy and paste, better safe than "
    "sorry. I do not give the company permission to use my pictures, my information or my "
    "publications, both of the past and the future. By this statement I give notice that it is "
    "strictly forbidden to disclose, copy, distribute or take any other action against me."
)
SWAPS = {
    "the network": ["the site", "this platform"],
    "photos": ["pictures", "images"],
    "Tomorrow": ["From tomorrow", "Starting Monday", "Next week"],
    "asking": ["consent", "permission"],
    "deadline": ["cutoff", "last day"],
    "costs nothing": ["is free", "takes a second"],
    "company": ["owners", "firm"],
    "strictly forbidden": ["prohibited", "not allowed"],
    "statement": ["post", "declaration"],
    "disclose": ["reveal", "publish"],
}
PREFACES = ["", "Friends, read this: ", "PLEASE SHARE!! ", "Important ", "Not sure but ", "⚠️⚠️ "]
ENDINGS = ["", " Pass it on!", " 🙏🙏", " https://example.org/notice", " #share", " Copy, please."]
START = datetime(2024, 3, 6, tzinfo=UTC)


def variants(draw: random.Random, count: int) -> list[str]:
    """Distinct wordings; one in three is cut to some of its sentences."""
    found: list[str] = []
    while len(found) < count:
        text = LETTER
        for word, others in SWAPS.items():
            if draw.random() < 0.3:
                text = text.replace(word, draw.choice(others))
        sentences = text.split(". ")
        first = draw.choice([0, 0, 0, 0, 1])
        last = draw.choice([5, 5, 5, 3, 2])
        text = draw.choice(PREFACES) + ". ".join(sentences[first:last]) + draw.choice(ENDINGS)
        if text not in found:
            found.append(text)
    return found


def write_letter(
    path: Path, accounts: int, wordings: int, others: int, seed: int, days: float = 14
) -> frozenset[str]:
    """Write a table in which so many accounts post the letter once each, among other posts.

    The other posts are those of a simulated world. Returns the ids of the letter's posts.
    """
    draw = random.Random(seed)
    made = world(seed, max(200, others // 10), max(2_000, others)).posts.slice(0, others)
    rows = made.select(["post_id", "account_id", "platform", "created_at", "text", "lang", "kind"])
    texts = variants(draw, wordings)
    letters = []
    for n in range(accounts):
        # Quick at first and slower then, as what spreads is.
        at = START + timedelta(days=min(draw.expovariate(5 / days), days))
        letters.append(
            {
                "post_id": f"letter{n}",
                "account_id": f"carrier{n}",
                "platform": "platform-a",
                "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "text": texts[n % wordings],
                "lang": "en",
                "kind": "original",
            }
        )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows.schema.names)
        writer.writeheader()
        writer.writerows([*rows.to_pylist(), *letters])
    return frozenset(row["post_id"] for row in letters)
