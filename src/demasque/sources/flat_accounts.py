"""What rows of a flat export say of accounts, as features and hashes."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import SOURCE_TABLES
from demasque.sources.cells import as_bool, digest, handle_shape
from demasque.sources.columns import Columns, constant
from demasque.sources.fields import ACCOUNT_FIELDS
from demasque.sources.flat_parts import whole_numbers
from demasque.sources.times import parse_times


def accounts_table(
    columns: Columns,
    account: pa.Array,
    platform: str | pa.ChunkedArray,
    lines: np.ndarray,
    source_file: str,
) -> pa.Table:
    """One row per account that the rows describe, from the first row that names it."""
    schema = SOURCE_TABLES["accounts"]
    if not any(columns.has(field) for field in ACCOUNT_FIELDS):
        return schema.empty_table()
    rows = len(account)
    shapes = [handle_shape(word) for word in columns.clean("handle").to_pylist()]
    values = {
        "account": account,
        "platform": constant(platform, rows) if isinstance(platform, str) else platform,
        "created_at": parse_times(columns.times("account_created_at")),
        "followers": whole_numbers(columns.clean("followers")),
        "following": whole_numbers(columns.clean("following")),
        "posts_total": whole_numbers(columns.clean("posts_total")),
        "verified": pa.array(
            [as_bool(v) for v in columns.clean("verified").to_pylist()], pa.bool_()
        ),
        "avatar": pa.array([digest(v) for v in columns.clean("avatar").to_pylist()], pa.string()),
        "bio_hash": pa.array([digest(v) for v in columns.clean("bio").to_pylist()], pa.string()),
        "handle_length": pa.array([length for length, _ in shapes], pa.int32()),
        "handle_digits": pa.array([digits for _, digits in shapes], pa.int32()),
        "source_file": constant(source_file, rows),
        "source_line": pa.array(lines, pa.int64()),
    }
    table = pa.table(values, schema=pa.schema([f.with_nullable(True) for f in schema]))
    codes = np.asarray(pc.fill_null(account.dictionary_encode().indices, -1))
    first = np.sort(np.unique(codes, return_index=True)[1])
    return table.take(pa.array(first)).filter(pc.is_valid(pc.field("account"))).cast(schema)
