"""In which languages does each account post? As the export says; else as its longest posts read."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.dossier.signatures import feature_queries as queries
from demasque.text import UNKNOWN, languages_of

MOST_READ: Final = 30_000
"""Posts that are read in all, at a tenth of a millisecond each, as long as each account has one."""

READ_OF_ONE: Final = 5
"""Longest posts of an account that are read: long ones are seldom misread."""


def languages_used(store: CaseStore) -> pa.Table:
    """Rows ``number`` (of the account), ``value`` (code of the language), ``posts``, in order.

    Accounts of whose posts the export states a language are counted by that alone.
    """
    stated = store.sql(queries.LANGUAGES)
    silent = store.sql(queries.WITHOUT_LANGUAGE)["accounts"][0].as_py()
    if not silent:
        return stated
    each = max(1, min(READ_OF_ONE, MOST_READ // silent))
    texts = store.sql(queries.LONGEST_POSTS, (each,))
    read = pa.array(languages_of(texts["text"].to_pylist()), pa.string())
    told = pa.table({"number": texts["number"], "value": read})
    told = told.filter(pc.not_equal(told["value"], UNKNOWN))
    counted = told.group_by(["number", "value"]).aggregate([([], "count_all")])
    counted = counted.rename_columns(["number", "value", "posts"]).cast(stated.schema)
    return pa.concat_tables([stated, counted]).sort_by(
        [("number", "ascending"), ("value", "ascending")]
    )


def foremost(used: pa.Table, accounts: int) -> pa.Array:
    """The language of most posts of each account, of equals the first by name; null for none."""
    order = np.lexsort(
        (
            used["value"].to_numpy(zero_copy_only=False).astype(str),
            -used["posts"].to_numpy(),
            used["number"].to_numpy(),
        )
    )
    number = used["number"].to_numpy()[order]
    first = np.unique(number, return_index=True)[1] if len(number) else order
    codes = np.full(accounts, None, object)
    codes[number[first]] = used["value"].to_numpy(zero_copy_only=False)[order[first]]
    return pa.array(codes, pa.string())
