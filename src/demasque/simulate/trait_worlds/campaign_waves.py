"""The messages that members share, in every world: what makes them a campaign."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.draft import Draft, make_draft
from demasque.simulate.habits.phrases import COMMENT, EMOJI
from demasque.simulate.habits.popularity import fame
from demasque.simulate.habits.rhythm import DAY, HOUR
from demasque.simulate.trait_worlds.trait_kinds import BATCHES
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

WAVES: Final = 24
MEDIAN: Final = 2_700  # seconds
LATEST: Final = 8 * HOUR
JOINS: Final = 0.6  # the chance that a member takes part in a wave


def campaign_waves(stage: Stage, awake: Array) -> Draft:
    """Return the posts of all waves; ``awake`` says from when on each account takes part.

    In batches, members post one after the other, some seconds apart; otherwise each in its own
    time, half of them within ``MEDIAN`` and all within ``LATEST``.
    """
    rng, members = stage.rng("waves"), stage.members
    leader = rng.choice(members, WAVES)
    left = (stage.span.end - stage.begins) // DAY
    start = np.sort(stage.cast.clock.times(rng, leader, stage.begins, int(left)))
    start = np.minimum(start, stage.span.end - LATEST - 1)
    joins = rng.random((WAVES, len(members))) < JOINS
    wave, place = np.nonzero(joins & (awake[members] <= start[:, None]))
    late = np.minimum(MEDIAN * np.exp(rng.standard_normal(len(wave))), LATEST)
    turn = np.concatenate([np.arange(n) for n in np.bincount(wave, minlength=WAVES)])
    in_turn = turn * rng.uniform(1.5, 3.0, len(wave))
    delay = in_turn if BATCHES in stage.present else late
    linked, shown = rng.random(WAVES) < 0.5, rng.random(WAVES) < 0.3
    return make_draft(
        members[place],
        start[wave] + delay.astype(np.int64),
        lang=stage.cast.lang[members[place]],
        style=COMMENT,
        key=3_000_000 + wave,
        topic=wave % 10,
        url=np.where(linked, 3_000_000 + np.arange(WAVES), -1)[wave],
        media=np.where(shown, 3_000_000 + np.arange(WAVES), -1)[wave],
        emoji=np.where(rng.random(len(wave)) < 0.2, rng.integers(1, len(EMOJI), len(wave)), 0),
        wave=wave,
        reach=fame(rng, len(wave), 1.3),
    )
