"""Words that were read or heard, without accounts' names and personal details, as posts' texts."""

from collections.abc import Sequence

import pyarrow as pa

from demasque.case import CaseStore
from demasque.privacy import masked_column


def protected(store: CaseStore, platform: str, texts: Sequence[str]) -> list[str]:
    """Texts with details masked, accounts by pseudonym, and forgotten ones not named at all.

    A name in a picture says nothing of its platform, so it is taken for one of ``platform``, where
    the picture was posted.
    """
    column = pa.array(texts, pa.string())
    column, _ = masked_column(column, pa.nulls(len(column), pa.string()))
    forgotten = store.tombstones().accounts
    names = store.names
    if forgotten:
        column = names.without(platform, column, forgotten)
    kept: list[str] = names.mentions(platform, names.profiles(column)).to_pylist()
    return kept
