"""Compare two groups of accounts, class by class, and count what has different causes.

What accounts make (words; pictures and clips), and accounts themselves, are causes of their own.
Hashtags, sites, sources and venues are what a circle of people shares: one cause, which counts
beside something made; alone it is weak. Hours, languages, platforms and the making of names are how
work is done: any two offices that know nothing of each other are alike in it, so that it counts
only beside something made that is a large part of what both make.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa

from demasque.dossier.comparison.chance_of_likeness import chance_of
from demasque.dossier.comparison.changes_over_time import changes_between
from demasque.dossier.comparison.comparison_values import (
    CAUSES,
    CLASSES,
    COMPARED,
    CONDUCT,
    MADE,
    USUAL_DRAWS,
    Comparison,
)
from demasque.dossier.comparison.group_measures import (
    Measure,
    departure,
    overlap,
    own_things,
    presence,
    profile,
    reach,
    reach_of_words,
)
from demasque.dossier.comparison.group_uses import Ints, PairedUses, paired
from demasque.dossier.comparison.near_pictures import with_near_pictures
from demasque.dossier.comparison.prepared_sides import Given, Prepared, prepare
from demasque.dossier.comparison.signature_side import SignatureSide
from demasque.dossier.signatures.signature_values import Signature
from demasque.errors import UsageError
from demasque.progress import Progress, quiet

LEAST_DRAWS: Final = 199
MOST_DRAWS: Final = 9_999

LEVEL: Final = 0.01
"""P below which a class is beyond chance, as the rubric says."""

LEAST_REACH: Final = 0.07
"""Share of the accounts of either group that made three things which the other made too, below
which it is no link (tried: 0.02 to 0.15). Halves of one party's staff, which have their words from
one office, reach 0.06; halves of an operation's accounts 0.17 and more (docs/measurements.md)."""

STRONG: Final = 0.25
"""Likeness of what accounts make from which conduct counts beside it, as between the campaigns of
one case (:mod:`demasque.campaigns.operations.linking`)."""

LEAST_ACCOUNTS: Final = 3
"""Accounts of either group who made it: two may be one person."""

LEAST_PROFILE: Final = 0.05
"""Likeness of what a circle shares below which the two are nearly all different."""

DIGITS: Final = 6
"""Of a likeness that are kept: the last ones of a sum depend on the machine."""

_MEASURES: Final[dict[str, Measure]] = {
    "words": reach_of_words, "media": reach, "accounts": presence,
    "sites": profile, "hashtags": profile, "sources": profile,
    "names": overlap, "hours": overlap, "languages": overlap, "platforms": overlap,
    "venues": overlap,
}  # fmt: skip


def compare(
    one: Given,
    other: Given,
    library: Sequence[Signature] = (),
    *,
    draws: int = USUAL_DRAWS,
    seed: int = 0,
    progress: Progress = quiet,
) -> Comparison:
    """How alike are two groups of accounts, and how rare is that among unrelated ones?

    Args:
        one: a group of accounts of an open case that was detected, or a signature.
        other: another.
        library: signatures of campaigns known to be unrelated; where one of them is as alike to
            ``one`` as ``other`` is, that class is worth no more than the share of them that are.
        draws: random groups of each case; of a signature its own are taken.
        seed: the same seed draws the same groups.

    Raises:
        UsageError: too few or too many draws, or a group has fewer than two accounts.
    """
    if not LEAST_DRAWS <= draws <= MOST_DRAWS:
        raise UsageError(
            "A comparison takes {least} to {most} random groups, not {draws}.",
            least=LEAST_DRAWS,
            most=MOST_DRAWS,
            draws=draws,
        )
    prepared = prepare(one, other, draws, seed, progress)
    unrelated = [SignatureSide(each) for each in library if not _same(each, one, other)]
    rows = []
    for done, kind in enumerate(CLASSES):
        progress("comparing", done, len(CLASSES))
        rows.append(_compared(kind, prepared, unrelated))
    progress("comparing", len(CLASSES), len(CLASSES))
    rows = without_mere_conduct(rows)
    return Comparison(
        one=one.shown_name,
        other=other.shown_name,
        classes=pa.Table.from_pylist(rows, COMPARED),
        independent=independent_causes([row["cause"] for row in rows if row["counted"]]),
        changes=changes_between(prepared.one, prepared.other),
        unknown=prepared.unknown,
        draws=min(prepared.one.draws, prepared.other.draws),
        seed=seed,
        made_at=datetime.now(UTC).replace(microsecond=0),
    )


def without_mere_conduct(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows; conduct counts only beside something made by ``STRONG`` of both groups."""
    strong = any(
        row["counted"] and row["cause"] in MADE and row["likeness"] >= STRONG for row in rows
    )
    return [
        {**row, "counted": row["counted"] and (strong or row["cause"] != CONDUCT)} for row in rows
    ]


def independent_causes(counted: Sequence[str]) -> int:
    """How many different causes the classes that count have, given each one's cause.

    A circle counts as one more only beside something made.
    """
    causes = set(counted)
    return len(causes) if causes & set(MADE) else min(len(causes), 1)


_FIRST: Final[Ints] = np.zeros(1, dtype=np.int64)


def _compared(kind: str, prepared: Prepared, unrelated: Sequence[SignatureSide]) -> dict[str, Any]:
    """One row of the table."""
    row: dict[str, Any] = {"class": kind, "counted": False, "cause": CAUSES[kind]}
    pair = _pair(kind, prepared)
    if pair is None or not (_says(pair) or (kind in _SEEN and prepared.two_cases)):
        return row
    measure = _MEASURES[kind]
    likeness = float(measure(pair, _FIRST, _FIRST)[0])
    alike = [_likeness_to(kind, prepared, each) for each in unrelated]
    chance = chance_of(pair, measure, likeness, [each for each in alike if each is not None])
    row["likeness"] = round(likeness, DIGITS)
    row["shared"] = None if measure is overlap else len(own_things(pair))
    if chance is None:
        return row
    if measure is overlap:
        departing = chance_of(pair, departure, float(departure(pair, _FIRST, _FIRST)[0]), [])
        if departing is not None and departing.p > chance.p:
            chance = replace(departing, expected=chance.expected)
    row |= {"p": chance.p, "p_low": chance.low, "p_high": chance.high}
    row["expected"] = round(chance.expected, DIGITS)
    return row | {"counted": chance.p < LEVEL and _enough(pair, measure, likeness)}


_SEEN: Final = ("words", "accounts")
"""Classes of which two cases show only what is in both: nothing in both is a likeness of 0."""


def _says(pair: PairedUses) -> bool:
    """Whether both sides say anything of a class."""
    return bool(pair.totals[0][0] and pair.totals[1][0])


def _pair(kind: str, prepared: Prepared) -> PairedUses | None:
    """Both sides of one class; None where a side says nothing of it."""
    if kind == "accounts" or prepared.accounts_alone:
        return prepared.accounts if kind == "accounts" else None
    if kind == "words" and prepared.two_cases:
        return prepared.words
    uses = prepared.one.uses(kind), prepared.other.uses(kind)
    return paired(*(with_near_pictures(*uses) if kind == "media" else uses))


def _likeness_to(kind: str, prepared: Prepared, unrelated: SignatureSide) -> float | None:
    if kind == "accounts" or prepared.accounts_alone:
        return None
    uses = prepared.one.uses(kind), unrelated.uses(kind)
    pair = paired(*(with_near_pictures(*uses) if kind == "media" else uses))
    if not _says(pair):
        return None
    return float(_MEASURES[kind](pair, _FIRST, _FIRST)[0])


def _enough(pair: PairedUses, measure: Measure, likeness: float) -> bool:
    """Whether a likeness is large enough to be one, whatever chance says."""
    if measure is overlap:
        return True
    if measure is profile:
        return likeness >= LEAST_PROFILE
    smaller = min(pair.a.size, pair.b.size)
    return likeness >= LEAST_REACH and likeness * smaller > LEAST_ACCOUNTS - 0.5


def _same(signature: Signature, *sides: Given) -> bool:
    """Whether a signature of the library is one of the two that are compared."""
    return any(
        isinstance(side, Signature)
        and (side.name, side.made_at, side.accounts, side.posts)
        == (signature.name, signature.made_at, signature.accounts, signature.posts)
        for side in sides
    )
