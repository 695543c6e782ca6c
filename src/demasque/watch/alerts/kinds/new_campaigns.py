"""A campaign that no alert spoke of yet, and that is strong enough to be told of."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from demasque.assessment import Assessment, Confidence, Likelihood, Rung, Standing, assess
from demasque.campaigns import CampaignProfile, profiles
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.asked.rules import FEWEST_ACCOUNTS
from demasque.watch.alerts.round_view import RoundView, open_sentences
from demasque.watch.alerts.watched_campaign import WatchedCampaign

_MOST_LOOKED_AT: Final = 40
"""Campaigns whose strength is looked at in one round, the largest; the others' turn comes next.
Each takes some hundredths of a second (considered: 10 to 200)."""

_MORE: Final = 1.1
"""Growth of accounts, ties or posts from which on a campaign is looked at anew
(considered: 1-1.5)."""

States = dict[str, WatchedCampaign]


def new_campaigns(view: RoundView, states: States) -> list[Alert]:
    """Tell of campaigns that reach the strength asked for; ``states`` then say so.

    A campaign that was part of another, of which an alert spoke, is told as such, whatever its
    strength: the accounts are the same.
    """
    alerts = [*_parts(view, states)]
    waiting = sorted(
        (state for state in states.values() if _waits(state)),
        key=lambda state: (-state.accounts, -state.ties, state.campaign),
    )[:_MOST_LOOKED_AT]
    for profile in profiles(view.store, [state.campaign for state in waiting]) if waiting else ():
        state = states[profile.campaign]
        judged = assess(profile)
        state = replace(state, judged=(state.accounts, state.ties, state.posts))
        if strong_enough(view.asked.strength, profile, judged):
            state = _told(state, _open(judged))
            alerts.append(_alert(view, profile, judged))
        states[profile.campaign] = state
    return alerts


def strong_enough(strength: str, profile: CampaignProfile, judged: Assessment) -> bool:
    """Whether a campaign comes to one of ``STRENGTHS``.

    ``any``: three accounts. ``coordination``: beyond chance very likely, on ground that is at least
    moderate, and no innocent explanation supported. ``indicators``: besides, signs of two sorts.
    """
    if len(profile.members) < FEWEST_ACCOUNTS:
        return False
    if strength == "any":
        return True
    innocent = any(each.standing is Standing.SUPPORTED for each in judged.hypotheses)
    least = Rung.INDICATORS if strength == "indicators" else Rung.COORDINATION
    return (
        judged.rung >= least
        and judged.likelihood >= Likelihood.VERY_LIKELY
        and judged.confidence >= Confidence.MODERATE
        and not innocent
    )


def _waits(state: WatchedCampaign) -> bool:
    """Whether it was never told, and has become more since it was looked at last."""
    now = (state.accounts, state.ties, state.posts)
    more = any(count > _MORE * known for count, known in zip(now, state.judged, strict=True))
    return state.found and not state.told and state.accounts >= FEWEST_ACCOUNTS and more


def _told(state: WatchedCampaign, open_: tuple[str, ...]) -> WatchedCampaign:
    return replace(
        state,
        told=True,
        into=None,
        open=open_,
        told_accounts=state.accounts,
        told_posts=state.posts,
        told_at=state.last_at,
    )


def _open(judged: Assessment) -> tuple[str, ...]:
    return tuple(
        each.hypothesis for each in judged.hypotheses if each.standing is not Standing.WEAKENED
    )


def _alert(view: RoundView, profile: CampaignProfile, judged: Assessment) -> Alert:
    likely = Sentence(
        "{one} {other}", one=judged.likelihood_sentence, other=judged.confidence_sentence
    )
    always = Sentence("Genuine people and offices coordinate too: nobody is accused of anything.")
    return Alert(
        kind="new-campaign",
        subject=profile.campaign,
        what=Sentence(
            "{campaign} is new: {accounts} accounts act together more than chance gives, in "
            "{posts} posts ({platforms}).",
            campaign=profile.campaign,
            accounts=len(profile.members),
            posts=profile.posts,
            platforms=[
                Sentence("unknown platform") if name == "unknown" else name
                for name, _ in profile.platforms
            ],
        ),
        how_sure=Sentence("{one} {other}", one=likely, other=judged.why_this_rung),
        innocent=(*open_sentences(_open(judged)), always),
        evidence=view.evidence(profile.campaign),
        noticed_at=view.now,
        round=view.round,
        since=profile.first_at,
        about=("new",),
        figures={
            "accounts": len(profile.members),
            "posts": profile.posts,
            "rung": int(judged.rung),
            "likelihood": int(judged.likelihood),
            "confidence": int(judged.confidence),
        },
    )


_SPLITS: Final = """
    SELECT name, other, accounts FROM name_changes
    WHERE change = 'split' AND name[1] = 'C' ORDER BY ALL"""


def _parts(view: RoundView, states: States) -> Iterator[Alert]:
    """Campaigns that were part of one that was told."""
    for row in _fresh(view.store.sql(_SPLITS).to_pylist(), states):
        whole, part = states[row["other"]], states[row["name"]]
        told = replace(_told(part, whole.open), known=whole.known)
        states[part.campaign] = told.with_kin(whole)
        states[whole.campaign] = whole.with_kin(part)
        yield Alert(
            kind="new-campaign",
            subject=part.campaign,
            what=Sentence(
                "{campaign} was part of {other} until now: {accounts} of its accounts were told "
                "of under that name.",
                campaign=part.campaign,
                other=whole.campaign,
                accounts=row["accounts"],
            ),
            how_sure=Sentence("Groups part and join as posts come in: nothing new is known of it."),
            innocent=open_sentences(whole.open),
            evidence=view.evidence(part.campaign),
            noticed_at=view.now,
            round=view.round,
            since=part.first_at,
            about=("part", whole.campaign),
            figures={"accounts": part.accounts, "posts": part.posts},
        )


def _fresh(rows: Iterable[dict[str, str]], states: States) -> Iterator[dict[str, str]]:
    for row in rows:
        part, whole = states.get(row["name"]), states.get(row["other"])
        if part and whole and whole.told and not part.told and part.accounts >= FEWEST_ACCOUNTS:
            yield row
