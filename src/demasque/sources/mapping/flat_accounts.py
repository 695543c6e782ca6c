"""What rows of a flat export say of accounts, as features and hashes."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import SOURCE_TABLES
from demasque.sources.fields import ACCOUNT_FIELDS
from demasque.sources.mapping.cells import HandleShape, as_bool, as_host, digest, handle_shape
from demasque.sources.mapping.columns import Columns, by_distinct, constant
from demasque.sources.mapping.flat_parts import whole_numbers
from demasque.sources.mapping.timestamps.times_of_file import TimesOfFile


def accounts_table(
    columns: Columns,
    created: TimesOfFile,
    account: pa.Array,
    platform: str | pa.Array | pa.ChunkedArray,
    lines: np.ndarray,
    source_file: str,
    first_only: bool = True,
) -> pa.Table:
    """One row per account that the rows describe, from the first row that names it.

    Without ``first_only`` every row that names an account gives one.
    """
    schema = SOURCE_TABLES["accounts"]
    if not any(columns.has(field) for field in ACCOUNT_FIELDS):
        return schema.empty_table()
    rows = len(account)
    shape = _shapes(columns.clean("handle"))
    values = {
        "account": account,
        "platform": constant(platform, rows) if isinstance(platform, str) else platform,
        "created_at": created.read(columns.times("account_created_at")).at,
        "followers": whole_numbers(columns.clean("followers")),
        "following": whole_numbers(columns.clean("following")),
        "posts_total": whole_numbers(columns.clean("posts_total")),
        "verified": pa.array(
            [as_bool(v) for v in columns.clean("verified").to_pylist()], pa.bool_()
        ),
        "avatar": _digests(columns.clean("avatar")),
        "bio_hash": _digests(columns.clean("bio")),
        "handle_length": shape["length"],
        "handle_digits": shape["digits"],
        "source_file": constant(source_file, rows),
        "source_line": pa.array(lines, pa.int64()),
        "name_hash": _digests(columns.clean("display_name")),
        "handle_shape": shape["runs"],
        "host": by_distinct(columns.clean("host"), as_host),
    }
    table = pa.table(values, schema=pa.schema([f.with_nullable(True) for f in schema]))
    if not first_only:
        return table.filter(pc.is_valid(pc.field("account"))).cast(schema)
    return _first_rows(table).cast(schema)


def profile_texts(columns: Columns, accounts: pa.Table) -> pa.Table:
    """What the described accounts say of themselves, for cases that keep it."""
    schema = SOURCE_TABLES["profile_texts"]
    if not accounts.num_rows or not (columns.has("display_name") or columns.has("bio")):
        return schema.empty_table()
    told = {
        "account": columns.ids("account"),
        "display_name": columns.clean("display_name"),
        "bio": columns.clean("bio"),
    }
    first = _first_rows(pa.table(told))
    at = pc.index_in(accounts["account"].combine_chunks(), first["account"].combine_chunks())
    texts = first.take(at).add_column(1, "platform", accounts["platform"]).cast(schema)
    return texts.filter(pc.is_valid(pc.coalesce(pc.field("display_name"), pc.field("bio"))))


def _first_rows(table: pa.Table) -> pa.Table:
    """The first row of each account."""
    account = table["account"].combine_chunks()
    codes = np.asarray(pc.fill_null(account.dictionary_encode().indices, -1))
    first = np.sort(np.unique(codes, return_index=True)[1])
    return table.take(pa.array(first)).filter(pc.is_valid(pc.field("account")))


def _digests(column: pa.Array) -> pa.Array:
    return by_distinct(column, digest)


def _shapes(handles: pa.Array) -> dict[str, pa.Array]:
    """What is kept of each handle, by its name in :class:`HandleShape`."""
    encoded = handles.dictionary_encode()
    made = [handle_shape(word) for word in encoded.dictionary.to_pylist()]
    types = (pa.int32(), pa.int32(), pa.string())
    return {
        name: pc.take(pa.array([shape[n] for shape in made], type), encoded.indices)
        for n, (name, type) in enumerate(zip(HandleShape._fields, types, strict=True))
    }
