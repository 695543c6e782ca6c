"""Claims in the order of a conversation: each beneath the earliest that it stands to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demasque.dossier.claims.claim_ledger import ClaimLedger
from demasque.dossier.claims.claim_values import Claim, ClaimLink


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """A claim in its thread.

    ``depth`` counts the claims that it hangs on; ``across`` is true on the side across from the
    first claim: what answers or corrects a claim stands across from it, what supports or confirms
    it beside it. ``links`` are all that it says of other claims.
    """

    claim: Claim
    depth: int
    across: bool
    links: tuple[ClaimLink, ...]


def claim_threads(ledger: ClaimLedger) -> tuple[tuple[PlacedClaim, ...], ...]:
    """Put the claims of a case into threads; each claim is in one of them, once.

    A claim that stands to several hangs on the earliest of them; threads come in the order of their
    first claims.
    """
    place = {each.id: n for n, each in enumerate(ledger.claims)}
    own: dict[str, list[ClaimLink]] = {each.id: [] for each in ledger.claims}
    for link in ledger.links:
        own[link.claim].append(link)
    hung = {
        claim: min(links, key=lambda link: place[link.other])
        for claim, links in own.items()
        if links
    }
    below: dict[str, list[str]] = {}
    for claim, link in hung.items():
        below.setdefault(link.other, []).append(claim)
    roots = [each.id for each in ledger.claims if each.id not in hung]
    told = {each.id: each for each in ledger.claims}
    threads, met = [], set[str]()
    # A journal put together by hand may hold a circle, which has no beginning: the oldest serves.
    for root in [*roots, *(each.id for each in ledger.claims)]:
        if root not in met:
            thread = _thread(root, below, hung, place, met)
            threads.append(tuple(PlacedClaim(told[c], d, a, tuple(own[c])) for c, d, a in thread))
    return tuple(sorted(threads, key=lambda thread: place[thread[0].claim.id]))


def would_circle(links: Sequence[ClaimLink], claim: str, other: str) -> bool:
    """Whether ``claim`` standing to ``other`` would lead from ``other`` back to itself."""
    onward: dict[str, list[str]] = {}
    for link in links:
        onward.setdefault(link.claim, []).append(link.other)
    waiting, met = [other], set[str]()
    while waiting:
        at = waiting.pop()
        if at == claim:
            return True
        if at not in met:
            met.add(at)
            waiting += onward.get(at, [])
    return False


def _thread(
    root: str,
    below: Mapping[str, Sequence[str]],
    hung: Mapping[str, ClaimLink],
    place: Mapping[str, int],
    met: set[str],
) -> list[tuple[str, int, bool]]:
    """Claim, depth and side of all that hangs on ``root``, each before what hangs on it."""
    thread = []
    waiting = [(root, 0, False)]
    while waiting:
        claim, depth, across = waiting.pop()
        if claim in met:
            continue
        met.add(claim)
        thread.append((claim, depth, across))
        for each in sorted(below.get(claim, ()), key=lambda one: -place[one]):
            waiting.append((each, depth + 1, across != hung[each].relation.opposite))
    return thread
