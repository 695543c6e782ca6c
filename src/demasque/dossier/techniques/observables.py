"""What the program takes for a technique of DISARM: one row each, with the condition it is under.

Only techniques whose policy is "auto-suggest" stand here, and of these only what the other rooms
measure. A technique whose name says that something is inauthentic, automated or meant to deceive
is proposed from rung 2 on; none where chance is not ruled out (rung 0). The table in
``docs/handover.md`` is made of these rows (:func:`markdown_rows`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from demasque.assessment import Rung
from demasque.dossier.techniques import account_looks, conduct_looks
from demasque.dossier.techniques.disarm_register import techniques
from demasque.dossier.techniques.looked_at import Looked, Shown
from demasque.dossier.techniques.technique_values import MOST_POSTS
from demasque.sentences import Sentence


@dataclass(frozen=True)
class Observable:
    """One technique that can be proposed: from which rung on, on what condition (for the docs)."""

    technique: str
    rung: Rung
    asks: str
    look: Callable[[Looked], Shown | None]


_TOGETHER: Final = "the sign created-together is present"
OBSERVABLES: Final = (
    Observable(
        "T0049",
        Rung.COORDINATION,
        "an hour in which more members address one account than the campaign's ways explain",
        conduct_looks.flood,
    ),
    Observable(
        "T0049.002",
        Rung.INDICATORS,
        "ties by hashtags; others used the hashtag first; most posts with it are then members'",
        conduct_looks.hashtags,
    ),
    Observable(
        "T0049.003",
        Rung.INDICATORS,
        "half of the shared posts or more are reposts, and the sign posting-ceiling is present",
        conduct_looks.automated_reposts,
    ),
    Observable(
        "T0049.004",
        Rung.COORDINATION,
        "three posts or more, by two members or more, with look-alike letters of another script",
        conduct_looks.disguised,
    ),
    Observable(
        "T0049.005",
        Rung.INDICATORS,
        "such an hour, on an account that members address more than chance",
        conduct_looks.swarm,
    ),
    Observable(
        "T0084.001",
        Rung.COORDINATION,
        "ties by copied words, and three shared messages or more that are no reposts",
        conduct_looks.copypasta,
    ),
    Observable(
        "T0116",
        Rung.COORDINATION,
        "posts of two members or more under one account's posts or on its page",
        conduct_looks.comments,
    ),
    Observable("T0116.001", Rung.INDICATORS, "the same", conduct_looks.comments),
    Observable(
        "T0119.002",
        Rung.COORDINATION,
        "the sign across-platforms is present",
        conduct_looks.across_platforms,
    ),
    Observable(
        "T0129.002",
        Rung.INDICATORS,
        "what members post besides is copied from outside more than others' posts are",
        conduct_looks.unrelated,
    ),
    Observable(
        "T0144.002",
        Rung.INDICATORS,
        "the sign copied-bios is present",
        account_looks.persona_template,
    ),
    Observable(
        "T0145.001",
        Rung.INDICATORS,
        "the sign one-picture or picture-families is present",
        account_looks.copied_imagery,
    ),
    Observable("T0146", Rung.COORDINATION, _TOGETHER, account_looks.account_asset),
    Observable(
        "T0146.007", Rung.INDICATORS, "the sign posting-ceiling is present", account_looks.automated
    ),
    Observable(
        "T0150.001",
        Rung.COORDINATION,
        f"{_TOGETHER}, and half of the members were created at most a month before",
        account_looks.newly_created,
    ),
    Observable(
        "T0150.002", Rung.COORDINATION, "the sign dormant is present", account_looks.dormant
    ),
    Observable(
        "T0150.004", Rung.INDICATORS, "the sign taken-over is present", account_looks.repurposed
    ),
    Observable(
        "T0150.008",
        Rung.COORDINATION,
        f"{_TOGETHER}, and numbered-names or naming-grammar",
        account_looks.bulk_created,
    ),
)
"""Every technique that the program may propose, by id."""


def observed(at: Looked) -> Iterator[tuple[str, Sentence, tuple[str, ...]]]:
    """The techniques to propose: id, what was measured, and at most ``MOST_POSTS`` posts."""
    for each in OBSERVABLES:
        if at.assessment.rung >= each.rung and (shown := each.look(at)) is not None:
            yield each.technique, shown[0], shown[1][:MOST_POSTS]


def markdown_rows() -> list[str]:
    """The rows as the documentation gives them."""
    known = techniques()
    return [
        f"| {each.technique} | {known[each.technique].name} | {int(each.rung)} | {each.asks} |"
        for each in OBSERVABLES
    ]
