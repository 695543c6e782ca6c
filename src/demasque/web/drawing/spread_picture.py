"""When a thing was posted: bars of members of groups over bars of everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from demasque.findings import ThingFigures

WIDTH: Final = 640
HEIGHT: Final = 96


@dataclass(frozen=True)
class SpreadPicture:
    """Bars as paths of an SVG, and what a script draws of it."""

    everybody: str
    members: str
    most: int  # posts in the highest bar
    first: datetime
    last: datetime
    at: list[int]  # seconds since 1970 of each bar
    seconds: float  # that a bar stands for
    of_members: list[int]  # posts
    of_others: list[int]
    width: int = WIDTH
    height: int = HEIGHT


def spread_picture(figures: ThingFigures) -> SpreadPicture | None:
    """Draw when a thing was posted; None where it was not in the stretch asked for."""
    steps = figures.steps
    if steps is None or figures.last_at is None:
        return None
    whole = [own + other for own, other in zip(steps.members, steps.others, strict=True)]
    begins = steps.first_at.astimezone(UTC).timestamp()
    at = [round(begins + n * steps.seconds) for n in range(len(whole))]
    return SpreadPicture(
        _bars(whole, max(whole)),
        _bars(steps.members, max(whole)),
        max(whole),
        steps.first_at,
        figures.last_at,
        at,
        steps.seconds,
        list(steps.members),
        list(steps.others),
    )


def _bars(posts: Sequence[int], most: int) -> str:
    step = WIDTH / max(len(posts), 1)
    return "".join(
        f"M{n * step:.1f} {HEIGHT}v-{max(amount / most * HEIGHT, 1):.1f}h{step * 0.8:.1f}V{HEIGHT}z"
        for n, amount in enumerate(posts)
        if amount
    )
