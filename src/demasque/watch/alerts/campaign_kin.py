"""Campaigns that parted from each other or joined: one group under several names over time."""

from collections.abc import Mapping

from demasque.watch.alerts.watched_campaign import WatchedCampaign

States = Mapping[str, WatchedCampaign]


def kin_of(states: States, name: str) -> set[str]:
    """Campaigns that parted from one or joined it, and those that did so with these."""
    found = {name}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        near = {*states[one].kin, *(n for n, state in states.items() if one in state.kin)}
        fresh = (near & states.keys()) - found
        found |= fresh
        waiting += sorted(fresh)
    return found - {name}


def last_of_kin(states: States, name: str) -> bool:
    """Whether of all these that were told of it posted last: it stands for the others."""
    mine = (states[name].last_at, name)
    return all((states[n].last_at, n) < mine for n in kin_of(states, name) if states[n].told)
