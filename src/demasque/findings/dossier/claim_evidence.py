"""The ledger of claims for readers, and, apart from it, who carries them."""

from collections import Counter
from dataclasses import dataclass

from demasque.case import CaseStore
from demasque.dossier import (
    ChannelClass,
    Claim,
    ClaimCarriers,
    PlacedClaim,
    channel_list,
    claim_carriers,
    claim_ledger,
    claim_threads,
)
from demasque.progress import Progress, quiet


@dataclass(frozen=True)
class CaseClaims:
    """What people claim of what is seen in a case.

    ``threads`` are claims with what answers them; ``earlier`` counts those that no longer stand.
    ``carriers`` are in the ledger's order, of claims for which something was looked for.
    ``channels`` counts the analyst's list by class; None without a list. ``unreadable`` are ids of
    entries that are no claims.
    """

    threads: tuple[tuple[PlacedClaim, ...], ...]
    earlier: int
    carriers: tuple[tuple[Claim, ClaimCarriers], ...]
    channels: tuple[tuple[ChannelClass, int], ...] | None
    unreadable: tuple[str, ...]


def case_claims(store: CaseStore, progress: Progress = quiet) -> CaseClaims:
    """Read the claims of a case; ``progress`` hears the claims whose posts were looked for."""
    ledger = claim_ledger(store)
    marked = [each for each in ledger.claims if each.carried_by]
    if marked:
        progress("claims", 0, len(marked))
    carried = claim_carriers(store, marked)
    if marked:
        progress("claims", len(marked), len(marked))
    return CaseClaims(
        threads=claim_threads(ledger),
        earlier=len(ledger.successors),
        carriers=tuple(zip(marked, carried, strict=True)),
        channels=_channels(store) if ledger.claims else None,
        unreadable=ledger.unreadable,
    )


def _channels(store: CaseStore) -> tuple[tuple[ChannelClass, int], ...] | None:
    listed = channel_list(store)
    if listed is None or not listed.readable:
        return None
    counted = Counter([*listed.accounts.values(), *listed.sites.values()])
    return tuple((each, counted[each]) for each in ChannelClass if counted[each])
