"""What a person writes in a judgement, as it is kept: names of accounts are replaced."""

from collections.abc import Mapping
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.claims.cited_words import cited_address, cited_words
from demasque.dossier.written.kept_words import kept_body, without_names

_WRITTEN: Final = ("statement", "because", "would_change")


def kept_words(store: CaseStore, words: str, what: str) -> str:
    """Words line by line, with pseudonyms in the place of the case's accounts.

    Raises:
        UsageError: a line is longer than 2,000 characters.
        DemasqueError: they name an account, and the case's key is gone.
    """
    return without_names(store, _by_line(words, what))


def kept_judgement(store: CaseStore, said: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a checked judgement, and its links, likewise.

    Raises:
        UsageError: a line or a link is longer than 2,000 characters.
        DemasqueError: they name an account, and the case's key is gone.
    """
    words = {each: _by_line(said[each], each) for each in _WRITTEN if each in said}
    return kept_body(
        store, {**said, **words, "sources": [cited_address(each) for each in said["sources"]]}
    )


def _by_line(words: str, what: str) -> str:
    lines = words.strip().splitlines()
    return "\n".join(cited_words(line, what) if line.strip() else "" for line in lines)
