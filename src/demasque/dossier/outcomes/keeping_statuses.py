"""Statuses that somebody saw, taken into a case under pseudonyms.

The list itself is not kept: it holds raw ids. The case keeps its SHA-256, and each of its lines as
pseudonyms, so that forgetting an account takes these out as well.
"""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier.outcomes.status_file import SeenStatus, read_statuses
from demasque.errors import UsageError
from demasque.privacy import profiles_in
from demasque.schema import STATUSES, TABLES
from demasque.sources import post_of_address

ACTION: Final = "outcome"
"""Of the custody log's lines that say that a list of statuses was taken."""


@dataclass(frozen=True, slots=True)
class StatusListing:
    """What became of a list of statuses.

    ``listed`` lines were read, ``new`` of them said something that was not kept yet; ``statuses``
    counts the known lines by status. ``unknown`` and ``elsewhere`` are line numbers (1-based): of
    what the case does not know, and of what the referral asked for does not name.
    """

    listed: int
    new: int
    statuses: tuple[tuple[str, int], ...]  # in the order of STATUSES
    unknown: tuple[int, ...]
    elsewhere: tuple[int, ...]
    platforms: tuple[str, ...]  # of the case


@dataclass(frozen=True, slots=True)
class _Thing:
    """An account, or one post of it; pseudonyms."""

    account: str
    post: str | None


_ACCOUNTS: Final = """
    SELECT DISTINCT account FROM (SELECT account FROM posts UNION ALL SELECT account FROM accounts
        UNION ALL SELECT account FROM handed_over)
    WHERE account IN (SELECT unnest(?::VARCHAR[]))"""
_POSTS: Final = """
    SELECT post, any_value(account) AS account
    FROM (SELECT post, account FROM posts UNION ALL SELECT post, account FROM handed_over)
    WHERE post IN (SELECT unnest(?::VARCHAR[])) GROUP BY post"""
_NAMED: Final = """
    SELECT DISTINCT account, post FROM handed_over
    WHERE handover = ? AND account IN (SELECT unnest(?::VARCHAR[]))
          AND (post IS NULL OR post IN (SELECT unnest(?::VARCHAR[])))"""
_PLATFORMS: Final = "SELECT DISTINCT platform FROM posts ORDER BY platform"


def keep_statuses(
    store: CaseStore, path: str | os.PathLike[str], referral: str | None = None
) -> StatusListing:
    """Take a list of statuses; what is kept already is not kept twice.

    Args:
        store: an open case.
        path: the list (:func:`read_statuses`).
        referral: the id of a handover: lines about what it does not name are left out.

    Raises:
        UsageError: the list cannot be used, there is no such referral, or no line speaks of
            anything that the case knows (or the referral names). Nothing is written then.
        DemasqueError: the list gives raw ids, and the case is anonymised.
    """
    asked = None if referral is None else _handover(store, referral)
    file = read_statuses(Path(path))
    platforms = tuple(store.sql(_PLATFORMS)["platform"].to_pylist())
    # Where there is one platform, a list need not name it.
    things = _things(store, file.seen, platforms[0] if len(platforms) == 1 else None)
    named = None if asked is None else _named(store, asked, things)
    known = [each for each in file.seen if each.line in things]
    kept = [each for each in known if named is None or things[each.line] in named]
    if not kept:
        _refuse(path, referral, bool(known), platforms)
    rows = _new_rows(store, kept, things, file.sha256)
    if rows:
        told = Counter(row["status"] for row in rows)
        store.custody.write(
            ACTION, sha256=file.sha256, lines=len(kept), new=len(rows), statuses=dict(told)
        )
        store.insert({"statuses": pa.Table.from_pylist(rows, TABLES["statuses"].schema)})
    counted = Counter(each.status for each in kept)
    lines = {each.line for each in kept}
    return StatusListing(
        len(file.seen),
        len(rows),
        tuple((each, counted[each]) for each in STATUSES if counted[each]),
        tuple(each.line for each in file.seen if each.line not in things),
        tuple(each.line for each in known if each.line not in lines),
        platforms,
    )


def _handover(store: CaseStore, referral: str) -> str:
    """The id of a handover that names accounts."""
    asked = referral.strip()
    if not store.sql("SELECT 1 FROM handed_over WHERE handover = ? LIMIT 1", (asked,)).num_rows:
        listed = store.sql("SELECT handover FROM handovers ORDER BY made_at, handover")
        raise UsageError(
            "Nothing was handed over under the name {referral}, or it names no account. What was "
            "handed over in this case: {listed}.",
            referral=repr(asked),
            listed=listed["handover"].to_pylist() or ["–"],
        )
    return asked


def _named(store: CaseStore, handover: str, things: Mapping[int, _Thing]) -> frozenset[_Thing]:
    """Those of these things that a handover names."""
    accounts = sorted({each.account for each in things.values()})
    posts = sorted({each.post for each in things.values() if each.post is not None})
    rows = store.sql(_NAMED, (handover, accounts, posts)).to_pylist()
    return frozenset(_Thing(row["account"], row["post"]) for row in rows)


def _refuse(
    path: str | os.PathLike[str],
    referral: str | None,
    known: bool,
    platforms: Sequence[str],
) -> None:
    if known:
        raise UsageError(
            "{path}: nothing was taken: no line speaks of an account or a post that {referral} "
            "names. Without --referral, all that the case knows is taken.",
            path=os.fspath(path),
            referral=referral,
        )
    raise UsageError(
        "{path}: nothing was taken: this case knows no account and no post of the list. They are "
        "named by the platform’s own ids, by links or by pseudonyms; platforms of the case: "
        "{listed}.",
        path=os.fspath(path),
        listed=list(platforms) or ["–"],
    )


def _new_rows(
    store: CaseStore, seen: Sequence[SeenStatus], things: Mapping[int, _Thing], digest: str
) -> list[dict[str, Any]]:
    """What is not kept yet; of lines that say the same, the first."""
    before = store.sql('SELECT account, post, status, "at" FROM statuses').to_pylist()
    met = {(row["account"], row["post"], row["status"], row["at"]) for row in before}
    rows, now = [], datetime.now(UTC)
    for each in seen:
        thing = things[each.line]
        said = (thing.account, thing.post, each.status, each.at)
        if said not in met:
            met.add(said)
            told = dict(zip(("account", "post", "status", "at"), said, strict=True))
            rows.append(told | {"list": digest, "line": each.line, "taken_at": now})
    return rows


def _things(store: CaseStore, seen: Sequence[SeenStatus], only: str | None) -> dict[int, _Thing]:
    """Line -> what it speaks of, where the case knows it."""
    of_accounts = {each.line: each for each in seen if each.post is None}
    of_posts = {each.line: each for each in seen if each.post is not None}
    # Pseudonyms first: they are known in a case whose key is gone, too.
    accounts = {line: [str(each.account)] for line, each in of_accounts.items()}
    posts = {line: [str(each.post)] for line, each in of_posts.items()}
    found = _known_accounts(store, accounts) | _known_posts(store, posts)
    accounts = {
        line: _account_names(store, each.platform or only, str(each.account))
        for line, each in of_accounts.items()
        if line not in found
    }
    posts = {
        line: _post_names(store, each.platform or only, str(each.post))
        for line, each in of_posts.items()
        if line not in found
    }
    return found | _known_accounts(store, accounts) | _known_posts(store, posts)


def _known_accounts(store: CaseStore, names: Mapping[int, list[str]]) -> dict[int, _Thing]:
    asked = sorted({name for each in names.values() for name in each})
    there = set(store.sql(_ACCOUNTS, (asked,))["account"].to_pylist()) if asked else set()
    return {
        line: _Thing(name, None) for line, each in names.items() for name in each if name in there
    }


def _known_posts(store: CaseStore, names: Mapping[int, list[str]]) -> dict[int, _Thing]:
    asked = sorted({name for each in names.values() for name in each})
    rows = store.sql(_POSTS, (asked,)).to_pylist() if asked else []
    authors = {row["post"]: row["account"] for row in rows}
    return {
        line: _Thing(authors[name], name)
        for line, each in names.items()
        for name in each
        if name in authors
    }


def _account_names(store: CaseStore, platform: str | None, written: str) -> list[str]:
    """The pseudonym of an account that is written as the platform's own id, or as a link."""
    if "/" in written:
        pages = profiles_in(written)[:1]
        return [store.names.one("account", each.platform, each.name) for each in pages]
    if platform is None:
        return []
    return [store.names.one("account", platform, written.removeprefix("@"))]


def _post_names(store: CaseStore, platform: str | None, written: str) -> list[str]:
    """The pseudonyms that a post may have: a link implies more than one id, the likeliest first."""
    page = post_of_address(written)
    if page is not None:
        return [store.names.one("post", page.platform, each) for each in reversed(page.ids)]
    return [] if platform is None else [store.names.one("post", platform, written)]
