"""Whom a judgement is about: the accounts of a campaign when it was judged, and where they are now.

A campaign's name may pass to other accounts, or go; what was judged are the accounts.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.judging_by_people.judgement_values import FoundAgain
from demasque.errors import Sentence, UsageError

_LISTED: Final = 20
"""Names of campaigns that a message lists."""


def members_of(store: CaseStore, campaign: str) -> tuple[str, ...]:
    """The accounts of a campaign, sorted. UsageError where the case has none of this name."""
    found = store.sql(
        "SELECT account FROM memberships WHERE campaign = ? ORDER BY account", [campaign]
    )["account"].to_pylist()
    if not found:
        known = store.sql("SELECT campaign FROM campaigns ORDER BY length(campaign), campaign")
        names = known["campaign"].to_pylist()
        listed = [*names[:_LISTED], *(["…"] if names[_LISTED:] else [])]
        raise UsageError(
            "There is no campaign {name}. Campaigns: {listed}.",
            name=repr(campaign),
            listed=listed or Sentence("none so far"),
        )
    return tuple(found)


def about(store: CaseStore, campaign: str) -> dict[str, Any]:
    """What an entry keeps of the campaign that it is about."""
    members = members_of(store, campaign)
    kept: dict[str, Any] = {"campaign": campaign, "accounts": len(members)}
    if (run := store.findings_run()) is not None:
        kept["run"] = run
    return {**kept, "members_sha256": members_digest(members), "members": list(members)}


def members_digest(members: Iterable[str]) -> str:
    """SHA-256 of the accounts, sorted, as a JSON list."""
    return sha256(json.dumps(sorted(members)).encode()).hexdigest()


def memberships(store: CaseStore) -> dict[str, frozenset[str]]:
    """Campaign -> its accounts now."""
    rows = store.sql("SELECT campaign, list(account) AS accounts FROM memberships GROUP BY ALL")
    return {row["campaign"]: frozenset(row["accounts"]) for row in rows.to_pylist()}


def taken_out(store: CaseStore) -> frozenset[str]:
    """Accounts that people took out of the case or of its campaigns."""
    aside = store.sql("SELECT account FROM set_aside")["account"].to_pylist()
    return store.tombstones().accounts | frozenset(aside)


def found_again(
    members: Iterable[str], now: Mapping[str, frozenset[str]], out: frozenset[str]
) -> FoundAgain | None:
    """The campaign that holds more than half of the accounts that nobody took ``out``, if any."""
    judged = frozenset(members)
    ranked = sorted((-len(judged & accounts), len(name), name) for name, accounts in now.items())
    if not ranked or -2 * ranked[0][0] <= len(judged - out):
        return None
    stayed, name = -ranked[0][0], ranked[0][2]
    return FoundAgain(name, joined=len(now[name]) - stayed, left=len(judged) - stayed)
