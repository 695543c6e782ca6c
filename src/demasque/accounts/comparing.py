"""From a base rate to an observation: the part that indicators share."""

from collections.abc import Callable

from demasque.accounts.base_rates.base_rate import NO_BASE_RATE, BaseRate, without_base_rate
from demasque.accounts.base_rates.common_value import Values, commonest
from demasque.accounts.base_rates.exact_test import Bearing, compare
from demasque.accounts.indicator import FEWEST_ACCOUNTS, Observation, Seen
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

Names = Callable[[str, int, int], Sentence]
"""Makes the sentence about members from the value they share, how many do, and of how many it is
known."""

Says = Callable[[int, int], Sentence]
"""Makes the sentence about members from how many bear a sign, and of how many that is known."""


def against_others(rate: BaseRate, says: Says) -> Observation:
    """Return what was observed where others can be compared."""
    sentence = rate.beside(says(rate.members_with, rate.members_known))
    return (Seen.PRESENT if rate.beyond else Seen.ABSENT), sentence, rate


def or_alone(rate: BaseRate | None, says: Says, alone: Observation) -> Observation:
    """Compare with others where that is possible; else keep what members alone show.

    What cannot be known of the members stays unknown.
    """
    if alone[0] is Seen.UNKNOWN:
        return alone
    if rate is None:
        return alone[0], without_base_rate(alone[1])
    return against_others(rate, says)


def measured(
    profile: CampaignProfile,
    inside: Bearing,
    outside: Bearing,
    says: Says,
    unknown: Sentence,
) -> Observation:
    """Observe a sign of single accounts that means nothing without a base rate."""
    if inside.known.sum() < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, unknown
    rate = compare(profile.sample, inside, profile.others, outside)
    return (Seen.UNKNOWN, NO_BASE_RATE) if rate is None else against_others(rate, says)


def in_common(
    profile: CampaignProfile,
    values: Callable[[AccountSample], Values],
    names: Names,
    unknown: Sentence,
) -> Observation:
    """Observe the value that members share most beyond others, of what is asked of each account."""
    inside = profile.sample.once(values)
    if len(inside) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, unknown
    found = commonest(profile.sample, inside, profile.others, profile.others.once(values))
    if found is None:
        return Seen.UNKNOWN, NO_BASE_RATE
    return against_others(found.rate, lambda same, known: names(found.value, same, known))


def rate_of(
    profile: CampaignProfile, bearing: Callable[[AccountSample], Bearing]
) -> BaseRate | None:
    """Compare members with others by what is asked of each account alone."""
    inside, outside = profile.sample.once(bearing), profile.others.once(bearing)
    if inside.known.sum() < FEWEST_ACCOUNTS:
        return None
    return compare(profile.sample, inside, profile.others, outside)
