"""Every word that the tables of a case hold, whatever tables there are."""

from collections.abc import Iterator

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import Lifetime, tables_of


def stored_words(store: CaseStore) -> Iterator[tuple[str, str, str]]:
    """Table, column and value of each distinct text; the bytes on disk are compressed."""
    for table in tables_of(Lifetime.SOURCE, Lifetime.RESULT, Lifetime.KEPT):
        for column in table.columns:
            if column.type in (pa.string(), pa.list_(pa.string())):
                query = f'SELECT DISTINCT "{column.name}"::VARCHAR AS word FROM {table.name}'
                for word in store.sql(query)["word"].to_pylist():
                    if word:
                        yield table.name, column.name, word
