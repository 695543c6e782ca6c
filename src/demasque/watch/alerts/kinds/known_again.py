"""Messages, pictures and sites of a campaign that was gone or at rest are posted again."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.asked.rules import FEWEST_ACCOUNTS
from demasque.watch.alerts.campaign_kin import kin_of, last_of_kin
from demasque.watch.alerts.kinds.known_indicators import indicators_again
from demasque.watch.alerts.round_view import RoundView
from demasque.watch.alerts.watched_campaign import WatchedCampaign
from demasque.watch.alerts.watched_things import THINGS

REST_DAYS: Final = 1
"""Days without a post after which a campaign is at rest (tried: 1 and 2)."""

FEWEST_POSTS: Final = 5
"""Posts that carry something known, at least (considered: 3 to 20)."""

States = dict[str, WatchedCampaign]

_AGAIN: Final = f"""
    WITH asked AS (
        SELECT unnest(?::VARCHAR[]) AS campaign, unnest(?::TIMESTAMPTZ[]) AS rested_at),
    kin AS (
        SELECT k.campaign, account FROM memberships m
        JOIN (SELECT unnest(?::VARCHAR[]) AS campaign, unnest(?::VARCHAR[]) AS name) k
        ON m.campaign = k.name),
    things AS ({THINGS}),
    carried AS (
        SELECT w.campaign, t.account, t.post, t."at", t.kind, t.trace
        FROM things t JOIN watched_traces w USING (kind, trace) JOIN asked USING (campaign)
        WHERE t."at" > rested_at AND t."at" <= ?
              AND t.account NOT IN (SELECT account FROM decided WHERE decision = 'exclude')
              AND (w.campaign, t.account) NOT IN (SELECT (campaign, account) FROM kin))
    SELECT campaign, count(DISTINCT account) AS accounts, count(DISTINCT post) AS posts,
           count(DISTINCT trace) FILTER (kind = 'text') AS messages,
           count(DISTINCT trace) FILTER (kind IN ('url', 'site')) AS links,
           count(DISTINCT trace) FILTER (kind IN ('media', 'picture_text')) AS pictures,
           min("at") AS first_at
    FROM carried GROUP BY campaign ORDER BY campaign"""


def known_again(view: RoundView, states: States) -> list[Alert]:
    """Tell of campaigns whose things several accounts post again after a rest; and of published
    indicators where a library is given.

    Once for each rest. Members that the campaign has still, or that it shared with others by
    parting or joining, do not count; of such campaigns the one that posted last is told of. Where
    the accounts are new ones after a removal, and more than chance gives, the alert is one of
    regeneration, and there is none here.
    """
    resting = {
        name: state
        for name, state in view.before.items()
        if states[name].told and _rests(view, state) and last_of_kin(states, name)
    }
    told = _regenerated(view, states)
    waiting = [name for name in sorted(resting) if name not in told]
    alerts = []
    if waiting:
        moments = [resting[n].last_at + timedelta(days=REST_DAYS) for n in waiting]
        kin = [(name, each) for name in waiting for each in (name, *kin_of(states, name))]
        asked = (waiting, moments, [name for name, _ in kin], [each for _, each in kin])
        for row in view.store.sql(_AGAIN, (*asked, view.newest)).to_pylist():
            if row["accounts"] >= FEWEST_ACCOUNTS and row["posts"] >= FEWEST_POSTS:
                alerts.append(_alert(view, resting[row["campaign"]], row))
    return [*alerts, *indicators_again(view)]


def _rests(view: RoundView, state: WatchedCampaign) -> bool:
    """Whether a campaign that was told of had no post for some days when the round began."""
    return state.told and view.newest > state.last_at + timedelta(days=REST_DAYS)


def _regenerated(view: RoundView, states: States) -> set[str]:
    """Campaigns of which an alert says already that they came back."""
    rows = view.store.sql("SELECT DISTINCT subject FROM alerts WHERE kind = 'regenerated'")
    return {*rows["subject"].to_pylist(), *(n for n, s in states.items() if s.returned)}


def _alert(view: RoundView, state: WatchedCampaign, row: Mapping[str, Any]) -> Alert:
    found = tuple(_things(row))
    return Alert(
        kind="seen-again",
        subject=state.campaign,
        what=Sentence(
            "What {campaign} spread is seen again after a rest since {last}: {things}, in {posts} "
            "posts of {accounts} accounts.",
            campaign=state.campaign,
            last=state.last_at.date(),
            things=found,
            posts=row["posts"],
            accounts=row["accounts"],
        ),
        how_sure=Sentence(
            "Hardly anybody outside the campaign had posted these things before. Whether the same "
            "people post them is not known from it."
        ),
        innocent=(
            Sentence("People quote what went round, report on it or warn of it."),
            Sentence("Files that came late hold posts that others wrote then."),
            *view.still_open(state.campaign),
        ),
        evidence=(
            *view.evidence(state.campaign)[:1],
            Sentence("demasque narratives {case}", case=view.case),
        ),
        noticed_at=view.now,
        round=view.round,
        since=row["first_at"],
        about=("again", state.last_at.date().isoformat()),
        figures={name: row[name] for name in _FIGURES},
    )


_FIGURES: Final = ("accounts", "posts", "messages", "links", "pictures")


def _things(row: Mapping[str, Any]) -> Iterator[Sentence]:
    if row["messages"]:
        yield Sentence.counted("{n} wording", "{n} wordings", row["messages"])
    if row["links"]:
        yield Sentence.counted("{n} address or site", "{n} addresses or sites", row["links"])
    if row["pictures"]:
        yield Sentence.counted("{n} picture or clip", "{n} pictures and clips", row["pictures"])
