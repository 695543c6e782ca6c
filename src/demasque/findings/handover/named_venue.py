"""Whom an analyst means by a name on the list of venues, a pseudonym, or a platform's own id."""

import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from demasque.campaigns import NAMED_VENUES
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.findings.handover.handed_campaign import ORGANISATIONS

_LISTED: Final = 20
"""Names that a message lists."""

_SHORTEST: Final = 6
"""Characters of a pseudonym that name an account, if no other begins so."""

_KNOWN: Final = """
SELECT account FROM (
    SELECT account FROM posts UNION SELECT venue FROM posts UNION SELECT account FROM accounts
    UNION SELECT account FROM mentions UNION SELECT account FROM venue_list
) WHERE starts_with(account, ?) ORDER BY account <> ?, account LIMIT 21"""
"""Whoever posts may address, whether or not they have posts of their own."""


@dataclass(frozen=True)
class NamedVenue:
    """A person or body, and its accounts in the case.

    ``name`` is the one on the analyst's list, and only of bodies: persons are never named.
    """

    accounts: tuple[str, ...]  # pseudonyms, sorted
    name: str | None


def named_venue(store: CaseStore, word: str, platform: str | None = None) -> NamedVenue:
    """Find who is meant.

    Args:
        store: an open case.
        word: a name on the list of venues, or a part of one, whatever its capitals and accents; or
            a pseudonym, or how it begins. One name may stand for accounts on several platforms.
        platform: given, ``word`` is this platform's own id of an account.

    Raises:
        UsageError: nobody is called so, or several are.
        DemasqueError: with ``platform``, the case is anonymised: its key was destroyed.
    """
    listed = store.sql(f"SELECT * FROM ({NAMED_VENUES}) ORDER BY account").to_pylist()
    if platform is not None:
        account = _by_raw_id(store, word, platform.strip().lower())
        return NamedVenue((account,), _body(listed, account))
    named = _by_name(listed, word)
    if named:
        accounts = tuple(row["account"] for row in named)
        return NamedVenue(accounts, _body(listed, accounts[0]))
    account = _by_pseudonym(store, word)
    return NamedVenue((account,), _body(listed, account))


def _by_name(listed: list[dict[str, Any]], word: str) -> list[dict[str, Any]]:
    """The lines of one name: that one, or the only one that holds the word."""
    asked = _folded(word)
    if not asked:
        return []
    named = [row for row in listed if row["name"]]
    same = [row for row in named if _folded(row["name"]) == asked]
    found = same or [row for row in named if asked in _folded(row["name"])]
    names = {(_folded(row["name"]), row["kind"]): row["name"] for row in found}
    if len(names) > 1:
        shown = sorted(names.values())
        raise UsageError(
            "{word} may be several on the list of venues: {names}. Give the whole name, or the "
            "pseudonym of an account.",
            word=repr(word),
            names=[*shown[:_LISTED], *(["…"] if shown[_LISTED:] else [])],
        )
    return found


def _by_pseudonym(store: CaseStore, word: str) -> str:
    asked = word.strip().removeprefix("@").rstrip("….")
    found = store.sql(_KNOWN, (asked, asked))["account"].to_pylist() if asked else []
    if asked in found:
        return asked
    if len(asked) >= _SHORTEST and len(found) == 1:
        return str(found[0])
    if len(asked) >= _SHORTEST and found:
        raise UsageError(
            "Several accounts begin with {word}: {listed}. Give more of the name.",
            word=repr(word),
            listed=[*found[:_LISTED], *(["…"] if found[_LISTED:] else [])],
        )
    raise UsageError(
        "Nobody on the list of venues is called {word}, and no account of this case has a "
        "pseudonym that begins so (6 characters or more). A platform's own id goes with "
        "--platform.",
        word=repr(word),
    )


def _by_raw_id(store: CaseStore, word: str, platform: str) -> str:
    asked = word.strip().removeprefix("@")
    (made,) = store.names.many("account", platform, pa.array([asked], pa.string())).to_pylist()
    if made in store.sql(_KNOWN, (made, made))["account"].to_pylist():
        return str(made)
    rows = store.sql("SELECT DISTINCT platform FROM posts ORDER BY platform")
    raise UsageError(
        "This case has no account of {platform} with the id {word}. It is the platform's own "
        "id that is asked for; platforms of the case: {listed}.",
        platform=repr(platform),
        word=repr(word),
        listed=rows["platform"].to_pylist() or ["-"],
    )


def _body(listed: list[dict[str, Any]], account: str) -> str | None:
    return next(
        (
            row["name"]
            for row in listed
            if row["account"] == account and row["kind"] in ORGANISATIONS
        ),
        None,
    )


def _folded(name: str) -> str:
    """A name without capitals, accents, signs and double spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = (sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(letters).split())
