"""How a message went round, for a reader: the curve of its posts, and its wordings marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from demasque.findings import CaseWaves, Wave, distinctions, innocent_reading
from demasque.publish.drawing.narrative_texts import ShownWording, shown_narratives
from demasque.sentences import Sentence

_WIDTH: Final = 480
_HEIGHT: Final = 90


@dataclass(frozen=True)
class SpreadCurve:
    """Posts so far over time, as points of an SVG polyline; where half and nine in ten are."""

    points: str
    half: float
    most: float
    width: int
    height: int


@dataclass(frozen=True)
class ShownWave:
    """One wave as the report shows it."""

    wave: Wave
    curve: SpreadCurve
    wordings: tuple[ShownWording, ...]
    distinctions: tuple[Sentence, ...]
    readings: tuple[Sentence, ...]


def shown_waves(found: CaseWaves) -> tuple[ShownWave, ...]:
    """Draw the most copied messages of a case."""
    return tuple(_shown(each) for each in found.shown)


def _shown(wave: Wave) -> ShownWave:
    figures = wave.figures
    told = [wave.narrative] if wave.narrative is not None else []
    whole = (figures.last_at - figures.first_at).total_seconds()
    return ShownWave(
        wave=wave,
        curve=spread_curve(wave.steps, figures.half_seconds, figures.most_seconds, whole),
        wordings=tuple(each for said in shown_narratives(told, {}) for each in said.wordings),
        distinctions=distinctions(figures),
        readings=innocent_reading(figures),
    )


def spread_curve(steps: Sequence[int], half: float, most: float, whole: float) -> SpreadCurve:
    """Draw posts per step as a rising line; ``half`` and ``most`` of ``whole`` seconds marked."""
    total = max(sum(steps), 1)
    along = _WIDTH / max(len(steps), 1)
    points = ["0," + str(_HEIGHT)]
    for n, so_far in enumerate(accumulate(steps), start=1):
        points.append(f"{round(n * along, 1)},{round(_HEIGHT * (1 - so_far / total), 1)}")
    scale = _WIDTH / whole if whole > 0 else 0.0
    return SpreadCurve(
        " ".join(points), round(half * scale, 1), round(most * scale, 1), _WIDTH, _HEIGHT
    )
