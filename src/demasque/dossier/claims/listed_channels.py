"""The list of channels of a case, in its journal: accounts under their pseudonyms, and sites.

The list is the analyst's, never the machine's. The name of an account is read past: what stands in
the journal cannot be taken out again, and the list of venues may name it, which forgetting reaches.
"""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier.claims.channel_files import ChannelClass, ListedChannel, read_channels
from demasque.dossier.claims.cited_words import cited_address
from demasque.dossier.journal.journal import EntryKind, journal_entries, standing, write_entry
from demasque.errors import UsageError
from demasque.privacy import profiles_in

_PLATFORMS = "SELECT DISTINCT platform FROM posts ORDER BY platform"
_IN_POSTS = "SELECT DISTINCT account FROM posts WHERE account IN (SELECT unnest(?::VARCHAR[]))"


@dataclass(frozen=True, slots=True)
class ChannelList:
    """The list that stands: id of its entry, account (pseudonym) -> class, site -> class.

    ``readable`` is false of an entry that came from elsewhere and is no list: both are empty then.
    """

    id: str
    accounts: Mapping[str, ChannelClass]
    sites: Mapping[str, ChannelClass]
    by: str
    readable: bool = True


@dataclass(frozen=True, slots=True)
class ChannelListing:
    """What became of a list: channels on it, by class, and lines whose account has no post here.

    ``unseen`` holds line numbers (1-based): the account wrote nothing in this case, or the platform
    or the id is written otherwise. ``platforms`` are those of the case's posts.
    """

    listed: int
    classes: tuple[tuple[str, int], ...]  # in the order of ChannelClass
    unseen: tuple[int, ...]
    platforms: tuple[str, ...]


def list_channels(store: CaseStore, path: str | os.PathLike[str], *, by: str) -> ChannelListing:
    """Take a list of channels in place of any earlier one, which stays in the journal.

    Raises:
        UsageError: lines of the list cannot be used; the earlier list stays.
        DemasqueError: the case is anonymised: its key was destroyed.
    """
    file = read_channels(Path(path))
    pseudonyms = _pseudonyms(store, file.channels)
    gone = store.tombstones().accounts
    rows = [
        _row(store, each, pseudonyms.get(each.line))
        for each in file.channels
        if each.site is not None or pseudonyms.get(each.line) not in gone
    ]
    rows.sort(key=lambda row: (row.get("account", ""), row.get("site", "")))
    earlier = channel_list(store)
    write_entry(
        store,
        EntryKind.CHANNEL,
        by,
        {"sha256": file.sha256, "channels": rows},
        supersedes=earlier.id if earlier is not None else None,
    )
    counted = Counter(row["class"] for row in rows)
    made = list(pseudonyms.values())
    seen = set(store.sql(_IN_POSTS, (made,))["account"].to_pylist())
    unseen = sorted(line for line, account in pseudonyms.items() if account not in seen)
    return ChannelListing(
        len(rows),
        tuple((each.value, counted[each]) for each in ChannelClass if counted[each]),
        tuple(unseen),
        tuple(store.sql(_PLATFORMS)["platform"].to_pylist()),
    )


def channel_list(store: CaseStore) -> ChannelList | None:
    """The list that stands, without accounts that were forgotten; None where there is none."""
    entries = journal_entries(store, EntryKind.CHANNEL, EntryKind.RETRACTION)
    lists = [each for each in standing(entries) if each.kind is EntryKind.CHANNEL]
    if not lists:
        return None
    entry, gone = lists[-1], store.tombstones().accounts
    accounts: dict[str, ChannelClass] = {}
    sites: dict[str, ChannelClass] = {}
    try:
        for row in entry.body["channels"]:
            if row.get("account") is not None and row["account"] not in gone:
                accounts[row["account"]] = ChannelClass(row["class"])
            if row.get("site") is not None:
                sites[row["site"]] = ChannelClass(row["class"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return ChannelList(entry.id, {}, {}, entry.by, readable=False)
    return ChannelList(entry.id, accounts, sites, entry.by)


def _pseudonyms(store: CaseStore, channels: tuple[ListedChannel, ...]) -> dict[int, str]:
    """Line -> pseudonym of the account on it."""
    made: dict[int, str] = {}
    for platform in sorted({each.platform for each in channels if each.platform is not None}):
        own = [each for each in channels if each.platform == platform]
        raw = pa.array([each.account for each in own], pa.string())
        names = store.names.many("account", platform, raw).to_pylist()
        made |= {each.line: name for each, name in zip(own, names, strict=True)}
    return made


def _row(store: CaseStore, channel: ListedChannel, account: str | None) -> dict[str, Any]:
    told = {
        "account": account,
        "platform": channel.platform,
        "site": channel.site,
        "class": channel.class_.value,
        "name": channel.name if account is None else None,
        "source": _source(store, channel),
    }
    return {name: value for name, value in told.items() if value is not None}


def _source(store: CaseStore, channel: ListedChannel) -> str | None:
    """The link of a line; a page of the account's own names it by its pseudonym."""
    if channel.source is None:
        return None
    try:
        address = cited_address(channel.source)
    except UsageError as error:
        raise UsageError(
            "Line {line} of the list: {reason}", line=channel.line, reason=error.sentence
        ) from error
    if not profiles_in(address):
        return address
    return str(store.names.profiles(pa.array([address]))[0].as_py())
