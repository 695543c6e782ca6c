"""Who carries a claim: listed channels, campaigns of this case, everyone else, day by day.

These are counts of posts, and nothing else. They stand apart from the ledger, which never reads
them: a claim that a thousand accounts repeat is as well supported as when one had made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.dossier.claims.carrying_posts import (
    CAMPAIGN,
    CHANNEL,
    OTHERS,
    claim_posts,
    missing_narratives,
)
from demasque.dossier.claims.channel_files import ChannelClass
from demasque.dossier.claims.claim_values import Claim
from demasque.dossier.claims.listed_channels import channel_list
from demasque.sentences import Sentence

_ORDER: Final = {CHANNEL: 0, CAMPAIGN: 1, OTHERS: 2}
_CLASSES: Final = {each.value: place for place, each in enumerate(ChannelClass)}


@dataclass(frozen=True, slots=True)
class CarrierDay:
    """Posts of one day (UTC), the accounts that wrote them, and how many link to a listed site.

    ``links_to_channel`` is None where no list of channels stands.
    """

    day: date
    posts: int
    accounts: int
    links_to_channel: int | None


@dataclass(frozen=True, slots=True)
class Carrier:
    """One group that carries a claim: ``carrier`` is channel, campaign or others.

    ``group`` is the class on the analyst's list, the campaign's name, or None. ``first_post`` is
    its first post of all (a pseudonym).
    """

    carrier: str
    group: str | None
    posts: int
    accounts: int
    links_to_channel: int | None
    first_post: str
    first_at: datetime
    days: tuple[CarrierDay, ...]


@dataclass(frozen=True, slots=True)
class ClaimCarriers:
    """Who carries one claim, channels first, then campaigns, then everyone else.

    ``posts`` are those that do, as :data:`demasque.dossier.CLAIM_POSTS`, oldest first. ``unknown``
    says what could not be looked for.
    """

    claim: str
    carriers: tuple[Carrier, ...]
    posts: pa.Table = field(repr=False, compare=False)
    unknown: tuple[Sentence, ...]


def claim_carriers(store: CaseStore, claims: Sequence[Claim]) -> tuple[ClaimCarriers, ...]:
    """Who carries each of some claims, in their order."""
    groups: dict[tuple[str, str, str | None], list[dict[str, Any]]] = {}
    posts = claim_posts(store, claims)
    for row in posts.to_pylist():
        groups.setdefault((row["claim"], row["carrier"], row["group"]), []).append(row)
    made: dict[str, list[Carrier]] = {}
    for claim, carrier, group in sorted(groups, key=_place):
        rows = groups[claim, carrier, group]
        made.setdefault(claim, []).append(_carrier(carrier, group, rows))
    return tuple(
        ClaimCarriers(
            each.id,
            tuple(made.get(each.id, ())),
            posts.filter(pc.equal(posts["claim"], each.id)),
            _unknown(store, each),
        )
        for each in claims
    )


def _place(key: tuple[str, str, str | None]) -> tuple[Any, ...]:
    claim, carrier, group = key
    name = group or ""
    number = int(name[1:]) if carrier == CAMPAIGN and name[1:].isdecimal() else 0
    return claim, _ORDER[carrier], _CLASSES.get(name, 0), number, name


def _carrier(carrier: str, group: str | None, rows: list[dict[str, Any]]) -> Carrier:
    by_day: dict[date, list[dict[str, Any]]] = {}
    for row in rows:  # oldest first
        by_day.setdefault(row["posted_at"].astimezone(UTC).date(), []).append(row)
    days = [CarrierDay(day, *_counted(some)) for day, some in by_day.items()]
    first = rows[0]
    return Carrier(carrier, group, *_counted(rows), first["post"], first["posted_at"], tuple(days))


def _counted(rows: Sequence[Mapping[str, Any]]) -> tuple[int, int, int | None]:
    """Posts, accounts, posts that link to a listed site: unknown without a list."""
    accounts = {row["account"] for row in rows}
    linking = [row["links_to_channel"] for row in rows]
    return len(rows), len(accounts), None if None in linking else sum(linking)


def _unknown(store: CaseStore, claim: Claim) -> tuple[Sentence, ...]:
    said = []
    if not claim.carried_by:
        said.append(
            Sentence(
                "No message, words, link or hashtag was named for {claim}: who carries it is not "
                "known.",
                claim=claim.id,
            )
        )
    listed = channel_list(store)
    if claim.carried_by and listed is not None and not listed.readable:
        said.append(
            Sentence(
                "The entry {entry} of the journal is no list of channels: none is told apart.",
                entry=listed.id,
            )
        )
    missing = missing_narratives(store, claim)
    if missing:
        said.append(
            Sentence(
                "Of the messages named for {claim}, this detection does not have {codes}. Name "
                "what became of them in a claim that takes its place (--supersedes).",
                claim=claim.id,
                codes=list(missing),
            )
        )
    return tuple(said)
