"""Words and addresses that an analyst cites, without the names of the case's own accounts.

What is written into the journal can never be taken out again, so an account of the case stands
there under its pseudonym, as everywhere. Handles and addresses of accounts that the case does not
hold stay as they are: a source must be found again.
"""

import re

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.privacy import mentioned, profiles_in
from demasque.text import canonical_url

LONGEST = 2_000
"""Characters of a claim, or of an address."""

_KNOWN = """
    SELECT account FROM (
        SELECT account FROM posts UNION ALL SELECT venue FROM posts
        UNION ALL SELECT account FROM accounts UNION ALL SELECT account FROM mentions
    ) WHERE account = ? LIMIT 1"""


def cited_words(store: CaseStore, words: str, what: str) -> str:
    """Words on one line; ``what`` says in an error which they are.

    Raises:
        UsageError: nothing is there, or more than 2,000 characters.
        DemasqueError: they name an account, and the case's key is gone.
    """
    plain = " ".join(words.split())
    if not plain or len(plain) > LONGEST:
        raise UsageError(
            "{what}: between 1 and {most} characters are wanted.", what=what, most=LONGEST
        )
    for handle in sorted(set(mentioned(pa.array([plain]))[1].to_pylist())):
        for platform in _platforms(store):
            pseudonym = store.names.one("account", platform, handle)
            if _is_known(store, pseudonym):
                plain = re.sub(rf"@{re.escape(handle)}(?!\w)", f"@{pseudonym}", plain)
    return _without_profiles(store, plain)


def cited_address(store: CaseStore, address: str) -> str:
    """The address of a page on the web.

    Raises:
        UsageError: it is no http or https address, or longer than 2,000 characters.
        DemasqueError: it names an account, and the case's key is gone.
    """
    plain = address.strip()
    is_web = re.match(r"https?://[^\s<>\"]+$", plain, re.IGNORECASE)
    if not is_web or canonical_url(plain) is None or len(plain) > LONGEST:
        raise UsageError("{address} is no address of a page (https://...).", address=plain or "''")
    return _without_profiles(store, plain)


def _without_profiles(store: CaseStore, words: str) -> str:
    for named in reversed(profiles_in(words)):
        pseudonym = store.names.one("account", named.platform, named.name)
        if _is_known(store, pseudonym):
            words = words[: named.start] + pseudonym + words[named.end :]
    return words


def _is_known(store: CaseStore, pseudonym: str) -> bool:
    known = pseudonym in store.tombstones().accounts
    return known or bool(store.sql(_KNOWN, (pseudonym,)).num_rows)


def _platforms(store: CaseStore) -> list[str]:
    found = store.sql("SELECT DISTINCT platform FROM posts ORDER BY platform")
    platforms: list[str] = found["platform"].to_pylist()
    return platforms
