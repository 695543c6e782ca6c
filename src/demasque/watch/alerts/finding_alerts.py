"""From a case after its detection, and what earlier rounds left, to alerts: nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from demasque.case import CaseStore
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.asked.alert_options import AlertOptions
from demasque.watch.alerts.asked.rules import FEWEST_ACCOUNTS, AlertRules
from demasque.watch.alerts.campaign_figures import campaign_figures
from demasque.watch.alerts.heeding_people import heeded
from demasque.watch.alerts.kinds.changed_feeds import changed_feeds
from demasque.watch.alerts.kinds.grown_campaigns import grown_campaigns
from demasque.watch.alerts.kinds.known_again import known_again
from demasque.watch.alerts.kinds.moved_campaigns import moved_campaigns
from demasque.watch.alerts.kinds.new_campaigns import new_campaigns
from demasque.watch.alerts.kinds.regenerated_campaigns import regenerated_campaigns
from demasque.watch.alerts.kinds.resumed_campaigns import resumed_campaigns
from demasque.watch.alerts.kinds.rule_alerts import rule_alerts
from demasque.watch.alerts.kinds.silent_feeds import silent_feeds
from demasque.watch.alerts.kinds.unusual_rates import unusual_rates
from demasque.watch.alerts.round_view import RoundView
from demasque.watch.alerts.watched_campaign import WatchedCampaign, watched_campaigns
from demasque.watch.alerts.watched_things import watched_things


@dataclass(frozen=True)
class FoundAlerts:
    """What a round found: alerts, and what later rounds compare with.

    ``campaigns`` are the states of all campaigns ever watched, ``traces`` the whole content of
    ``watched_traces`` from now on.
    """

    alerts: tuple[Alert, ...]
    campaigns: tuple[WatchedCampaign, ...]
    traces: pa.Table


def find_alerts(
    store: CaseStore, asked: AlertOptions, rules: AlertRules, round: int, now: datetime
) -> FoundAlerts:
    """Compare the findings of a case with what earlier rounds left, and say what there is to tell.

    Reads only, but that the match with a library is renewed where one is given. The same case,
    round and time give the same alerts in the same order; ``now`` (UTC) only says of feeds that
    they are silent, and when alerts were noticed. No alert is about fewer than three accounts, and
    none names one. Whom people excluded is in no figure; a campaign that a named person judged
    genuine is told of only when it grows or moves (``heeding_people``).
    """
    figures = campaign_figures(store)
    before = watched_campaigns(store)
    view = RoundView(
        store=store,
        asked=asked,
        rules=rules,
        round=round,
        now=now,
        newest=_newest(store, now),
        figures={name: each for name, each in figures.items() if each.accounts >= FEWEST_ACCOUNTS},
        before=before,
    )
    states = _states(view)
    alerts = [
        *new_campaigns(view, states),
        *grown_campaigns(view, states),
        *moved_campaigns(view, states),
        *unusual_rates(view),
        *regenerated_campaigns(view, states),
        *known_again(view, states),
        *resumed_campaigns(view),
        *rule_alerts(view),
        *silent_feeds(view),
        *changed_feeds(view),
    ]
    return FoundAlerts(
        tuple(heeded(store, _once(alerts))),
        tuple(states[name] for name in sorted(states)),
        watched_things(view, states),
    )


def _newest(store: CaseStore, now: datetime) -> datetime:
    """The newest post that is not in the future: clocks of old archives and of feeds differ."""
    newest = store.sql("SELECT max(posted_at) AS at FROM posts WHERE posted_at <= ?", [now])
    found = newest["at"][0].as_py()
    return now if found is None else found.astimezone(UTC)


def _states(view: RoundView) -> dict[str, WatchedCampaign]:
    """Every campaign that was ever watched, and those found now, with the figures of now."""
    states = {name: replace(state, found=False) for name, state in view.before.items()}
    for name, figures in view.figures.items():
        known = view.before.get(name) or WatchedCampaign.beginning(figures, view.round)
        states[name] = known.now(figures, view.round)
    return states


def _once(alerts: Sequence[Alert]) -> list[Alert]:
    """Each alert once, in the order of kinds."""
    return list({alert.id: alert for alert in alerts}.values())


def find_silence(
    store: CaseStore, asked: AlertOptions, round: int, now: datetime
) -> tuple[Alert, ...]:
    """Say which feeds are silent, where nothing came and there is no round: ``round`` is the last.

    For :func:`keep_silence`; reads only.
    """
    empty: dict[str, Any] = {"figures": {}, "before": {}}
    return tuple(silent_feeds(RoundView(store, asked, AlertRules(), round, now, now, **empty)))
