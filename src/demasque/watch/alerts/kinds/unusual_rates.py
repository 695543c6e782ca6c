"""A campaign, or the posts that a rule takes, has a day beyond its own past."""

from datetime import datetime, timedelta
from typing import Final

from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.asked.rules import FEWEST_ACCOUNTS
from demasque.watch.alerts.rates.rate_series import (
    RateSeries,
    campaign_series,
    crowd_counts,
    rule_series,
)
from demasque.watch.alerts.rates.rate_test import UnusualDay, unusual_days
from demasque.watch.alerts.round_view import RoundView

REST_DAYS: Final = 7
"""Days after an alert in which the same series is told again only if it doubled
(considered: 3-14)."""

_DAYS_OF_A_MONTH: Final = 30.0

_TOLD: Final = """
    SELECT subject, since, CAST(json_extract(record, '$.figures.count') AS BIGINT) AS count,
           json_extract_string(record, '$.figures.what') AS what
    FROM alerts WHERE kind = 'rate' AND round < ? AND since >= ? ORDER BY since"""


def unusual_rates(view: RoundView) -> list[Alert]:
    """Tell of days with more posts or clips than a series' own past explains.

    The rate of false alarms asked for is that of all series of the case together. A day on which
    fewer than three accounts post is told of nobody.
    """
    rules = [rule for rule in view.rules.rules if rule.rate]
    series = [
        *campaign_series(view.store, view.told, view.newest),
        *rule_series(view.store, rules, view.newest),
    ]
    if not series:
        return []
    alpha = view.asked.false_alarms / _DAYS_OF_A_MONTH
    crowd = crowd_counts(view.store, view.newest)
    judged = unusual_days([each.counts for each in series], crowd, alpha)
    told = _told(view)
    return [
        _alert(view, each, day)
        for each, day in zip(series, judged, strict=True)
        if day is not None
        and each.accounts >= FEWEST_ACCOUNTS
        and day.count >= 2 * told.get((each.subject, each.what), 0)
    ]


def _told(view: RoundView) -> dict[tuple[str, str], int]:
    """The counts that alerts of the last days spoke of, by subject and what is counted."""
    begin = view.newest - timedelta(days=REST_DAYS)
    rows = view.store.sql(_TOLD, (view.round, begin)).to_pylist()
    return {(row["subject"], row["what"]): row["count"] for row in rows}


def _alert(view: RoundView, series: RateSeries, day: UnusualDay) -> Alert:
    said = {
        "subject": series.subject,
        "count": day.count,
        "expected": round(day.expected, 1),
        "day": view.newest.date(),
        "days": day.days,
    }
    forms = {
        "posts": Sentence(
            "{subject}: {count} posts on {day} so far; the {days} days before let expect "
            "{expected}.",
            **said,
        ),
        "clips": Sentence(
            "{subject}: {count} posts with pictures or clips on {day} so far; the {days} days "
            "before let expect {expected}.",
            **said,
        ),
    }
    return Alert(
        kind="rate",
        subject=series.subject,
        what=forms[series.what],
        how_sure=Sentence(
            "So many or more would be seen on one day with p = {p}; over all that is watched in "
            "this case, chance gives about {alarms} such alerts a month.",
            p=f"{day.p:.1g}",
            alarms=view.asked.false_alarms,
        ),
        innocent=(
            Sentence("News or an event of which many speak, and of which nobody spoke before."),
            Sentence("Files of another feed, or files that came late, add posts to a day."),
            *view.still_open(series.subject),
        ),
        evidence=_evidence(view, series.subject),
        noticed_at=view.now,
        round=view.round,
        since=series.began,
        about=(series.what, _day(view.newest)),
        figures={
            "what": series.what,
            "count": day.count,
            "expected": day.expected,
            "p": day.p,
            "accounts": series.accounts,
        },
    )


def _evidence(view: RoundView, subject: str) -> tuple[Sentence, ...]:
    if subject in view.figures:
        return view.evidence(subject)
    return (Sentence("demasque serve {case}, page /search", case=view.case),)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
