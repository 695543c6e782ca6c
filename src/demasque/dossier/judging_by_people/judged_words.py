"""What a person writes in a judgement, before it is kept for good: without names of accounts.

Nothing can be taken out of the custody log again, so accounts of the case stand there under their
pseudonyms, as everywhere.
"""

from collections.abc import Mapping
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.claims.cited_words import cited_address, cited_words

_WRITTEN: Final = ("statement", "because", "would_change")


def kept_words(store: CaseStore, words: str, what: str) -> str:
    """Words line by line, with pseudonyms in the place of the case's accounts.

    Raises:
        UsageError: a line is longer than 2,000 characters.
        DemasqueError: they name an account, and the case's key is gone.
    """
    lines = words.strip().splitlines()
    return "\n".join(cited_words(store, line, what) if line.strip() else "" for line in lines)


def kept_judgement(store: CaseStore, said: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a checked judgement, and its links, likewise.

    Raises:
        UsageError: a line or a link is longer than 2,000 characters.
        DemasqueError: they name an account, and the case's key is gone.
    """
    words = {each: kept_words(store, said[each], each) for each in _WRITTEN if each in said}
    return {**said, **words, "sources": [cited_address(store, each) for each in said["sources"]]}
