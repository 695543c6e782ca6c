"""Taking an analyst's list of venues into a case, under pseudonyms."""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from demasque.case import CaseStore
from demasque.ingest.venue_lists import ListedVenue, read_venues
from demasque.schema import VENUE_LIST, Lifetime, tables_of


@dataclass(frozen=True, slots=True)
class VenueNaming:
    """What became of a list: accounts on it, by kind, and lines whose account is not in the case.

    ``unseen`` holds line numbers (1-based): an account that nobody in the case is, addresses or
    answers, or whose platform is written otherwise.
    """

    listed: int
    kinds: tuple[tuple[str, int], ...]  # kind, accounts; most first
    unseen: tuple[int, ...]


def name_venues(store: CaseStore, path: str | os.PathLike[str]) -> VenueNaming:
    """Take a list of venues in place of any earlier one; fills ``venue_list``, writes custody.

    Raises:
        UsageError: a line of the list cannot be used; the earlier list stays.
        DemasqueError: the case is anonymised: its key was destroyed.
    """
    file = read_venues(Path(path))
    gone = store.tombstones().accounts
    named = {
        pseudonym: venue
        for pseudonym, venue in _pseudonymous(store, file.venues)
        if pseudonym not in gone
    }
    rows = [
        {"account": pseudonym, "kind": named[pseudonym].kind, "name": named[pseudonym].name}
        for pseudonym in sorted(named)
    ]
    store.replace({"venue_list": pa.Table.from_pylist(rows, VENUE_LIST)})
    counted = Counter(str(row["kind"]) for row in rows)
    kinds = tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
    store.custody.write("venues", sha256=file.sha256, listed=len(rows), kinds=dict(kinds))
    known = _known(store)
    unseen = sorted(venue.line for pseudonym, venue in named.items() if pseudonym not in known)
    return VenueNaming(len(rows), kinds, tuple(unseen))


def _pseudonymous(
    store: CaseStore, venues: tuple[ListedVenue, ...]
) -> list[tuple[str, ListedVenue]]:
    names = store.names
    made = []
    for platform in sorted({venue.platform for venue in venues}):
        own = [venue for venue in venues if venue.platform == platform]
        raw = pa.array([venue.account for venue in own], pa.string())
        made += list(zip(names.many("account", platform, raw).to_pylist(), own, strict=True))
    return made


def _known(store: CaseStore) -> frozenset[str]:
    """The listed accounts that any source table holds."""
    asked = " UNION ".join(
        f'SELECT "{column.name}" AS account FROM {table.name} '
        f'WHERE "{column.name}" IN (SELECT account FROM venue_list)'
        for table in tables_of(Lifetime.SOURCE)
        for column in table.ids("account")
    )
    return frozenset(store.sql(asked)["account"].to_pylist())
