"""A rule names words, sites and institutions; one that names an account is refused."""

import re
from typing import Final

import pyarrow as pa

from demasque.errors import UsageError
from demasque.privacy import masked_column, mentioned, profiles_in

_KEYS: Final = frozenset(
    [
        "account",
        "handle",
        "handles",
        "user",
        "users",
        "username",
        "author",
        "authors",
        "person",
        "persons",
        "people",
        "name_of",
        "did",
        "dids",
        "profile",
        "profiles",
        "email",
        "emails",
        "phone",
        "phones",
        "from",
        "mentions",
    ]
)
"""Keys of a rule that ask for persons."""

_ID: Final = re.compile(
    r"(?<![\w])(?:did:[a-z0-9]+:\S+|[ap]_[a-z2-7]{6,16}(?!\w)|acct:\S+)", re.IGNORECASE
)
"""Ids of AT Protocol, pseudonyms of accounts and posts in a case, addresses of ActivityPub."""

_OWN_HOST: Final = re.compile(r"[\w-]+\.(?:bsky\.social|medium\.com)/?", re.IGNORECASE)
"""Hosts that are an account's name."""


def refuse_account(place: str, said: str, *, is_key: bool = False, is_site: bool = False) -> None:
    """UsageError where a word of a rule is a handle, an id, a page's address, a pseudonym, an
    e-mail address or a telephone number."""
    if not (said.lower() in _KEYS if is_key else _names_account(said, is_site)):
        return
    raise UsageError(
        "{place} names an account or a person ({word}). Alerts are about words, hashtags, sites, "
        "media, languages, campaigns and institutions on the case's list of venues, never about a "
        "person. Take it out of the rule.",
        place=place,
        word=repr(said),
    )


def _names_account(said: str, is_site: bool) -> bool:
    column = pa.array([said], pa.string())
    address = said if "://" in said else f"https://{said}"
    return bool(
        _ID.search(said)
        or len(mentioned(column)[0])
        or masked_column(column, pa.nulls(1, pa.string()))[1]
        or profiles_in(said)
        or (profiles_in(address) if "/" in said else ())
        or (is_site and _OWN_HOST.fullmatch(said.strip().removeprefix("https://")))
    )
