"""The rows of the package: every number drawn, and numbers that bound one another made to agree.

What is drawn is all that is read from the cells; that a whole is at least what its parts are is
worked out from what is published, so it tells nothing more.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from demasque.accounts import INDICATORS, Scope, Seen
from demasque.case import CaseStore
from demasque.findings import HandedCampaign
from demasque.media import protected_media
from demasque.publish.exporters.open_data.disclosure_control import (
    CAPS,
    FEWEST,
    SecretDraws,
    larger,
)
from demasque.publish.exporters.open_data.open_cells import (
    OpenCell,
    open_cells,
    other_carriers,
    state_of,
)

Row = dict[str, Any]

MORE_OTHERS: Final = 2 * FEWEST
"""What others' bound must exceed members' by for a site or file to be named: then at least half of
its carriers in the case are no members, whatever was drawn."""

_PDQ: Final = """
    SELECT media, hex(coalesce(reference, hashes)) AS pdq FROM media_frames
    WHERE frame = 0 AND quality >= 50 AND media IN (SELECT unnest(?::VARCHAR[]))"""
_PDQ_DIGITS: Final = 64


@dataclass(frozen=True)
class _Bounds:
    """What is published of one cell."""

    cell: OpenCell
    accounts: int
    posts: int | None

    @property
    def numbers(self) -> Row:
        return {"accounts_at_least": self.accounts, "posts_at_least": self.posts}


def open_rows(store: CaseStore, campaigns: Sequence[HandedCampaign]) -> dict[str, list[Row]]:
    """The rows of every table of the package, by table; without campaigns under ten accounts."""
    secret = state_of(store)
    draws = SecretDraws(secret)
    names = [each.campaign for each in campaigns]
    large = {cell.campaign: cell for cell in open_cells(store, "campaigns", names)}
    given = [each for each in campaigns if each.campaign in large]
    drawn = {
        table: _drawn(draws, table, open_cells(store, table, list(large), secret))
        for table in ("platforms", "days", "hours", "languages", "ties", "messages")
    }
    rows = {
        "platforms": _platforms(drawn["platforms"], drawn["days"]),
        "hours": [_row(each, "hour") for each in drawn["hours"]],
        "languages": [_row(each, "language") for each in drawn["languages"]],
        "ties": _ties(drawn["ties"]),
        "messages": _messages(draws, drawn["messages"]),
        "domains": _carried(draws, store, "domains", "domain", list(large)),
        "media": _media(draws, store, list(large)),
        "signs": [row for each in given for row in _signs(draws, each)],
    }
    told = {(row["campaign"], row["platform"]) for row in rows["platforms"]}
    days = [_row(each, "platform", "day") for each in drawn["days"]]
    rows["days"] = [row for row in days if (row["campaign"], row["platform"]) in told]
    rows["campaigns"] = [_campaign(draws, each, large[each.campaign], rows) for each in given]
    return rows


def _drawn(draws: SecretDraws, table: str, cells: Sequence[OpenCell]) -> list[_Bounds]:
    """The cells of which the draw leaves something."""
    found = []
    for cell in cells:
        accounts, posts = _bounds(draws, table, cell)
        if accounts is not None:
            found.append(_Bounds(cell, accounts, posts))
    return found


def _bounds(draws: SecretDraws, table: str, cell: OpenCell) -> tuple[int | None, int | None]:
    key = (table, cell.campaign, *cell.key)
    posts: int | None = None
    for cap, total in zip(CAPS, cell.capped, strict=True):
        posts = larger(posts, draws.at_least(total, cap, "posts", *key))
    return draws.at_least(cell.accounts, 1, "accounts", *key), posts


def _row(bounds: _Bounds, *keys: str) -> Row:
    cell = bounds.cell
    return {"campaign": cell.campaign} | dict(zip(keys, cell.key, strict=True)) | bounds.numbers


def _platforms(platforms: Sequence[_Bounds], days: Sequence[_Bounds]) -> list[Row]:
    """Each platform, of which a day is a part."""
    rows = [_row(each, "platform") for each in platforms]
    parts: dict[tuple[str, str], list[_Bounds]] = defaultdict(list)
    for each in days:
        parts[each.cell.campaign, each.cell.key[0]].append(each)
    for row in rows:
        of_it = parts[row["campaign"], row["platform"]]
        row["accounts_at_least"] = max(row["accounts_at_least"], *(d.accounts for d in of_it), 0)
        row["posts_at_least"] = (
            larger(row["posts_at_least"], sum(d.posts or 0 for d in of_it)) or None
        )
    return rows


def _ties(bands: Sequence[_Bounds]) -> list[Row]:
    """Ties by kind and q, of which a smaller q is a part."""
    rows = []
    most: dict[tuple[str, str], int] = defaultdict(int)
    for each in sorted(bands, key=lambda one: (one.cell.campaign, one.cell.key)):
        kind, band = each.cell.key
        of = each.cell.campaign, kind
        most[of] = max(most[of], each.accounts)
        rows.append(
            {"campaign": of[0], "kind": kind, "q_at_most": band, "accounts_at_least": most[of]}
        )
    return rows


def _messages(draws: SecretDraws, messages: Sequence[_Bounds]) -> list[Row]:
    """Messages by a number that says nothing of their words."""
    order = sorted(
        messages, key=lambda each: (each.cell.campaign, draws.order("messages", *each.cell.key))
    )
    count: dict[str, int] = defaultdict(int)
    rows = []
    for each in order:
        count[each.cell.campaign] += 1
        numbered = {"campaign": each.cell.campaign, "message": count[each.cell.campaign]}
        rows.append(numbered | each.numbers)
    return rows


def _carried(
    draws: SecretDraws, store: CaseStore, table: str, key: str, campaigns: Sequence[str]
) -> list[Row]:
    """Sites or files that so many others carry that they lead to no member."""
    others = {
        value: draws.at_least(n, 1, table, "others", value) or 0
        for value, n in other_carriers(store, table).items()
    }
    return [
        _row(each, key)
        for each in _drawn(draws, table, open_cells(store, table, campaigns))
        if others.get(each.cell.key[0], 0) >= each.accounts + MORE_OTHERS
    ]


def _media(draws: SecretDraws, store: CaseStore, campaigns: Sequence[str]) -> list[Row]:
    hidden = protected_media(store)
    rows = _carried(draws, store, "media", "hash", campaigns)
    rows = [row for row in rows if row["hash"] not in hidden]
    known = store.sql(_PDQ, (sorted({row["hash"] for row in rows}),)).to_pylist()
    prints = {row["media"]: row["pdq"][:_PDQ_DIGITS].lower() for row in known}
    return [
        {"campaign": row["campaign"], "hash": row["hash"], "pdq": prints.get(row["hash"])}
        | {key: row[key] for key in ("accounts_at_least", "posts_at_least")}
        for row in rows
    ]


def _signs(draws: SecretDraws, campaign: HandedCampaign) -> list[Row]:
    """Signs that were looked for; one that too few members bear is neither there nor absent."""
    rows: list[Row] = []
    for sign in campaign.found.assessment.signs:
        seen: str | None = sign.seen.value
        bearing = None
        if sign.base_rate is not None:
            key = ("signs", campaign.campaign, sign.indicator)
            bearing = draws.at_least(sign.base_rate.members_with, 1, *key)
        by_account = INDICATORS[sign.indicator].scope is Scope.ACCOUNT
        if sign.seen is Seen.PRESENT and bearing is None and (by_account or sign.base_rate):
            seen = None
        named = {"sign": sign.indicator, "family": sign.family, "seen": seen}
        rows.append({"campaign": campaign.campaign} | named)
    return rows


def _campaign(
    draws: SecretDraws,
    campaign: HandedCampaign,
    cell: OpenCell,
    rows: Mapping[str, Sequence[Row]],
) -> Row:
    """A campaign, of which every other row is a part; an account stands on one platform."""
    accounts, posts = _bounds(draws, "campaigns", cell)
    parts = [row for table in rows.values() for row in table if row["campaign"] == cell.campaign]
    least = max((row.get("accounts_at_least", 0) for row in parts), default=0)
    apart = [row for row in rows["platforms"] if row["campaign"] == cell.campaign]
    together = sum(row["accounts_at_least"] for row in apart)
    most = max((row.get("posts_at_least") or 0 for row in parts), default=0)
    most = max(most, sum(row["posts_at_least"] or 0 for row in apart))
    judged = campaign.found.assessment
    return {
        "campaign": campaign.campaign,
        "accounts_at_least": max(accounts or 0, FEWEST, least, together),
        "posts_at_least": larger(posts, most) or None,
        "rung": int(judged.rung),
        "likelihood": judged.likelihood.name.lower(),
        "confidence": judged.confidence.name.lower(),
    }
