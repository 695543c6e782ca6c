"""What a comparison with a known network says: as a whole, of accounts, and of conduct."""

from demasque.case import CaseStore
from demasque.dossier.comparison.comparison_values import CLASS_NAMES, CONDUCT, MADE, Comparison
from demasque.dossier.comparison.kept_comparisons import kept_comparisons
from demasque.dossier.signatures.signature_names import quoted
from demasque.sentences import Sentence

Outcome = tuple[Sentence, str | None]
"""What was found, and which outcome of the table it is; None where it could not be measured."""


def last_comparisons(store: CaseStore, campaign: str) -> dict[str, Comparison]:
    """The last comparison of a campaign with each other group, by the other's name."""
    return {
        found.other: found for _, compared, found in kept_comparisons(store) if compared == campaign
    }


def whole_outcome(comparison: Comparison) -> Outcome:
    """The rubric's answer; unknown where nothing that accounts make could be compared."""
    rows = comparison.classes.to_pylist()
    if not any(row["cause"] in MADE and row["p"] is not None for row in rows):
        what = Sentence(
            "Whether it is like {name} beyond chance: not known.", name=quoted(comparison.other)
        )
        return what, None
    outcomes = ("no-link", "one-link", "several-links")
    return comparison.told(), outcomes[min(comparison.independent, 2)]


def accounts_outcome(comparison: Comparison) -> Outcome:
    """Whether accounts of the other are among these, which needs the keys of both cases."""
    rows = [row for row in comparison.classes.to_pylist() if row["class"] == "accounts"]
    if not rows or rows[0]["likeness"] is None:
        what = Sentence(
            "Whether it has accounts of {name}: not known.", name=quoted(comparison.other)
        )
        return what, None
    if not rows[0]["counted"]:
        return Sentence(
            "No more accounts of {name} are among these than chance gives.",
            name=quoted(comparison.other),
        ), ("other-accounts")
    return (
        Sentence(
            "Accounts of {name} are among these: {n}.",
            name=quoted(comparison.other),
            n=rows[0]["shared"] or 0,
        ),
        "same-accounts",
    )


def conduct_outcome(comparison: Comparison) -> Outcome:
    """Whether both work alike: names, hours, languages, platforms."""
    rows = [row for row in comparison.classes.to_pylist() if row["cause"] == CONDUCT]
    if not any(row["p"] is not None for row in rows):
        what = Sentence(
            "Whether they work as {name} did: not known.", name=quoted(comparison.other)
        )
        return what, None
    alike = [CLASS_NAMES[row["class"]] for row in rows if row["counted"]]
    if not alike:
        return Sentence(
            "They work no more like {name} than others do.", name=quoted(comparison.other)
        ), ("other-conduct")
    return (
        Sentence(
            "They work as {name} did, more than others do: {classes}.",
            name=quoted(comparison.other),
            classes=alike,
        ),
        "same-conduct",
    )
