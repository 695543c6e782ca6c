"""New accounts carry what a campaign spread, after platforms removed its accounts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from scipy.stats import hypergeom

from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.asked.rules import FEWEST_ACCOUNTS
from demasque.watch.alerts.campaign_kin import last_of_kin
from demasque.watch.alerts.round_view import RoundView
from demasque.watch.alerts.watched_campaign import WatchedCampaign
from demasque.watch.alerts.watched_things import THINGS

FEWEST_THINGS: Final = 2
"""Distinct rare things that a new account must carry, in posts of their own
(considered: 1 to 5)."""

LOST: Final = 0.5
"""Of the accounts that a campaign had, the share that must be gone (considered: 0.3 to 0.9)."""

_EXPLAINED: Final = 0.8
"""Of the accounts that a campaign lost, the share that notices must explain
(considered: 0.5 to 1)."""

_BEFORE_THE_LAST: Final = timedelta(days=1)
"""Before a campaign's last post, the time from which on takedowns may be its own."""

_SURPRISE: Final = 1e-3
"""p below which new accounts that carry them are told of (considered: 1e-2 to 1e-5)."""

States = dict[str, WatchedCampaign]

_TAKEN_DOWN: Final = """
    WITH gone AS (
        SELECT account, min(made_at) AS gone_at FROM tombstones
        WHERE kind = 'takendown' AND account IS NOT NULL AND posts > 0 GROUP BY account)
    SELECT count(*) AS accounts, quantile_disc(gone_at, 0.5) AS removed_at
    FROM gone WHERE gone_at >= ?"""

_CARRIERS: Final = f"""
    WITH asked AS (SELECT ?::VARCHAR AS campaign, ?::TIMESTAMPTZ AS removed_at),
    kept AS (
        SELECT account, posted_at FROM posts, asked
        WHERE account NOT IN (SELECT account FROM decided WHERE decision = 'exclude')
              AND account NOT IN (SELECT account FROM venue_list)),
    known AS (
        SELECT account, min(posted_at) > any_value(removed_at) AS fresh, min(posted_at) AS first_at
        FROM kept, asked GROUP BY account HAVING max(posted_at) > any_value(removed_at)),
    things AS ({THINGS}),
    carried AS (
        -- One thing a post, what says most first: its words, its link and that link's site are
        -- one act.
        SELECT t.account, t.post, arg_min(struct_pack(kind, trace), list_position(
                   ['text', 'picture_text', 'media', 'url', 'site'], kind)) AS carries
        FROM things t JOIN watched_traces w USING (kind, trace) JOIN asked USING (campaign)
        WHERE t."at" > removed_at GROUP BY t.account, t.post),
    carriers AS (
        SELECT account, count(DISTINCT carries) AS shared, count(*) AS posts
        FROM carried GROUP BY account)
    SELECT count(*) AS all_accounts, count(*) FILTER (fresh) AS fresh,
           count(*) FILTER (shared >= {FEWEST_THINGS}) AS carriers,
           count(*) FILTER (fresh AND shared >= {FEWEST_THINGS}) AS accounts,
           coalesce(sum(posts) FILTER (fresh AND shared >= {FEWEST_THINGS}), 0)::BIGINT AS posts,
           min(first_at) FILTER (fresh AND shared >= {FEWEST_THINGS}) AS first_at
    FROM known LEFT JOIN carriers USING (account)"""

_LISTED: Final = """
    SELECT campaign, removed_at, count(*) AS accounts, sum(posts)::BIGINT AS posts,
           min(first_at) AS first_at, max(q) AS p
    FROM regenerated GROUP BY ALL ORDER BY ALL"""


def regenerated_campaigns(view: RoundView, states: States) -> list[Alert]:
    """Tell of campaigns that come back under new names.

    A removal is known from lists of statuses (``demasque outcome``), where the old posts are still
    there; or from networks' own notices, after which posts are gone and what the campaign spread
    is known from its hashes alone. Of campaigns that parted or joined, the last one is told of.
    Each removal is told once, and again when the new accounts doubled.
    """
    alerts = []
    for row in view.store.sql(_LISTED).to_pylist():
        if row["accounts"] >= FEWEST_ACCOUNTS:
            alerts.append(_alert(view, row["campaign"], row["removed_at"], row))
    for name in sorted(states):
        removed = _removed(view, states[name])
        if removed is None or not last_of_kin(states, name):
            continue
        states[name] = replace(states[name], removed_at=removed)
        row = view.store.sql(_CARRIERS, (name, removed)).to_pylist()[0]
        p = _chance(row)
        if row["accounts"] >= FEWEST_ACCOUNTS and p <= _SURPRISE:
            states[name] = replace(states[name], returned=True)
            alerts.append(_alert(view, name, removed, {**row, "p": p}))
    return alerts


def _removed(view: RoundView, state: WatchedCampaign) -> datetime | None:
    """When a campaign's accounts were taken down; None where too few were, or it is still there.

    Whose they were is not kept: about as many accounts with posts in the case must have gone by
    the networks' notices as the campaign lost; where it is found no more, since its last posts.
    """
    if not state.told or state.removed_at is not None:
        return state.removed_at
    now = state.accounts if state.found else 0
    lost = state.most - now
    if lost < max(FEWEST_ACCOUNTS, LOST * state.most):
        return None
    since = state.first_at if state.found else state.last_at - _BEFORE_THE_LAST
    row = view.store.sql(_TAKEN_DOWN, [since]).to_pylist()[0]
    return row["removed_at"] if row["accounts"] >= _EXPLAINED * lost else None


def _chance(row: Mapping[str, Any]) -> float:
    """That so many of the carriers are new, had new accounts carried no more than others (Fisher's
    exact test, one-sided)."""
    new = hypergeom(row["all_accounts"], row["carriers"], row["fresh"])
    return float(new.sf(row["accounts"] - 1))


def _alert(view: RoundView, campaign: str, removed_at: datetime, row: Mapping[str, Any]) -> Alert:
    return Alert(
        kind="regenerated",
        subject=campaign,
        what=Sentence(
            "After the removal of {removed}, {accounts} accounts that were not seen before carry "
            "what {campaign} spread, in {posts} posts.",
            removed=removed_at.date(),
            accounts=row["accounts"],
            campaign=campaign,
            posts=row["posts"],
        ),
        how_sure=Sentence(
            "Were accounts that were there before as likely to carry it, this would be seen with "
            "p = {p}. It is a lead: none of them is counted as a member for it.",
            p=f"{row['p']:.1g}",
        ),
        innocent=(*_innocent(), *view.still_open(campaign)),
        evidence=(
            Sentence("demasque outcome {case}", case=view.case),
            *view.evidence(campaign)[:1],
        ),
        noticed_at=view.now,
        round=view.round,
        since=row["first_at"],
        about=(removed_at.date().isoformat(), str(row["accounts"].bit_length())),
        figures={"accounts": row["accounts"], "posts": row["posts"], "p": row["p"]},
    )


def _innocent() -> Iterator[Sentence]:
    yield Sentence("People quote what went round, report on it or warn of it.")
    yield Sentence("People whose accounts were removed by mistake begin anew.")
