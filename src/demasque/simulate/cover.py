"""What hides an operation: everyday posts, applause from its own, profiles with a past."""

from typing import Any

import numpy as np
import numpy.typing as npt

from demasque.simulate.cast import Cast
from demasque.simulate.draft import REPOST, Draft, make_draft, put, unique_keys
from demasque.simulate.habits.phrases import CAPTION, NO_TEXT, QUOTE
from demasque.simulate.habits.popularity import fame, spread_over
from demasque.simulate.habits.rhythm import DAY, HOUR
from demasque.simulate.organic import Span, small_talk

Array = npt.NDArray[Any]


def dress(
    rng: np.random.Generator, cast: Cast, members: Array, new_share: float, start: int
) -> None:
    """Make ``members`` look like what they are: new accounts made in batches, or taken-over ones.

    New ones were made in the 90 days before ``start``. ``cast.unit`` becomes 1 for those taken
    over, who keep their age and following.
    """
    new = members[: round(len(members) * new_share)]
    cast.unit[members[len(new) :]] = 1
    batches = max(len(new) // 15, 1)
    days = np.sort(rng.integers(4, 90, batches))[rng.integers(0, batches, len(new))]
    cast.created[new] = start - days * DAY + rng.integers(0, 3 * HOUR, len(new))
    cast.followers[new] = rng.poisson(6.0, len(new))
    cast.digits[new] = rng.integers(4, 9, len(new))


def filler_posts(
    rng: np.random.Generator,
    cast: Cast,
    members: Array,
    span: Span,
    count: int,
    office: Array,
) -> Draft:
    """Return everyday posts: photos, quotes, small talk.

    Seven in ten are made in ``office`` hours (from, to; UTC, may be negative), the rest at the
    hours of whoever an account pretends to be, or was.
    """
    author = members[spread_over(rng, count, rng.gamma(3.0, 1.0, len(members)))]
    hours = (office[0] + rng.random(count) * (office[1] - office[0])) * HOUR
    day = rng.integers(0, span.days, count) * DAY
    at_work = span.start + (day + hours.astype(np.int64)) % (span.days * DAY)
    at_home = cast.clock.times(rng, author, span.start, span.days)
    way = rng.choice(3, count, p=[0.45, 0.3, 0.25])
    own = unique_keys(rng, count)
    draft = make_draft(
        author,
        np.where(rng.random(count) < 0.7, at_work, at_home),
        lang=cast.lang[author],
        topic=cast.community[author],
        style=np.where(way == 0, CAPTION, QUOTE),
        key=own,
        media=np.where(way == 0, own, -1),
        reach=0.02 * fame(rng, count, 1.5),
    )
    small_talk(rng, draft, np.flatnonzero(way == 2), 0.15)
    return draft


def boost(
    rng: np.random.Generator,
    cast: Cast,
    draft: Draft,
    rows: Array,
    placed: Draft,
    first_row: int,
    span: Span,
) -> None:
    """Turn ``rows`` of ``draft`` into reposts of what the network ``placed``, hours after it.

    ``first_row`` is where ``placed`` begins in the whole draft. Nobody reposts a post twice, or
    one of his own.
    """
    choice = rng.integers(0, len(placed["at"]), len(rows))
    author = draft["author"][rows]
    writer = placed["author"][choice]
    pairs = author.astype(np.int64) << 32 | choice
    first = np.zeros(len(rows), dtype=bool)
    first[np.unique(pairs, return_index=True)[1]] = True
    fits = first & (author != writer) & (cast.platform[author] == cast.platform[writer])
    rows, author, choice = rows[fits], author[fits], choice[fits]
    at = cast.clock.react(rng, author, placed["at"][choice], 2.0 * HOUR, 1.0, span.end)
    put(draft, rows, kind=REPOST, at=at, parent=first_row + choice, media=-1)
    put(draft, rows, style=NO_TEXT, key=0, emoji=0, reach=0.0)
