"""Which of the names that somebody wrote are accounts of the case, and their pseudonyms.

The case keeps ids under pseudonyms only and drops handles, so names are tried with its key. Where
posts mention accounts of a platform by their ids, its ids are handles, and a handle that is
nobody's there is nobody of the case. Elsewhere (ids are numbers, say) a handle may be anybody's,
and counts as that of an account of the case.
"""

import re
from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from demasque import privacy
from demasque.case import CaseStore
from demasque.dossier.written.name_places import NamePlace

_WRITERS: Final = """
    SELECT account FROM (SELECT account FROM posts UNION ALL SELECT venue FROM posts
        UNION ALL SELECT account FROM accounts)
    WHERE account IN (SELECT unnest(?::VARCHAR[]))"""
_MENTIONED: Final = "SELECT account FROM mentions WHERE account IN (SELECT unnest(?::VARCHAR[]))"
_BY_HANDLE: Final = """
    SELECT DISTINCT platform FROM posts WHERE account IN (SELECT account FROM mentions)"""
_WRITTEN_BY: Final = """
    SELECT count(DISTINCT account) AS n FROM posts
    WHERE rowid < 20000 AND account NOT IN (SELECT unnest(?::VARCHAR[]))
    AND regexp_matches(text, ?)"""

ORDINARY: Final = 10
"""Accounts, among those of the first 20,000 posts, that write a word without @: from here on it is
a word, and does not name the one account that is called so ("the", "people"). Not tuned: no one
account's name is a word of ten others, unless it is a public matter."""


class AccountNames:
    """Pseudonyms of the accounts of a case that are named somewhere, all asked at once."""

    def __init__(self, store: CaseStore, places: Iterable[NamePlace]) -> None:
        self._store = store
        self._platforms: list[str] = store.sql(
            "SELECT DISTINCT platform FROM posts ORDER BY platform"
        )["platform"].to_pylist()
        asked = {(each.name, self._asked(each)) for each in places} if self._platforms else set()
        self._made = self._pseudonyms(asked)
        found = sorted(set(self._made.values()))
        writers = set(store.sql(_WRITERS, (found,))["account"].to_pylist()) if found else set()
        mentioned = set(store.sql(_MENTIONED, (found,))["account"].to_pylist()) if found else set()
        self._writers = writers | (store.tombstones().accounts & set(found))
        self._known = self._writers | mentioned
        self._may_be_anybody = self._platforms_without_handles()
        self._listed, self._offices = self._named_in_the_list()
        self._ordinary: dict[str, bool] = {}

    def pseudonym(self, place: NamePlace) -> str | None:
        """The pseudonym to write in a place; None where it names no account of the case.

        Offices and organisations that the list of venues names may be named.
        """
        made = [self._made[platform, place.name] for platform in self._asked(place)
                if (platform, place.name) in self._made]  # fmt: skip
        if any(each in self._listed for each in made) or _folded(place.name) in self._offices:
            return None
        known = self._writers if place.bare else self._known
        for each in made:
            if each in known:
                return None if place.bare and self._is_word(place, made) else each
        return None if place.bare else self._anybody(place)

    def _asked(self, place: NamePlace) -> tuple[str, ...]:
        """Platforms of which the name may be: of an address its own first."""
        if place.platform is None or place.platform in self._platforms:
            first = [] if place.platform is None else [place.platform]
            return tuple(first + [each for each in self._platforms if each not in first])
        return (place.platform, *self._platforms)

    def _pseudonyms(self, asked: set[tuple[str, tuple[str, ...]]]) -> dict[tuple[str, str], str]:
        of: dict[str, set[str]] = {}
        for name, platforms in asked:
            for platform in platforms:
                of.setdefault(platform, set()).add(name)
        made: dict[tuple[str, str], str] = {}
        for platform in sorted(of):
            raw = sorted(of[platform])
            names = self._store.names.many("account", platform, pa.array(raw, pa.string()))
            made |= {(platform, name): made_of for name, made_of in zip(raw, names.to_pylist(),
                                                                       strict=True)}  # fmt: skip
        return made

    def _platforms_without_handles(self) -> list[str]:
        """Platforms of the case on which nothing shows that ids are handles."""
        if not self._made:
            return []
        shown = set(self._store.sql(_BY_HANDLE)["platform"].to_pylist())
        return [each for each in self._platforms if each not in shown]

    def _anybody(self, place: NamePlace) -> str | None:
        """The pseudonym of a handle that nothing tells of; None where it is nobody's of the case.

        An address on a platform that the case does not have leads to nobody of the case, unless the
        case calls a platform by a name of its own.
        """
        doubtful = self._may_be_anybody
        own = [each for each in doubtful if each not in privacy.PROFILE_PLATFORMS]
        if not doubtful or not (place.platform is None or place.platform in doubtful or own):
            return None
        return self._made[place.platform or doubtful[0], place.name]

    def _named_in_the_list(self) -> tuple[set[str], set[str]]:
        rows = self._store.sql("SELECT account, name FROM venue_list WHERE name IS NOT NULL")
        named = rows.to_pylist()
        return {row["account"] for row in named}, {_folded(row["name"]) for row in named}

    def _is_word(self, place: NamePlace, accounts: list[str]) -> bool:
        if not place.one_word:
            return False
        if place.name not in self._ordinary:
            pattern = rf"(?i)(^|[^\pL\pN_@]){re.escape(place.name)}($|[^\pL\pN_])"
            writing = self._store.sql(_WRITTEN_BY, (accounts, pattern))["n"][0].as_py()
            self._ordinary[place.name] = writing >= ORDINARY
        return self._ordinary[place.name]


def _folded(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
