"""Halves of labelled posts: what is chosen on one can be reported on the other."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Half = tuple[str, pa.Table, dict[str, bool]]

HALVES: Final = ("whole", "first in time", "second in time", "even accounts", "odd accounts")


def halved(path: Path, labels: Mapping[str, bool], seed: int) -> Iterator[Half]:
    """The whole, its two halves in time, and its two halves by accounts: name, posts, labels.

    Time is cut at the median post; of each half in time those accounts are judged that posted in
    it. Accounts are dealt by a hash of their id, those that never posted too.
    """
    posts = pq.read_table(path)
    yield HALVES[0], posts, dict(labels)
    order = pc.sort_indices(posts["created_at"])
    middle = posts["created_at"][order[len(posts) // 2].as_py()]
    earlier = pc.less(posts["created_at"], middle)
    for name, mask in zip(HALVES[1:3], (earlier, pc.invert(earlier)), strict=True):
        half = posts.filter(mask)
        present = set(half["account_id"].to_pylist())
        yield name, half, {who: label for who, label in labels.items() if who in present}
    account = posts["account_id"].to_pylist()
    for side, name in enumerate(HALVES[3:]):
        mask = pa.array([dealt(who, seed) == side for who in account])
        chosen = {who: label for who, label in labels.items() if dealt(who, seed) == side}
        yield name, posts.filter(mask), chosen


def dealt(account: str, seed: int) -> int:
    """0 or 1: the half that an account is dealt to, the same on every machine."""
    return hashlib.blake2b(f"{seed} {account}".encode(), digest_size=1).digest()[0] % 2
