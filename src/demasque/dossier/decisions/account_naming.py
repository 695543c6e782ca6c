"""Which account does a person mean? By its pseudonym, as reports show it, or how that begins."""

from typing import Final

from demasque.case import CaseStore
from demasque.errors import UsageError

SHORTEST: Final = 6
"""Characters of a pseudonym that name an account, where no other begins alike."""

_LISTED: Final = 4

_KNOWN: Final = "SELECT account FROM posts UNION SELECT account FROM accounts"
_BEGINNING: Final = f"""
    SELECT account FROM ({_KNOWN}) WHERE starts_with(account, ?)
    ORDER BY account <> ?, account LIMIT {_LISTED + 1}"""
_PRESENT: Final = f"""
    SELECT account FROM ({_KNOWN} UNION SELECT account FROM decided)
    WHERE account IN (SELECT unnest(?::VARCHAR[]))"""


def account_named(store: CaseStore, word: str) -> str:
    """The pseudonym that a word means: the whole of one, or an unambiguous beginning.

    Raises:
        UsageError: no account of the case, or several, or fewer than ``SHORTEST`` characters.
    """
    asked = word.strip().removeprefix("@").rstrip("….")
    begin_alike = store.sql(_BEGINNING, (asked, asked))["account"].to_pylist() if asked else []
    if asked in begin_alike:
        return asked
    if len(asked) < SHORTEST:
        raise UsageError(
            "{word} is too short to name an account: give {n} characters of its pseudonym or more.",
            word=repr(word),
            n=SHORTEST,
        )
    if not begin_alike:
        raise UsageError(
            "This case has no account {word}. Accounts are named by their pseudonyms, as the "
            "report and the exports show them; by the platform's own id with --platform and --id.",
            word=repr(word),
        )
    if len(begin_alike) > 1:
        listed = [*begin_alike[:_LISTED], *(["…"] if begin_alike[_LISTED:] else [])]
        raise UsageError(
            "Several accounts begin with {word}: {listed}. Give more of the name.",
            word=repr(word),
            listed=listed,
        )
    return str(begin_alike[0])


def present(store: CaseStore, accounts: list[str]) -> frozenset[str]:
    """Those of these accounts that the case knows; not those that were forgotten or purged.

    An account that reading the evidence anew no longer gives is known as long as the findings are.
    """
    return frozenset(store.sql(_PRESENT, (accounts,))["account"].to_pylist())
