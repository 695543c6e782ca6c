"""Measure campaigns: ask the case, and put the answers together."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

import duckdb

from demasque.campaigns import queries
from demasque.campaigns.account_sample import AccountSamples, account_samples
from demasque.campaigns.languages import Languages, languages
from demasque.campaigns.messages.campaign_narratives import narratives_by_campaign
from demasque.campaigns.profile import (
    Audience,
    CampaignProfile,
    Day,
    KindTies,
    Member,
    PersonalDetails,
    Sharing,
    Trace,
    Venue,
)
from demasque.campaigns.slices import cut_out
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.text import Narrative

TRACES_SHOWN: Final = 50
"""Traces that a profile lists; the tables hold all."""

_MEMBERS: Final = (
    "SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[]))"
)


def profile(store: CaseStore, campaign: str) -> CampaignProfile:
    """Measure one campaign; see :func:`profiles`."""
    return next(profiles(store, [campaign]))


def profiles(store: CaseStore, campaigns: Sequence[str]) -> Iterator[CampaignProfile]:
    """Measure campaigns, in the order given, walking the case's tables once for all of them.

    Args:
        store: a case in which campaigns were found.
        campaigns: their names, such as ``C1``.

    Raises:
        UsageError: the case has no campaign of one of these names.
    """
    names = list(campaigns)
    members = store.sql(_MEMBERS, (names,))
    spoken = languages(store, members["account"].to_pylist(), members["campaign"].to_pylist())
    messages = narratives_by_campaign(store, names)
    samples = account_samples(store, names)
    with cut_out(store, names) as slices:
        for campaign in names:
            if campaign not in spoken:
                raise UsageError(
                    "There is no campaign {campaign} in this case.", campaign=repr(campaign)
                )
            ask = _Asker(slices.of(campaign))
            yield _measure(ask, campaign, spoken[campaign], messages[campaign], samples)


def _measure(
    ask: "_Asker",
    campaign: str,
    spoken: Languages,
    messages: tuple[Narrative, ...],
    samples: AccountSamples,
) -> CampaignProfile:
    members = tuple(Member(**row) for row in ask.rows(queries.MEMBERS))
    return CampaignProfile(
        campaign=campaign,
        members=members,
        ties=tuple(KindTies(**row) for row in ask.rows(queries.TIES)),
        platforms=ask.tally("platform"),
        languages=spoken.ranked,
        languages_unstated=spoken.unstated,
        languages_read=spoken.read,
        kinds=ask.tally("kind"),
        days=_every_day([Day(**row) for row in ask.rows(queries.DAYS)]),
        hours=_every_hour(ask.pairs(queries.HOURS)),
        sharing=_sharing(ask),
        traces=tuple(Trace(**row) for row in ask.rows(queries.TRACES, TRACES_SHOWN)),
        narratives=messages,
        venues=tuple(Venue(**row) for row in ask.rows(queries.VENUES)),
        audience=Audience(**ask.row(queries.AUDIENCE)),
        personal_details=tuple(PersonalDetails(**row) for row in ask.rows(queries.DETAILS)),
        sample=samples.members[campaign],
        others=samples.others,
        **ask.row(queries.STRENGTH),
        **ask.row(queries.ACTIVITY),
    )


class _Asker:
    """Puts questions to the slice of one campaign."""

    def __init__(self, slice_: duckdb.DuckDBPyConnection) -> None:
        self._slice = slice_

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        answer = self._slice.sql(query, params=list(parameters)).to_arrow_table()
        rows: list[dict[str, Any]] = answer.to_pylist()
        return rows

    def row(self, query: str, *parameters: object) -> dict[str, Any]:
        return self.rows(query, *parameters)[0]

    def pairs(self, query: str) -> tuple[tuple[Any, int], ...]:
        return tuple((first, second) for first, second in map(dict.values, self.rows(query)))

    def tally(self, column: str) -> tuple[tuple[str, int], ...]:
        return self.pairs(queries.TALLY.format(column=column))


def _sharing(ask: _Asker) -> Sharing:
    # Asked apart: of so many answers side by side the planner tries all orders, which takes longer
    # than the answers do.
    return Sharing(
        domains=ask.pairs(queries.DOMAINS),
        **ask.row(queries.SHARED),
        **ask.row(queries.CARRYING),
        **ask.row(queries.CROSSING),
        **ask.row(queries.SHOP_LIKE, queries.SHOP_WORDS),
        **ask.row(queries.OUTSIDERS),
        **ask.row(queries.GAPS),
    )


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
