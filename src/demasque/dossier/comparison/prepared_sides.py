"""Both sides of a comparison, made ready: groups, random groups, and what only two cases show."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from demasque.dossier.comparison.accounts_in_both import AccountsInBoth, accounts_in_both
from demasque.dossier.comparison.case_groups import (
    NOBODY,
    CaseGroup,
    CaseSide,
    case_side,
    rows_of,
)
from demasque.dossier.comparison.comparison_values import named
from demasque.dossier.comparison.group_uses import Ints, PairedUses
from demasque.dossier.comparison.same_accounts import same_accounts
from demasque.dossier.comparison.shared_messages import shared_messages
from demasque.dossier.comparison.signature_side import SignatureSide
from demasque.dossier.comparison.words_and_accounts import accounts_of_cases, words_of_cases
from demasque.dossier.signatures.account_features import (
    AccountFeatures,
    account_features,
    without_posts,
)
from demasque.dossier.signatures.signature_names import quoted
from demasque.dossier.signatures.signature_values import Signature
from demasque.errors import UsageError
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence

Given = Signature | CaseGroup
"""What a side of a comparison may be given as."""

Side = SignatureSide | CaseSide
Rows = tuple[Ints, Ints]


@dataclass(frozen=True)
class Prepared:
    """Both sides, and what only two cases show: their words, and the accounts in both.

    ``unknown`` says what cannot be compared, and why. With ``accounts_alone`` both are of the same
    accounts, which are alike in everything.
    """

    one: Side
    other: Side
    words: PairedUses | None
    accounts: PairedUses | None
    unknown: tuple[Sentence, ...]
    accounts_alone: bool = False
    two_cases: bool = False


def prepare(
    one: Given, other: Given, draws: int, seed: int, progress: Progress = quiet
) -> Prepared:
    """Read both sides. UsageError where both are of the same accounts."""
    if isinstance(one, CaseGroup) and isinstance(other, CaseGroup):
        return _two_cases(one, other, draws, seed, progress)
    sides = [_side(given, draws, 2 * seed + n, progress) for n, given in enumerate((one, other))]
    if same_accounts(*sides):
        raise UsageError(
            "{one} and {other} seem to be the same accounts: as many posts, of the same days, "
            "hours and names. There is nothing to compare.",
            one=named(one.shown_name),
            other=quoted(other.shown_name),
        )
    unknown = (
        Sentence("Accounts can only be compared between two cases whose keys are both at hand."),
        *_too_few(one, sides[0]),
        *_too_few(other, sides[1]),
    )
    return Prepared(sides[0], sides[1], None, None, unknown)


def _side(given: Given, draws: int, seed: int, progress: Progress) -> Side:
    if isinstance(given, Signature):
        return SignatureSide(given)
    return case_side(given, account_features(given.store, progress), draws, seed)


def _two_cases(
    one: CaseGroup, other: CaseGroup, draws: int, seed: int, progress: Progress
) -> Prepared:
    first = account_features(one.store, progress)
    same = one.store is other.store
    second = first if same else account_features(other.store, progress)
    both = accounts_in_both(one.store, first, other.store, second, progress)
    whole = _sides(one, other, (first, second), (NOBODY, NOBODY), draws, seed)
    shared = (NOBODY, NOBODY) if both is None else _in_both_groups(whole, both)
    sides = whole
    if len(shared[0]):
        sides = _sides(one, other, (first, second), shared, draws, seed)
    accounts = None if both is None else accounts_of_cases(*whole, both)
    if min(side.rows.shape[1] for side in sides) < 2:
        return _same_accounts(one, other, whole, accounts)
    progress("reading messages", 0, None)
    words = words_of_cases(*sides, shared_messages(one.store, other.store))
    lean = [
        replace(side, features=without_posts(side.features, group.store, posts))
        for side, group, posts in zip(sides, (one, other), words.posts, strict=True)
    ]
    no_keys = Sentence("Accounts were not compared: the key of one of the two cases is missing.")
    return Prepared(
        lean[0],
        lean[1],
        words.pair,
        accounts,
        (
            *([no_keys] if both is None else []),
            *_too_few(one, sides[0]),
            *_too_few(other, sides[1]),
        ),
        two_cases=True,
    )


def _same_accounts(
    one: CaseGroup,
    other: CaseGroup,
    sides: tuple[CaseSide, CaseSide],
    accounts: PairedUses | None,
) -> Prepared:
    """Nothing but accounts is left to be compared. UsageError for one group of one case."""
    if one.store is other.store:
        raise UsageError(
            "{one} and {other} are of the same accounts: there is nothing else to compare.",
            one=one.name,
            other=quoted(other.name),
        )
    said = Sentence(
        "{one} and {other} are of the same accounts: there is nothing else to compare.",
        one=one.name,
        other=quoted(other.name),
    )
    unknown = (said, *_too_few(one, sides[0]), *_too_few(other, sides[1]))
    return Prepared(*sides, None, accounts, unknown, accounts_alone=True)


def _sides(
    one: CaseGroup,
    other: CaseGroup,
    features: tuple[AccountFeatures, AccountFeatures],
    left_out: Rows,
    draws: int,
    seed: int,
) -> tuple[CaseSide, CaseSide]:
    if one.store is not other.store:
        return (
            case_side(one, features[0], draws, 2 * seed, left_out=left_out[0]),
            case_side(other, features[1], draws, 2 * seed + 1, left_out=left_out[1]),
        )
    rows = [rows_of(features[0], _array(group)) for group in (one, other)]
    first, second = (
        case_side(
            group,
            features[0],
            draws,
            2 * seed + n,
            left_out=left_out[n],
            barred=rows[1 - n],
            half=n,
        )
        for n, group in enumerate((one, other))
    )
    # The others of one case are counted once.
    return first, replace(second, others=NOBODY)


def _array(group: CaseGroup) -> pa.Array:
    return pa.array(group.accounts, pa.string())


def _in_both_groups(sides: tuple[CaseSide, CaseSide], both: AccountsInBoth) -> Rows:
    """Accounts that are members on both sides, as rows of either."""
    there = np.isin(both.one, sides[0].rows[0]) & np.isin(both.other, sides[1].rows[0])
    return both.one[there], both.other[there]


def _too_few(given: Given, side: Side) -> tuple[Sentence, ...]:
    if side.draws:
        return ()
    return (
        Sentence(
            "Nothing is said of chance: beside {name} there are too few other accounts.",
            name=quoted(given.shown_name),
        ),
    )
