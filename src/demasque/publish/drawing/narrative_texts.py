"""What a campaign says, for a reader: each narrative, and where other wordings depart from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from demasque.findings import NarrativeLead
from demasque.publish.drawing.marked_texts import shortened
from demasque.text import (
    FAMILY_RULES,
    Narrative,
    NarrativeWording,
    TextDifference,
    disguises_each,
    marked_difference,
)


@dataclass(frozen=True)
class ShownWording:
    """One wording beside the exemplar's: where it departs, and the disguises it alone has."""

    wording: NarrativeWording
    differences: tuple[TextDifference, ...]
    disguises: tuple[str, ...]  # names of text rules


@dataclass(frozen=True)
class ShownNarrative:
    """One narrative as the report shows it, with the messages that may say the same."""

    narrative: Narrative
    wordings: tuple[ShownWording, ...]
    leads: tuple[NarrativeLead, ...]

    @property
    def language(self) -> str:
        """The language of most posts; 'unknown' among them."""
        return next(iter(self.narrative.languages), "unknown")


def perhaps_one(shown: Sequence[ShownNarrative]) -> tuple[tuple[ShownNarrative, ...], ...]:
    """Narratives of one campaign that a model finds to say the same, in groups of two or more.

    Leads, and no more. The most used narrative takes those that it leads to, then the next one
    left: what merely chains is not joined.
    """
    by_family = {each.narrative.family: each for each in shown}
    taken: set[int] = set()
    groups = []
    for each in shown:
        own = each.narrative.family
        near = [one.family for one in each.leads if one.family in by_family.keys() - taken - {own}]
        if own not in taken and near:
            groups.append((each, *(by_family[family] for family in near)))
            taken |= {own, *near}
    return tuple(groups)


def sparkline(steps: Sequence[int], width: int = 160, height: int = 24) -> str:
    """Posts per step as bars: the path of an SVG of that size."""
    most, along = max(steps, default=0), width / max(len(steps), 1)
    bars = (
        f"M{round((n + 0.5) * along, 1):g} {height}v-{max(round(posts / most * height, 1), 1):g}"
        for n, posts in enumerate(steps)
        if posts
    )
    return "".join(bars)


def shown_narratives(
    narratives: Sequence[Narrative], leads: Mapping[int, tuple[NarrativeLead, ...]]
) -> tuple[ShownNarrative, ...]:
    """Set the narratives of one campaign out for a reader."""
    by_family = {each.family: each for each in narratives}
    disguises = _disguises(by_family.values())
    return tuple(
        ShownNarrative(
            each,
            tuple(_shown(each, wording, disguises) for wording in each.wordings),
            leads.get(each.family, ()),
        )
        for each in by_family.values()
    )


def _disguises(narratives: Collection[Narrative]) -> dict[str, tuple[str, ...]]:
    """The disguises of every text that is shown, shortened as it is shown."""
    texts = {shortened(each.words) for each in narratives}
    texts |= {shortened(wording.text) for each in narratives for wording in each.wordings}
    ordered = sorted(texts)
    return dict(zip(ordered, disguises_each(ordered, FAMILY_RULES), strict=True))


def _shown(
    narrative: Narrative, wording: NarrativeWording, disguises: Mapping[str, tuple[str, ...]]
) -> ShownWording:
    before, after = shortened(narrative.words), shortened(wording.text)
    new = tuple(rule for rule in disguises[after] if rule not in disguises[before])
    return ShownWording(wording, marked_difference(before, after), new)
