"""A campaign that was told of has grown beyond its own past, or took up another one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

from scipy.stats import binom

from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.campaign_figures import CampaignFigures
from demasque.watch.alerts.round_view import RoundView
from demasque.watch.alerts.watched_campaign import WatchedCampaign

STEP: Final = 2.0
"""Accounts, or posts, that a campaign must have times what an alert last spoke of
(considered: 1.5 to
4): each later alert takes as many again."""

_FEWEST_JOINED: Final = 5
"""Accounts that joined since, at least (considered: 3 to 10)."""

_FEWEST_POSTS: Final = 50
"""Posts since, at least (considered: 20 to 200)."""

_SURPRISE: Final = 0.01
"""The p of the growth, over all stretches tried, below which it is told (tried: 0.01, 1e-3)."""

States = dict[str, WatchedCampaign]

_WINDOWS: Final = (1, 3, 7)
"""Last days in which growth may have come, besides all the time since an alert
(considered: 1 to 14)."""

_ARRIVED: Final = """
    WITH since AS (SELECT unnest(?::VARCHAR[]) AS campaign, unnest(?::TIMESTAMPTZ[]) AS told_at),
    stretches AS (
        SELECT campaign, told_at, greatest(told_at, newest - to_days(days)) AS begins
        FROM since, (SELECT unnest(?::INTEGER[]) AS days, ?::TIMESTAMPTZ AS newest)
        UNION SELECT campaign, told_at, told_at FROM since),
    own AS (
        SELECT campaign, account, posted_at, date_trunc('day', posted_at) AS day
        FROM posts JOIN memberships USING (account) SEMI JOIN since USING (campaign)
        WHERE posted_at <= ?),
    totals AS (
        SELECT campaign, count(*) AS posts, count(DISTINCT account) AS accounts,
               count(*) / count(DISTINCT (account, day)) AS at_once
        FROM own GROUP BY campaign),
    counted AS (
        SELECT campaign, begins, told_at, count(*) FILTER (posted_at > begins) AS posts,
               count(*) FILTER (posted_at > told_at) AS posts_since
        FROM own JOIN stretches USING (campaign) GROUP BY ALL),
    firsts AS (SELECT campaign, account, min(posted_at) AS first_at FROM own GROUP BY ALL),
    joined AS (
        SELECT campaign, begins, count(*) FILTER (first_at > begins) AS accounts,
               count(*) FILTER (first_at > told_at) AS accounts_since
        FROM firsts JOIN stretches USING (campaign) GROUP BY campaign, begins)
    SELECT campaign, begins, c.posts, posts_since, j.accounts, accounts_since, t.posts AS all_posts,
           t.accounts AS all_accounts, at_once
    FROM counted c JOIN joined j USING (campaign, begins) JOIN totals t USING (campaign)
    ORDER BY campaign, begins"""
"""Accounts that came, and posts, in stretches of time since an alert spoke of a campaign;
``at_once``: posts of an account on a day on which it posts, which count as one."""


def grown_campaigns(view: RoundView, states: States) -> list[Alert]:
    """Tell of campaigns that doubled, or more, faster than they grew before."""
    alerts = [*_merged(view, states)]
    asked = [name for name in view.told if states[name].told_at is not None]
    moments = [states[name].told_at for name in asked]
    values = (asked, moments, list(_WINDOWS), view.newest, view.newest)
    rows = view.store.sql(_ARRIVED, values).to_pylist() if asked else []
    for name, stretches in groupby(rows, lambda row: str(row["campaign"])):
        state, now = states[name], view.figures[name]
        counted = [*stretches]
        for what, fewest in (("accounts", _FEWEST_JOINED), ("posts", _FEWEST_POSTS)):
            later, all_of_them = counted[0][f"{what}_since"], counted[0][f"all_{what}"]
            p = min(1.0, len(counted) * min(_surprise(what, row, now) for row in counted))
            doubled = later >= (STEP - 1) * (all_of_them - later)
            if later >= fewest and doubled and p <= _SURPRISE:
                alerts.append(_alert(view, state, now, what, later, p))
                states[name] = replace(
                    state,
                    told_accounts=now.accounts,
                    told_posts=now.posts,
                    told_at=now.last_at,
                )
                break
    return alerts


def _surprise(what: str, row: Mapping[str, Any], now: CampaignFigures) -> float:
    """That so many of all fall into a stretch at the end, had the campaign grown steadily.

    Given how many there are, those of a steady stream fall into a stretch of time by its share of
    the whole (the conditional test of two Poisson rates: Przyborowski and Wilenski, Biometrika 31,
    1940).
    """
    whole = (now.last_at - now.first_at).total_seconds()
    stretch = (now.last_at - row["begins"]).total_seconds()
    at_once = max(row["at_once"], 1.0) if what == "posts" else 1.0
    count, all_of_them = round(row[what] / at_once), round(row[f"all_{what}"] / at_once)
    if count == 0 or not 0 < stretch < whole:
        return 1.0
    return float(binom.sf(count - 1, all_of_them, stretch / whole))


def _alert(
    view: RoundView, state: WatchedCampaign, now: CampaignFigures, what: str, later: int, p: float
) -> Alert:
    step = now.accounts if what == "accounts" else now.posts
    forms = {
        "accounts": Sentence(
            "{campaign} has grown: {later} accounts joined since {since}; it has {accounts} "
            "accounts and {posts} posts now.",
            **_said(state, now, later),
        ),
        "posts": Sentence(
            "{campaign} has grown: {later} posts came since {since}; it has {accounts} accounts "
            "and {posts} posts now.",
            **_said(state, now, later),
        ),
    }
    return Alert(
        kind="campaign-grew",
        subject=now.campaign,
        what=forms[what],
        how_sure=Sentence(
            "At the pace that it had before, so much growth would be seen with p = {p}.",
            p=f"{p:.1g}",
        ),
        innocent=(
            Sentence(
                "Files of another feed, or of a longer stretch of time, show more of a group "
                "without any change in it."
            ),
            Sentence("News or an event draws people in."),
            *view.still_open(now.campaign),
        ),
        evidence=view.evidence(now.campaign),
        noticed_at=view.now,
        round=view.round,
        since=state.told_at,
        about=(what, str(step.bit_length())),
        figures={"accounts": now.accounts, "posts": now.posts, "later": later, "p": p},
    )


def _said(state: WatchedCampaign, now: CampaignFigures, later: int) -> dict[str, object]:
    return {
        "campaign": now.campaign,
        "later": later,
        "since": state.told_at,
        "accounts": now.accounts,
        "posts": now.posts,
    }


_MERGED: Final = """
    SELECT name, other, accounts FROM name_changes
    WHERE change = 'merged' AND name[1] = 'C' ORDER BY ALL"""


def _merged(view: RoundView, states: States) -> Iterator[Alert]:
    """Campaigns that took up one that was told: one alert, and none that the other is gone."""
    for row in view.store.sql(_MERGED).to_pylist():
        whole, part = states.get(row["name"]), states.get(row["other"])
        if not (whole and whole.found and part and part.told):
            continue
        # From now on it is watched under the other's name alone.
        states[part.campaign] = replace(part, told=False, into=whole.campaign)
        states[whole.campaign] = replace(
            whole.with_kin(part),
            told=True,
            open=whole.open or part.open,
            told_accounts=whole.accounts,
            told_posts=whole.posts,
            told_at=whole.last_at,
        )
        yield Alert(
            kind="campaign-grew",
            subject=whole.campaign,
            what=Sentence(
                "{other} is found as part of {campaign} now: {accounts} of its accounts are there.",
                other=part.campaign,
                campaign=whole.campaign,
                accounts=row["accounts"],
            ),
            how_sure=Sentence("Groups part and join as posts come in: nothing new is known of it."),
            innocent=view.still_open(part.campaign),
            evidence=view.evidence(whole.campaign),
            noticed_at=view.now,
            round=view.round,
            since=part.first_at,
            about=("merged", part.campaign),
            figures={"accounts": whole.accounts, "posts": whole.posts},
        )
