"""A signature as values: what characterises a group of accounts, in counts and hashes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

FEATURES = pa.schema(
    [
        pa.field("class", pa.string(), nullable=False),
        pa.field("feature", pa.string(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("others", pa.int64()),
    ]
)
"""Features of a group: one row a feature of ``k`` accounts or more. ``feature`` is a hash wherever
words, addresses or names would stand. ``others`` counts accounts outside the group, in the same
case, that have the feature too."""

DRAWS = pa.schema(
    [
        pa.field("class", pa.string(), nullable=False),
        pa.field("draw", pa.int32(), nullable=False),
        pa.field("feature", pa.string(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
    ]
)
"""Features of random groups of the same case: what chance gives when only files are compared."""


@dataclass(frozen=True)
class Signature:
    """What characterises a group of accounts.

    Nothing in it occurs in fewer than ``k`` accounts, of the group or of a random group. Times are
    UTC. ``languages`` and ``platforms`` are shares of posts. ``outside`` is how many accounts of
    the case are not in the group, ``draws`` how many random groups there are.
    """

    name: str
    accounts: int
    posts: int
    first_at: datetime
    last_at: datetime
    k: int
    platforms: Mapping[str, float]
    languages: Mapping[str, float]
    features: pa.Table
    outside: int
    draws: int
    background: pa.Table
    made_at: datetime
    made_with: str  # version of the program
    note: str = ""
    signed_by: str | None = None  # the public key, where the file was signed and the sign is right
