"""What became of the names of the detection before, in sentences."""

from typing import Final

from demasque.case import CaseStore
from demasque.sentences import Sentence

CHANGES_SAID: Final = 20
"""Sentences at most; the exports hold all."""

NAME_TABLES: Final = {
    "name_changes": """
        SELECT * FROM name_changes
        ORDER BY name[1], substring(name, 2)::BIGINT, change, other""",
}
"""By name, what exports write."""


def name_sentences(store: CaseStore) -> tuple[Sentence, ...]:
    """Say what was split, what went into what, and what is found no more; campaigns first."""
    said = [_sentence(**row) for row in store.sql(NAME_TABLES["name_changes"]).to_pylist()]
    left = len(said) - CHANGES_SAID
    if left > 0:
        more = Sentence.counted(
            "{n} more change of names is in the exports.",
            "{n} more changes of names are in the exports.",
            left,
        )
        return (*said[:CHANGES_SAID], more)
    return tuple(said)


def _sentence(name: str, change: str, other: str | None, accounts: int) -> Sentence:
    if change == "split":
        return Sentence.counted(
            "{name} is a part of what was {other} before: {n} account of it was in {other}.",
            "{name} is a part of what was {other} before: {n} accounts of it were in {other}.",
            accounts,
            name=name,
            other=other,
        )
    if change == "merged":
        return Sentence.counted(
            "{other} went into {name}: {n} account of it is there now.",
            "{other} went into {name}: {n} accounts of it are there now.",
            accounts,
            name=name,
            other=other,
        )
    return Sentence.counted(
        "{name}, of {n} account, is not found any more.",
        "{name}, of {n} accounts, is not found any more.",
        accounts,
        name=name,
    )
