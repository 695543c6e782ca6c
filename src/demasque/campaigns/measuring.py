"""Measure one campaign: ask the case, and put the answers together."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from demasque.campaigns import queries
from demasque.campaigns.profile import (
    Audience,
    CampaignProfile,
    Day,
    KindTies,
    Member,
    Sharing,
    Trace,
    Venue,
)
from demasque.case import CaseStore
from demasque.errors import UsageError

TRACES_SHOWN: Final = 50
"""Traces that a profile lists; the tables hold all."""


def profile(store: CaseStore, campaign: str) -> CampaignProfile:
    """Measure one campaign.

    Args:
        store: a case in which campaigns were found.
        campaign: its name, such as ``C1``.

    Raises:
        UsageError: the case has no campaign of that name.
    """
    ask = _Asker(store, campaign)
    members = tuple(Member(**row) for row in ask.rows(queries.members()))
    if not members:
        raise UsageError(f"There is no campaign {campaign!r} in this case.")
    activity = ask.row(queries.activity())
    return CampaignProfile(
        campaign=campaign,
        members=members,
        ties=tuple(KindTies(**row) for row in ask.rows(queries.ties())),
        platforms=ask.tally("platform"),
        languages=ask.tally("lang"),
        kinds=ask.tally("kind"),
        days=_every_day([Day(**row) for row in ask.rows(queries.days())]),
        hours=_every_hour(ask.pairs(queries.hours())),
        sharing=_sharing(ask),
        traces=tuple(Trace(**row) for row in ask.rows(queries.traces(), TRACES_SHOWN)),
        venues=tuple(Venue(**row) for row in ask.rows(queries.venues())),
        audience=Audience(**ask.row(queries.audience())),
        **ask.row(queries.strength()),
        **activity,
    )


class _Asker:
    """Puts questions about one campaign to one case."""

    def __init__(self, store: CaseStore, campaign: str) -> None:
        self._store = store
        self._campaign = campaign

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        table = self._store.sql(query, (self._campaign, *parameters))
        rows: list[dict[str, Any]] = table.to_pylist()
        return rows

    def row(self, query: str, *parameters: object) -> dict[str, Any]:
        return self.rows(query, *parameters)[0]

    def pairs(self, query: str) -> tuple[tuple[Any, int], ...]:
        return tuple((first, second) for first, second in map(dict.values, self.rows(query)))

    def tally(self, column: str) -> tuple[tuple[str, int], ...]:
        return self.pairs(queries.tally(column))


def _sharing(ask: _Asker) -> Sharing:
    numbers = ask.row(queries.sharing(), queries.shop_pattern())
    return Sharing(domains=ask.pairs(queries.domains()), **numbers)


def _every_day(counted: Sequence[Day]) -> tuple[Day, ...]:
    if not counted:
        return ()
    known = {each.day: each for each in counted}
    first, last = counted[0].day, counted[-1].day
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(known.get(day, Day(day, 0, 0)) for day in days)


def _every_hour(counted: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    posts = dict(counted)
    return tuple(posts.get(hour, 0) for hour in range(24))
