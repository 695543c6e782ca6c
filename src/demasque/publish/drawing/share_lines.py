"""Small pictures of how much of what addresses an account is the campaign's, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.campaigns import Placement, Target

WIDTH: Final = 180
HEIGHT: Final = 28
DRAWN: Final = 6
"""Targets that get a picture: each costs some kilobytes in every report."""

_BARS: Final = 60
"""Bars at most: beyond, each stands for several days."""

_FEWEST: Final = 7
_DAY: Final = 86_400


@dataclass(frozen=True)
class ShareLine:
    """Bars as the paths of an SVG: all posts that address a target, and the campaign's of them."""

    all_posts: str
    own: str
    most: int  # posts in the highest bar
    first: datetime
    last: datetime
    width: int = WIDTH
    height: int = HEIGHT


def share_lines(placement: Placement) -> dict[str, ShareLine]:
    """Draw the days of a campaign's foremost targets, all of them over the same time."""
    drawn = [each for each in placement.targets if each.days][:DRAWN]
    if not drawn:
        return {}
    first = min(each.first_at for each in drawn).replace(hour=0, minute=0, second=0, microsecond=0)
    last = max(each.last_at for each in drawn)
    return {each.account: _line(each, first, last) for each in drawn}


def _line(target: Target, first: datetime, last: datetime) -> ShareLine:
    days = int((last - first).total_seconds()) // _DAY + 1
    each = -(-days // _BARS)
    count = -(-days // each)
    own, every = [0] * count, [0] * count
    for day in target.days:
        place = int((day.day - first).total_seconds()) // _DAY // each
        if 0 <= place < count:
            own[place] += day.posts
            every[place] += day.all_posts
    most = max(every, default=0)
    return ShareLine(_path(every, most), _path(own, most), most, first, last)


def _path(posts: Sequence[int], most: int) -> str:
    step = WIDTH / max(len(posts), _FEWEST)
    bars = (
        f"M{n * step:.1f} {HEIGHT}v-{amount / most * HEIGHT:.1f}h{step * 0.8:.1f}V{HEIGHT}z"
        for n, amount in enumerate(posts)
        if amount
    )
    return "".join(bars)
