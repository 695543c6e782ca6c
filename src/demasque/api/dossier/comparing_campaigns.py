"""A comparison of two campaigns, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from demasque import dossier
from demasque.api.dossier.compared_sides import ComparedSides, Side
from demasque.dossier import USUAL_COMPARISON_DRAWS
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.dossier import Comparison, Signature


def compare(
    one: Side,
    other: Side,
    *,
    accounts: Sequence[str] | None = None,
    other_accounts: Sequence[str] | None = None,
    library: Sequence[Signature] = (),
    draws: int = USUAL_COMPARISON_DRAWS,
    seed: int = 0,
    progress: Progress = quiet,
) -> Comparison:
    """How alike are two groups of accounts, and how rare is that among unrelated ones?

    Nothing is written; :meth:`demasque.Case.compare` keeps the answer in the case.

    Args:
        one: a signature or its file; a case, open or in a folder, that has one campaign; or such
            a case with a campaign or accounts: ``("protest", "C1")``, ``(case, ["a_2bq3", ...])``.
        other: likewise.
        accounts: accounts of ``one``, where it is a case that stands alone: pseudonyms, or the
            platforms' ids where the case's key is there.
        other_accounts: likewise of ``other``.
        library: signatures of campaigns that are known to be unrelated; where one of them is as
            alike to ``one``, a class is worth no more than the share of them that are.
        draws: random groups of each case that chance is read from.
        seed: draws them; same input, same seed, same answer.
        progress: called as ``progress(step, done, total)``.

    Raises:
        UsageError: no such case, campaign, account or signature, or a number out of bounds.
    """
    with ComparedSides() as sides:
        sides.know(one, other)
        return dossier.compare(
            sides.read(one, accounts),
            sides.read(other, other_accounts),
            library,
            draws=draws,
            seed=seed,
            progress=progress,
        )
