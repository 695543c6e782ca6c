"""Comparisons that a case keeps, by campaign, as a report tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier import CLASS_NAMES, Comparison, kept_comparisons, quoted
from demasque.sentences import Percent, Sentence

COUNTED: Final = ("words", "media", "sites", "hashtags", "sources")
"""Classes of which it is counted what stayed, is gone and is new."""

_CHANGED: Final = {
    "gone": Sentence("gone"),
    "new": Sentence("new"),
    "more": Sentence("more"),
    "less": Sentence("less"),
}


@dataclass(frozen=True)
class ComparedClass:
    """One row of a comparison's table; None where nothing is known."""

    name: Sentence
    likeness: float
    expected: float | None
    p: float | None
    p_low: float | None
    p_high: float | None
    shared: int | None
    counted: bool


@dataclass(frozen=True)
class ShownComparison:
    """A comparison, and what changed from the earlier group to the later, in sentences."""

    id: str
    comparison: Comparison
    classes: tuple[ComparedClass, ...]
    changes: tuple[Sentence, ...]


@dataclass(frozen=True)
class ComparedCampaigns:
    """Each campaign's comparisons, with each other group the last one."""

    by_campaign: Mapping[str, tuple[ShownComparison, ...]]

    def of(self, campaign: str) -> tuple[ShownComparison, ...]:
        """Comparisons of a campaign, by the other's name."""
        return self.by_campaign.get(campaign, ())


def compared_campaigns(store: CaseStore) -> ComparedCampaigns:
    """Read the comparisons that the case keeps."""
    last = {
        (campaign, comparison.other): _shown(name, comparison)
        for name, campaign, comparison in kept_comparisons(store)
        if campaign is not None
    }
    found: dict[str, tuple[ShownComparison, ...]] = {}
    for (campaign, _), shown in sorted(last.items()):
        found[campaign] = (*found.get(campaign, ()), shown)
    return ComparedCampaigns(found)


def _shown(name: str, comparison: Comparison) -> ShownComparison:
    classes = tuple(
        ComparedClass(
            name=CLASS_NAMES[row["class"]],
            **{
                field: row[field]
                for field in ("likeness", "expected", "p", "p_low", "p_high", "shared", "counted")
            },
        )
        for row in comparison.classes.to_pylist()
        if row["likeness"] is not None
    )
    return ShownComparison(name, comparison, classes, change_sentences(comparison))


def change_sentences(comparison: Comparison) -> tuple[Sentence, ...]:
    """What stayed, is gone and is new, class by class; nothing of hours, which are many."""
    rows = comparison.changes.to_pylist()
    said = []
    for kind in CLASS_NAMES:
        of_kind = [row for row in rows if row["class"] == kind]
        if kind in COUNTED and of_kind:
            said.append(_counted(kind, of_kind))
        elif kind in ("languages", "platforms", "venues"):
            said += _told(kind, of_kind)
    return tuple(said)


def _counted(kind: str, rows: Sequence[Mapping[str, Any]]) -> Sentence:
    features = {row["change"]: row["features"] for row in rows}
    return Sentence(
        "{kind}: {stayed} stayed, {gone} are gone, {new} are new.",
        kind=CLASS_NAMES[kind],
        stayed=features.get("stayed", 0),
        gone=features.get("gone", 0),
        new=features.get("new", 0),
    )


def _told(kind: str, rows: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    return [
        Sentence(
            "{kind}: {value} {change}, {earlier} before and {later} after.",
            kind=CLASS_NAMES[kind],
            value=quoted(row["value"]),
            change=_CHANGED[row["change"]],
            earlier=Percent(row["earlier"]),
            later=Percent(row["later"]),
        )
        for row in rows
        if row["change"] in _CHANGED
    ]
