"""An operator who adapts: what his accounts posted, rewritten by one who knows how he is found.

Each rewriting takes an :class:`Export` and gives another. Posts of other accounts are never
touched; nor are the words of a repost, which are not the operator's to change.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any, Final

import numpy as np
import pyarrow as pa
from lexicon import Lexicon
from numpy.typing import NDArray

Item = tuple[str, int]
"""What two posts can have in common: a kind of trace and its number."""

Rewriting = Callable[["Export", np.random.Generator], "Export"]

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400

# What a post of an account's own has none of, so that it has nothing in common with any other.
_CARRIED: Final = ("parent_id", "venue_id", "urls", "hashtags", "media_hash")


@dataclass(frozen=True)
class Export:
    """Posts as a platform would export them, and what the operator knows about his own.

    ``posts`` has the columns post_id, account_id, created_at (whole seconds since 1970), text,
    lang, kind, and perhaps others. ``mine`` and ``items`` go with its rows: whether the operator
    wrote it, and what it shares with posts of others of his accounts.
    """

    posts: pa.Table
    mine: NDArray[np.bool_]
    items: tuple[frozenset[Item], ...]
    lexicon: Lexicon

    @property
    def rows(self) -> NDArray[np.int64]:
        """The operator's rows."""
        return np.flatnonzero(self.mine)

    @property
    def at(self) -> NDArray[np.int64]:
        """Seconds since 1970."""
        return self.posts["created_at"].to_numpy()

    @property
    def resolution(self) -> int:
        """Seconds to which times are given: a minute where none has a second."""
        return 1 if (self.at % MINUTE).any() else MINUTE

    def column(self, name: str) -> list[Any]:
        """The values of a column."""
        return self.posts[name].to_pylist()

    def change(self, **columns: Iterable[Any]) -> "Export":
        """The same posts with other values in these columns."""
        posts = self.posts
        for name, values in columns.items():
            place = posts.column_names.index(name)
            posts = posts.set_column(place, name, pa.array(values, posts.schema.field(name).type))
        return replace(self, posts=posts)


def jitter(export: Export, rng: np.random.Generator, seconds: int) -> Export:
    """Every post, reposts too, up to ``seconds`` earlier or later; none before its parent."""
    step = export.resolution
    most = seconds // step
    moved = rng.integers(-most, most, len(export.rows), endpoint=True) * step
    return _moved(export, rng, export.rows, moved)


def words(export: Export, rng: np.random.Generator, share: float) -> Export:
    """``share`` of the words exchanged in each post by itself, but for reposts."""
    text, language, kind = (export.column(name) for name in ("text", "lang", "kind"))
    for row in export.rows.tolist():
        if text[row] and kind[row] != "repost":
            text[row] = export.lexicon.reworded(rng, text[row], language[row], share)
    return export.change(text=text)


def few_items(export: Export, rng: np.random.Generator, most: int) -> Export:
    """At most ``most`` items in common between any two of his accounts: first come, first served.

    A post too many says something of its own instead, as filler does.
    """
    account = export.column("account_id")
    users: dict[Item, set[str]] = defaultdict(set)
    common: Counter[tuple[str, str]] = Counter()
    dropped = []
    for row in export.rows[np.argsort(export.at[export.rows], kind="stable")].tolist():
        me = account[row]
        new = [item for item in export.items[row] if me not in users[item]]
        gained = Counter(_pair(me, other) for item in new for other in users[item])
        if any(common[pair] + count > most for pair, count in gained.items()):
            dropped.append(row)
            continue
        common.update(gained)
        for item in new:
            users[item].add(me)
    return _own_words(export, rng, dropped)


def cells(export: Export, rng: np.random.Generator, size: int) -> Export:
    """Nothing in common but within cells of ``size``, made of those who had most in common.

    Each item stays with the cell that has most users of it. In the other cells each message is
    worded anew, once for the cell; reposts and whatever else was shared become filler.
    """
    account, kind = export.column("account_id"), export.column("kind")
    users: dict[Item, dict[str, None]] = defaultdict(dict)
    for row in export.rows.tolist():
        for item in sorted(export.items[row]):
            users[item][account[row]] = None
    cell = _cells(users.values(), size)
    owner = {
        item: Counter(cell[name] for name in who).most_common(1)[0][0]
        for item, who in users.items()
    }
    changed = [
        row
        for row in export.rows.tolist()
        if any(owner[item] != cell[account[row]] for item in export.items[row])
    ]
    export = _own_words(export, rng, changed)
    text, first = export.column("text"), dict[tuple[int, Item], str]()
    for row in changed:
        messages = sorted(item for item in export.items[row] if item[0] == "text")
        if messages and kind[row] != "repost":
            text[row] = first.setdefault((cell[account[row]], messages[0]), text[row])
    return export.change(text=text)


def filler(export: Export, rng: np.random.Generator, times: int) -> Export:
    """``times`` as many posts again of the accounts' own, at the moments of anybody's posts."""
    rows = np.repeat(export.rows, times)
    at, mine = export.at, export.at[export.mine]
    lively = at[(at >= mine.min()) & (at <= mine.max())]
    extra = export.posts.take(pa.array(rows))
    added = replace(
        export, posts=extra, mine=np.ones(len(rows), dtype=bool), items=(frozenset(),) * len(rows)
    )
    added = _own_words(added, rng, range(len(rows))).change(
        post_id=[f"filler-{n}" for n in range(len(rows))],
        created_at=rng.choice(lively, len(rows)),
    )
    return replace(
        export,
        posts=pa.concat_tables([export.posts, added.posts]),
        mine=np.concatenate([export.mine, added.mine]),
        items=export.items + added.items,
    )


def slow_reuse(export: Export, rng: np.random.Generator, days: int) -> Export:
    """Whatever is used twice goes up to ``days`` away, to another hour of its account."""
    account = np.array(export.column("account_id"), dtype=object)
    rows = np.array([row for row in export.rows.tolist() if export.items[row]], dtype=np.int64)
    own: dict[str, list[int]] = defaultdict(list)
    for row in export.rows.tolist():
        own[account[row]].append(row)
    at = export.at
    hour = at[[rng.choice(own[name]) for name in account[rows]]] % DAY
    away = rng.integers(-days, days, len(rows), endpoint=True) * DAY
    return _moved(export, rng, rows, at[rows] // DAY * DAY + hour + away - at[rows])


def mixed(export: Export, rng: np.random.Generator) -> Export:
    """A little of everything: an hour of jitter, a tenth of the words, twice as much filler."""
    return filler(words(jitter(export, rng, HOUR), rng, 0.1), rng, 2)


REWRITINGS: Final[dict[str, Rewriting]] = {
    "none": lambda export, rng: export,
    "jitter 10 min": partial(jitter, seconds=10 * MINUTE),
    "jitter 1 h": partial(jitter, seconds=HOUR),
    "jitter 6 h": partial(jitter, seconds=6 * HOUR),
    "words 10 %": partial(words, share=0.1),
    "words 20 %": partial(words, share=0.2),
    "two items a pair": partial(few_items, most=2),
    "cells of three": partial(cells, size=3),
    "filler x5": partial(filler, times=5),
    "slow reuse": partial(slow_reuse, days=7),
    "mixed": mixed,
}


def _moved(
    export: Export, rng: np.random.Generator, rows: NDArray[np.int64], by: NDArray[np.int64]
) -> Export:
    """Rows moved by seconds, the other way where it would be before a parent or out of the export.

    Where neither way fits, a post falls anywhere between the bounds: at them posts would gather.
    """
    at, step = export.at.copy(), export.resolution
    least = np.full(len(rows), at.min())
    if "parent_id" in export.posts.column_names:
        place = {name: row for row, name in enumerate(export.column("post_id"))}
        for n, name in enumerate(export.posts["parent_id"].take(pa.array(rows)).to_pylist()):
            least[n] = at[place[name]] if name in place else least[n]
    low = np.maximum(least, at[rows] - np.abs(by))
    high = np.maximum(np.minimum(at.max(), at[rows] + np.abs(by)), low)
    anywhere = low + (rng.random(len(rows)) * ((high - low) // step + 1)).astype(np.int64) * step
    choices = [at[rows] + by, at[rows] - by]
    fits = [(moved >= least) & (moved <= at.max()) for moved in choices]
    at[rows] = np.select(fits, choices, anywhere)
    return export.change(created_at=at)


def _own_words(export: Export, rng: np.random.Generator, rows: Iterable[int]) -> Export:
    """These rows as posts of an account's own, in its usual language, that carry nothing."""
    rows = list(rows)
    account, text, kind, lang = (
        export.column(name) for name in ("account_id", "text", "kind", "lang")
    )
    usual = _usual_languages(export)
    spoken = [usual[account[row]] for row in rows]
    for row, words, language in zip(rows, export.lexicon.compose(rng, spoken), spoken, strict=True):
        text[row], kind[row], lang[row] = words, "original", language
    bare = set(rows)
    carried = {
        name: [None if row in bare else value for row, value in enumerate(export.column(name))]
        for name in _CARRIED
        if name in export.posts.column_names
    }
    return export.change(text=text, kind=kind, lang=lang, **carried)


def _usual_languages(export: Export) -> dict[str, str]:
    """The language that each of the operator's accounts writes most, where there are words."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    whole: Counter[str] = Counter()
    account, lang = export.column("account_id"), export.column("lang")
    for row in export.rows.tolist():
        written[account[row]]  # an account that writes nothing has the operation's language
        if lang[row] and export.lexicon.speaks(lang[row]):
            written[account[row]][lang[row]] += 1
            whole[lang[row]] += 1
    return {name: (count or whole).most_common(1)[0][0] for name, count in written.items()}


def _cells(shared: Iterable[Iterable[str]], size: int) -> dict[str, int]:
    """Cells of at most ``size`` accounts, the pairs with most in common first."""
    common: Counter[tuple[str, str]] = Counter()
    everybody: dict[str, None] = {}
    for who in shared:
        everybody.update(dict.fromkeys(who))
        common.update(_pair(a, b) for a, b in combinations(who, 2))
    members: dict[int, set[str]] = {n: {name} for n, name in enumerate(everybody)}
    cell = {name: n for n, name in enumerate(everybody)}
    for (a, b), _ in sorted(common.items(), key=lambda entry: (-entry[1], entry[0])):
        one, other = cell[a], cell[b]
        if one != other and len(members[one]) + len(members[other]) <= size:
            members[one] |= members.pop(other)
            cell.update(dict.fromkeys(members[one], one))
    return cell


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
