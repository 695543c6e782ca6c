"""Measure what is around campaigns' messages, all of them at once."""

from collections.abc import Mapping, Sequence

import numpy as np

from demasque.campaigns.cover.cover_tables import cut_cover
from demasque.campaigns.cover.echo import echoes, with_rate
from demasque.campaigns.cover.filler import fillers, with_q
from demasque.campaigns.cover.pace import busy_days, paces
from demasque.campaigns.cover.parts_of_cover import Cover, Echo, Filler
from demasque.case import CaseStore
from demasque.coordination import benjamini_hochberg
from demasque.sentences import Sentence


def covers(store: CaseStore, campaigns: Sequence[str]) -> dict[str, Cover]:
    """Measure filler, echo and pace of campaigns.

    Args:
        store: an open case in which campaigns were found.
        campaigns: their names; q is over these.

    Returns:
        By campaign; one without a post is left out.
    """
    with cut_cover(store, campaigns) as memory:
        filler, copied = fillers(memory)
        echo, unheard = echoes(memory)
        filler = with_q(filler, _q(copied))
        echo = with_rate(echo, _q(unheard))
        pace, busy = paces(memory), busy_days(memory, store)
    return {
        name: Cover(
            filler[name],
            echo[name],
            pace[name],
            busy[name],
            tuple(_unknown(filler[name], echo[name], clips=pace[name][0].clips is not None)),
        )
        for name in campaigns
        if name in filler
    }


def _q(ln_p: Mapping[str, float]) -> dict[str, float]:
    names = sorted(ln_p)
    log_q = benjamini_hochberg(np.array([ln_p[name] for name in names]), len(names))
    return {name: float(10**one) for name, one in zip(names, log_q, strict=True)}


def _unknown(filler: Filler, echo: Echo, *, clips: bool) -> list[Sentence]:
    found = []
    if filler.posts and filler.q is None:
        found.append(
            Sentence(
                "Whether their other posts are copied more than others’ cannot be told: too few of "
                "them, or of others, wrote anything but reposts."
            )
        )
    if not echo.counted:
        found.append(Sentence("The export does not count reactions to these posts."))
    elif echo.q is None:
        found.append(
            Sentence(
                "How reactions compare cannot be told: too few others posted in the same places "
                "and hours."
            )
        )
    if not clips:
        found.append(Sentence("The export names no pictures or clips in these posts."))
    return found
