"""Everybody else: what people post, share, repost and comment when nobody directs them.

People of a community meet on the same items because those items are popular there, at hours that
they have in common. Nothing else ties them.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.cast import OPERATION, PLATFORMS, VENUE_KINDS, Cast
from demasque.simulate.draft import (
    COMMENT_POST,
    QUOTE_POST,
    REPLY,
    REPOST,
    Draft,
    join,
    make_draft,
    put,
    unique_keys,
)
from demasque.simulate.habits.phrases import (
    DISPATCH,
    EMOJI,
    NO_TEXT,
    QUOTE,
    REMARK,
    STATEMENT,
    STOCK,
    STOCK_PHRASES,
    TOPICAL,
)
from demasque.simulate.habits.popularity import Pools, fame, spread_over
from demasque.simulate.habits.rhythm import DAY, HOUR

Array = npt.NDArray[Any]

PLAIN, TAGGED, LINKED, CHAIN, REPOSTS, COMMENTS, REPLIES, QUOTES = range(8)
WAYS: Final = np.array([0.20, 0.09, 0.14, 0.01, 0.26, 0.18, 0.08, 0.04])
"""Shares of what organic accounts do: posts of their own words, with hashtags, with an address, a
text that goes round; reposts, comments under venues, replies and quotes."""


@dataclass(frozen=True)
class Span:
    """The time a world covers: its first midnight (seconds since the epoch) and its days."""

    start: int
    days: int

    @property
    def end(self) -> int:
        """The first second after the world."""
        return self.start + self.days * DAY


def venue_posts(rng: np.random.Generator, cast: Cast, count: int, span: Span) -> Draft:
    """Return ``count`` statements and articles by the venues; a tenth on days of much news."""
    author = spread_over(rng, count, fame(rng, cast.venues, 1.5))
    at = cast.clock.times(rng, author, span.start, span.days)
    news = rng.random(count) < 0.1
    moments = span.start + rng.integers(0, span.days * DAY - 6 * HOUR, 5)
    pause = rng.exponential(1_800.0, int(news.sum()))
    at[news] = moments[rng.integers(0, 5, int(news.sum()))] + pause.astype(np.int64)
    at = np.minimum(at, span.end - HOUR)
    outlet = author % len(VENUE_KINDS) == 1
    own = unique_keys(rng, count)
    return make_draft(
        author,
        at,
        lang=np.where(rng.random(count) < 0.3, 1, 0),
        style=np.where(outlet, DISPATCH, STATEMENT),
        key=own,
        topic=rng.integers(0, cast.communities, count),
        url=np.where(outlet, own, -1),
        media=np.where(rng.random(count) < 0.4, own, -1),
        reach=fame(rng, count, 1.3) * np.where(news, 4.0, 1.0),
    )


def organic_posts(
    rng: np.random.Generator, cast: Cast, count: int, span: Span, feed: Draft
) -> Draft:
    """Return ``feed`` (the venues' posts) followed by ``count`` organic ones.

    The accounts of the benign groups are among the authors: they have lives too. Those of the
    operation are not.
    """
    busy = np.where(cast.group == OPERATION, 0.0, cast.busy)
    busy[: cast.venues] = 0.0
    author = spread_over(rng, count, busy)
    way = np.sort(rng.choice(len(WAYS), count, p=WAYS / WAYS.sum()))
    author = rng.permutation(author)
    first = int(np.searchsorted(way, REPOSTS))
    own = _own_posts(rng, cast, author[:first], way[:first], span)
    reactions = _reactions(rng, cast, author[first:], way[first:], span, join(feed, own))
    return join(feed, own, reactions)


def small_talk(rng: np.random.Generator, draft: Draft, rows: Array, stock: float) -> None:
    """Give ``rows`` words of their own; for a share ``stock``, what everybody says."""
    said = rng.random(len(rows)) < stock
    favourite = np.minimum(fame(rng, len(rows), 0.8).astype(np.int64), STOCK_PHRASES) - 1
    style = np.where(rng.random(len(rows)) < 0.25, TOPICAL, REMARK)
    hung = np.where(rng.random(len(rows)) < 0.2, rng.integers(1, len(EMOJI), len(rows)), 0)
    put(
        draft,
        rows,
        style=np.where(said, STOCK, style),
        key=np.where(said, favourite, unique_keys(rng, len(rows))),
        emoji=hung,
    )


def _own_posts(
    rng: np.random.Generator, cast: Cast, author: Array, way: Array, span: Span
) -> Draft:
    draft = make_draft(
        author,
        cast.clock.times(rng, author, span.start, span.days),
        lang=cast.lang[author],
        topic=cast.community[author],
        reach=fame(rng, len(author), 1.3),
    )
    small_talk(rng, draft, np.arange(len(author)), 0.04)
    _pictures(rng, draft, np.flatnonzero(way == PLAIN))
    _tags(rng, cast, draft, np.flatnonzero(way == TAGGED))
    _links(rng, cast, draft, np.flatnonzero(way == LINKED), span)
    _chain_texts(rng, cast, draft, np.flatnonzero(way == CHAIN), span)
    return draft


def _pictures(rng: np.random.Generator, draft: Draft, rows: Array) -> None:
    """A third of plain posts carry a picture; one in eight of these is one that goes round."""
    shown = rows[rng.random(len(rows)) < 0.33]
    common = rng.random(len(shown)) < 0.125
    meme = np.minimum(fame(rng, len(shown), 0.7).astype(np.int64), 5_000)
    put(draft, shown, media=np.where(common, meme, unique_keys(rng, len(shown))))


def _tags(rng: np.random.Generator, cast: Cast, draft: Draft, rows: Array) -> None:
    """Hashtags of the community: half use a sequence that many use, half put together their own."""
    ready_made = rng.random(len(rows)) < 0.5
    combination = np.minimum(fame(rng, len(rows), 0.9).astype(np.int64), 40)
    community = draft["topic"][rows].astype(np.int64)

    def tag(place: int) -> Array:
        popular = (combination * 7 + place * 3) % 25
        free = np.minimum(fame(rng, len(rows), 0.6).astype(np.int64), 400)
        return community * 1_000 + np.where(ready_made, popular, free)

    several = rng.random(len(rows))
    put(draft, rows, tag_1=tag(0))
    put(draft, rows, tag_2=np.where(several < 0.6, tag(1), -1))
    put(draft, rows, tag_3=np.where(several < 0.25, tag(2), -1))


def _links(rng: np.random.Generator, cast: Cast, draft: Draft, rows: Array, span: Span) -> None:
    """Addresses of the community, some of them viral; four in ten keep the headline as the text."""
    pools, appeared = _things(rng, cast, max(len(rows) // 8, 1), span)
    author = draft["author"][rows]
    item = pools.draw(rng, cast.community[author])
    rows, author, item = rows[item >= 0], author[item >= 0], item[item >= 0]
    headline = rows[rng.random(len(rows)) < 0.4]
    at = cast.clock.react(rng, author, appeared[item], 4 * HOUR, 1.6, span.end)
    put(draft, rows, url=item, at=at)
    put(draft, headline, style=DISPATCH, key=draft["url"][headline], emoji=0)


def _chain_texts(
    rng: np.random.Generator, cast: Cast, draft: Draft, rows: Array, span: Span
) -> None:
    """Texts that people pass on word for word, over days."""
    pools, appeared = _things(rng, cast, max(len(rows) // 15, 1), span)
    author = draft["author"][rows]
    item = pools.draw(rng, cast.community[author])
    rows, author, item = rows[item >= 0], author[item >= 0], item[item >= 0]
    at = cast.clock.react(rng, author, appeared[item], 12 * HOUR, 1.2, span.end)
    put(draft, rows, at=at, style=QUOTE, key=1_000_000 + item, emoji=0)


def _things(rng: np.random.Generator, cast: Cast, count: int, span: Span) -> tuple[Pools, Array]:
    """Return things that a community shares, viral ones among them, and when each appeared."""
    finder = rng.integers(0, len(cast), count)
    appeared = cast.clock.times(rng, finder, span.start, span.days)
    pools = Pools(cast.community[finder], fame(rng, count, 1.1), cast.communities)
    return pools, appeared


def _reactions(
    rng: np.random.Generator, cast: Cast, author: Array, way: Array, span: Span, feed: Draft
) -> Draft:
    """Return reposts, comments, replies and quotes; where nothing is found, posts of their own."""
    parent = np.where(
        way == COMMENTS,
        _under_venues(rng, cast, author, feed),
        _from_feed(rng, cast, author, feed, np.isin(way, [REPLIES])),
    )
    reposts = np.flatnonzero((way == REPOSTS) & (parent >= 0))
    pairs = author[reposts].astype(np.int64) << 32 | parent[reposts]
    again = np.setdiff1d(np.arange(len(reposts)), np.unique(pairs, return_index=True)[1])
    parent[reposts[again]] = -1
    found = parent >= 0
    at = cast.clock.times(rng, author, span.start, span.days)
    appeared = feed["at"][parent[found]]
    at[found] = cast.clock.react(rng, author[found], appeared, 2_400.0, 1.7, span.end)
    kinds = np.array([REPOST, COMMENT_POST, REPLY, QUOTE_POST])
    draft = make_draft(
        author,
        at,
        kind=np.where(found, kinds[way - REPOSTS], 0),
        parent=parent,
        lang=cast.lang[author],
        topic=np.where(found, feed["topic"][parent], cast.community[author]),
        reach=0.3 * fame(rng, len(author), 1.3),
    )
    small_talk(rng, draft, np.flatnonzero(way == COMMENTS), 0.3)
    small_talk(rng, draft, np.flatnonzero(way != COMMENTS), 0.15)
    put(draft, np.flatnonzero(draft["kind"] == REPOST), style=NO_TEXT, key=0, emoji=0)
    below = np.flatnonzero(found & (feed["author"][parent] < cast.venues) & (way != REPOSTS))
    put(draft, below, venue=feed["author"][parent[below]])
    return draft


def _under_venues(rng: np.random.Generator, cast: Cast, author: Array, feed: Draft) -> Array:
    """Return a venue's post on each author's platform; a feed has the venues' posts first."""
    count = int((feed["author"] < cast.venues).sum())
    platform = cast.platform[feed["author"][:count]]
    pools = Pools(platform, feed["reach"][:count].astype(np.float64), len(PLATFORMS))
    return pools.draw(rng, cast.platform[author])


def _from_feed(
    rng: np.random.Generator, cast: Cast, author: Array, feed: Draft, answers: Array
) -> Array:
    """Return a post of each author's platform: of the community mostly, else of anybody.

    What is reposted goes by the fame of post and author, what is answered by the post's alone.
    """
    writer = feed["author"]
    star = fame(rng, len(cast), 1.0)
    weight = feed["reach"] * np.minimum(star[writer], 300.0)
    cell = cast.platform[writer].astype(np.int64) * cast.communities + cast.community[writer]
    home = cast.platform[author].astype(np.int64) * cast.communities + cast.community[author]
    near = Pools(cell, weight, len(PLATFORMS) * cast.communities).draw(rng, home)
    far = Pools(cast.platform[writer], weight, len(PLATFORMS)).draw(rng, cast.platform[author])
    calm = Pools(cell, feed["reach"].astype(np.float64), len(PLATFORMS) * cast.communities)
    near = np.where(answers, calm.draw(rng, home), near)
    chosen = np.where((rng.random(len(author)) < 0.25) | (near < 0), far, near)
    mine = (chosen >= 0) & (writer[chosen] == author)
    return np.where(mine, -1, chosen)
