"""Techniques that show in the accounts: signs that were measured beside the case's other accounts.

Each look gives what was measured and posts of the accounts that bear it, as far as profiles tell
which these are; None where it was not seen.
"""

from demasque.dossier.techniques.account_bearers import (
    created_for_it,
    created_in_one_week,
    with_one_value,
)
from demasque.dossier.techniques.looked_at import Looked, Shown, both
from demasque.sentences import Sentence


def account_asset(at: Looked) -> Shown | None:
    """Accounts that were created together."""
    said = at.sign("created-together")
    return None if said is None else (said, at.of_accounts(created_in_one_week(at.profile)))


def newly_created(at: Looked) -> Shown | None:
    """Accounts created together, most of them a month or less before."""
    new, known = created_for_it(at.profile)
    if at.sign("created-together") is None or 2 * len(new) < known:
        return None
    said = Sentence(
        "Of {known} accounts, {new} were created no longer than a month before members first "
        "posted the same things.",
        known=known,
        new=len(new),
    )
    return said, at.of_accounts(new)


def bulk_created(at: Looked) -> Shown | None:
    """Accounts created together, under names made by one rule."""
    made, named = at.sign("created-together"), at.sign("numbered-names", "naming-grammar")
    if made is None or named is None:
        return None
    return both(made, named), at.of_accounts(created_in_one_week(at.profile))


def repurposed(at: Looked) -> Shown | None:
    """Accounts that changed when the campaign began."""
    said = at.sign("taken-over")
    return None if said is None else (said, ())


def dormant(at: Looked) -> Shown | None:
    """Accounts that lay idle until the campaign."""
    said = at.sign("dormant")
    return None if said is None else (said, ())


def automated(at: Looked) -> Shown | None:
    """Days that end at the same number of posts."""
    said = at.sign("posting-ceiling")
    return None if said is None else (said, ())


def copied_imagery(at: Looked) -> Shown | None:
    """Profile pictures that members have in common."""
    for sign, column in (("one-picture", "avatar"), ("picture-families", "avatar_family")):
        if (said := at.sign(sign)) is not None:
            return said, at.of_accounts(with_one_value(at.profile, column))
    return None


def persona_template(at: Looked) -> Shown | None:
    """Descriptions of themselves that members have in common."""
    said = at.sign("copied-bios")
    if said is None:
        return None
    return said, at.of_accounts(with_one_value(at.profile, "bio_hash"))
