"""A campaign that was told of is now elsewhere, too: another platform, language, target, theme."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.kinds.campaign_facets import FACETS, Facets, Use, campaign_facets
from demasque.watch.alerts.round_view import RoundView
from demasque.watch.alerts.watched_campaign import WatchedCampaign

States = dict[str, WatchedCampaign]

_MOST_KNOWN: Final = 500  # values of one facet that are remembered, the latest


def moved_campaigns(view: RoundView, states: States) -> list[Alert]:
    """Tell of values that a campaign uses in enough posts, and did not when it was told of last.

    What a campaign uses in the round in which it is told as new is known from then on. Of new
    narratives one alert a week is made, however many there are.
    """
    asked = [name for name, state in states.items() if state.told and state.found]
    alerts: list[Alert] = []
    for name, facets in campaign_facets(view.store, asked).items() if asked else ():
        state = states[name]
        if name in view.told:
            alerts += _moved(view, state, facets)
        states[name] = replace(
            state,
            known=_joined(state.known, facets),
            unlisted=max(state.unlisted, facets.unlisted),
        )
    return alerts


def _joined(known: Mapping[str, tuple[str, ...]], facets: Facets) -> dict[str, tuple[str, ...]]:
    now = facets.values()
    return {
        facet: tuple(dict.fromkeys((*known.get(facet, ()), *now.get(facet, ()))))[-_MOST_KNOWN:]
        for facet in FACETS
    }


def _moved(view: RoundView, state: WatchedCampaign, facets: Facets) -> list[Alert]:
    alerts = []
    for facet in FACETS:
        known = set(state.known.get(facet, ()))
        uses = [use for use in facets.uses.get(facet, ()) if use.value not in known]
        if facet == "narrative":
            alerts += [_narrative(view, state, uses)] if uses else []
        else:
            alerts += [_value(view, state, facet, use) for use in uses]
    if facets.unlisted > 2 * state.unlisted and facets.unlisted > state.unlisted + 1:
        alerts.append(_unlisted(view, state, facets.unlisted))
    return alerts


def _value(view: RoundView, state: WatchedCampaign, facet: str, use: Use) -> Alert:
    said = {"campaign": state.campaign, "posts": use.posts, "accounts": use.accounts}
    what = {
        "platform": Sentence(
            "{campaign} is on another platform now, {value}: {posts} posts of {accounts} accounts.",
            **said, value=use.value,
        ),
        "language": Sentence(
            "{campaign} writes in another language now, {value}: {posts} posts of {accounts} "
            "accounts.",
            **said, value=use.value,
        ),
        "target": Sentence(
            "{campaign} addresses {value} now, more than chance gives: {posts} posts of {accounts} "
            "accounts.",
            **said, value=use.value,
        ),
    }  # fmt: skip
    return _alert(view, state, what[facet], (facet, use.value), use.posts)


def _narrative(view: RoundView, state: WatchedCampaign, uses: list[Use]) -> Alert:
    foremost = max(uses, key=lambda use: (use.posts, use.value))
    year, week, _ = view.newest.isocalendar()
    what = Sentence(
        "{campaign} has a theme that it did not have before: one new message, hashtag or site "
        "stands in {posts} posts of {accounts} accounts.",
        campaign=state.campaign,
        posts=foremost.posts,
        accounts=foremost.accounts,
    )
    return _alert(view, state, what, ("narrative", f"{year}-{week:02}"), foremost.posts)


def _unlisted(view: RoundView, state: WatchedCampaign, targets: int) -> Alert:
    what = Sentence(
        "{campaign} addresses {targets} accounts beyond chance that are on no list of "
        "institutions; before, it addressed {before}.",
        campaign=state.campaign,
        targets=targets,
        before=state.unlisted,
    )
    return _alert(view, state, what, ("targets", str(targets.bit_length())), targets)


def _alert(
    view: RoundView, state: WatchedCampaign, what: Sentence, about: tuple[str, ...], count: int
) -> Alert:
    return Alert(
        kind="campaign-moved",
        subject=state.campaign,
        what=what,
        how_sure=Sentence(
            "It is counted, not estimated; who is behind the group, and why it does so, is not "
            "known from it."
        ),
        innocent=(
            Sentence(
                "Files of another feed, or of a longer stretch of time, show more of a group "
                "without any change in it."
            ),
            *view.still_open(state.campaign),
        ),
        evidence=view.evidence(state.campaign),
        noticed_at=view.now,
        round=view.round,
        since=view.before[state.campaign].told_at,
        about=about,
        figures={"count": count},
    )
