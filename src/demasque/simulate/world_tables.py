"""From numbers to tables: names, words and addresses are put together here, once, at the end."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import POST_KINDS
from demasque.simulate.cast import GROUPS, NEWSROOM, OPERATION, PLATFORMS, VENUE_KINDS, Cast
from demasque.simulate.draft import Draft
from demasque.simulate.habits.phrases import LANG_CODES, mix, render
from demasque.simulate.own_words import OWN_KEYS, TAGS

Array = npt.NDArray[Any]

_FIRST: Final = ("amber", "brisk", "calm", "dusty", "early", "fuzzy", "hollow", "idle", "keen")
_SECOND: Final = ("otter", "maple", "kettle", "harbour", "pebble", "lantern", "teapot", "finch")


def tables(
    rng: np.random.Generator,
    cast: Cast,
    draft: Draft,
    desks: Mapping[str, Array],
    names: str = "account",
) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table]:
    """Return posts, accounts, labels and placements of a draft that is in the order of time.

    ``desks`` are more columns of labels, one entry per account, -1 for nothing.
    """
    ids = account_ids(rng, cast, names)
    post_ids = numbered("post-", np.arange(len(draft["at"])))
    posts = posts_table(rng, cast, draft, ids, post_ids)
    counts = np.bincount(draft["author"], minlength=len(cast))
    order = pc.sort_indices(ids)
    accounts = _accounts(rng, cast, ids, counts).take(order)
    labels = _labels(cast, ids, desks).take(order)
    waves = np.flatnonzero(draft["wave"] >= 0)
    group = cast.group[draft["author"][waves]]
    placements = pa.table(
        {
            "post_id": post_ids.take(pa.array(waves)),
            "group": pa.array(GROUPS).take(pa.array(group)),
            "wave": draft["wave"][waves],
        }
    )
    return posts, accounts, labels, placements


def posts_table(
    rng: np.random.Generator, cast: Cast, draft: Draft, ids: pa.Array, post_ids: pa.Array
) -> pa.Table:
    """Return posts as a table; ``draft`` is in the order of time, ``ids`` name its accounts."""
    author = draft["author"]
    hashtags = _hashtags(draft)
    following = np.sqrt(cast.followers[author])
    interest = np.minimum(draft["reach"] * following * 0.4, 50_000.0)
    words = render(*(draft[name] for name in ("lang", "style", "key", "topic", "emoji")))
    shown = pc.replace_substring_regex(pc.fill_null(hashtags, ""), r"(\S+)", r"#\1")
    text = pc.utf8_rtrim_whitespace(pc.binary_join_element_wise(words, shown, " "))
    codes = pa.array(LANG_CODES).take(pa.array(draft["lang"]))
    return pa.table(
        {
            "post_id": post_ids,
            "account_id": ids.take(pa.array(author)),
            "platform": pa.array(PLATFORMS).take(pa.array(cast.platform[author])),
            "created_at": iso(draft["at"]),
            "text": text,
            "lang": pc.if_else(pc.is_null(text), pa.scalar(None, pa.string()), codes),
            "kind": pa.array(POST_KINDS).take(pa.array(draft["kind"])),
            "parent_id": look_up(post_ids, draft["parent"]),
            "venue_id": look_up(ids, draft["venue"]),
            "urls": _named(draft["url"], _url),
            "hashtags": hashtags,
            "media_hash": _named(draft["media"], _digest),
            "likes": rng.poisson(interest),
            "reposts": rng.poisson(0.2 * interest),
            "replies": rng.poisson(0.1 * interest),
        }
    )


def _accounts(rng: np.random.Generator, cast: Cast, ids: pa.Array, counts: Array) -> pa.Table:
    count = len(cast)
    words = rng.integers(0, [[len(_FIRST)], [len(_SECOND)]], (2, count))
    ending = 10 ** (cast.digits - 1.0) * rng.uniform(1, 10, count)
    handles = [
        f"{_FIRST[first]}_{_SECOND[second]}{int(number) if digits else ''}"
        for first, second, number, digits in zip(*words, ending, cast.digits, strict=True)
    ]
    handles[: cast.venues] = ids[: cast.venues].to_pylist()
    old = rng.poisson(30 * rng.gamma(1.0, 20.0, count))
    young = (cast.group == OPERATION) & (cast.unit == 0)
    verified = (np.arange(count) < cast.venues) | (cast.group == NEWSROOM)
    return pa.table(
        {
            "account_id": ids,
            "platform": pa.array(PLATFORMS).take(pa.array(cast.platform)),
            "username": handles,
            "created_at": iso(cast.created),
            "followers": cast.followers,
            "following": rng.poisson(rng.gamma(2.0, 150.0, count)),
            "posts_total": counts + np.where(young, 0, old),
            "verified": verified,
        }
    )


def _labels(cast: Cast, ids: pa.Array, desks: Mapping[str, Array]) -> pa.Table:
    unit = np.where(np.arange(len(cast)) < cast.venues, 0, -1)
    unit = np.where(cast.group == OPERATION, 1 + cast.unit, unit)
    return pa.table(
        {
            "account_id": ids,
            "group": pa.array(GROUPS).take(pa.array(cast.group)),
            "unit": look_up(pa.array(["venue", "new", "taken over"]), unit),
            **{name: pa.array(place, mask=place < 0) for name, place in desks.items()},
        }
    )


def account_ids(rng: np.random.Generator, cast: Cast, names: str = "account") -> pa.Array:
    """Return names of venues, and numbers that say nothing for everybody else."""
    kinds = len(VENUE_KINDS)
    venues = [f"{VENUE_KINDS[n % kinds]}-{n // kinds + 1:02d}" for n in range(cast.venues)]
    others = numbered(f"{names}-", rng.permutation(len(cast) - cast.venues))
    return pa.concat_arrays([pa.array(venues, pa.string()), others])


def numbered(prefix: str, number: Array) -> pa.Array:
    """Return the numbers as names, all of one length."""
    width = max(len(str(len(number))), 6)
    digits = pc.utf8_lpad(pc.cast(pa.array(number), pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def iso(at: Array) -> pa.Array:
    """Return seconds since the epoch as ISO 8601, in UTC."""
    return pa.array(np.char.add(np.datetime_as_string(at.astype("datetime64[s]")), "Z"))


def look_up(names: pa.Array, number: Array) -> pa.Array:
    """Return the name of each number; null where it is negative."""
    return names.take(pa.array(number, mask=number < 0))


def _named(key: Array, name: Callable[[Array], list[str]]) -> pa.Array:
    """Return a name for each key, null where it is -1."""
    distinct, place = np.unique(key, return_inverse=True)
    names = pa.array(name(distinct), pa.string())
    return names.take(pa.array(place, mask=key < 0))


def _url(key: Array) -> list[str]:
    sites = (mix(key, 31) % 97).tolist()
    paths = mix(key, 32).tolist()
    return [
        f"https://{_own_word(name)}.example/latest"
        if name in OWN_KEYS
        else f"https://site-{site:02d}.example/story/{path:x}"
        for name, site, path in zip(key.tolist(), sites, paths, strict=True)
    ]


def _digest(key: Array) -> list[str]:
    halves = mix(key, 41).tolist(), mix(key, 42).tolist()
    return [f"{a:016x}{b:016x}" for a, b in zip(*halves, strict=True)]


def _hashtags(draft: Draft) -> pa.Array:
    """Return the tags of each post, space-separated, null where there are none."""
    tags = [_named(draft[f"tag_{place}"], _tag) for place in (1, 2, 3)]
    joined = pc.binary_join_element_wise(*tags, " ", null_handling="replace")
    joined = pc.utf8_rtrim_whitespace(joined)
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)


def _tag(key: Array) -> list[str]:
    return [
        _own_word(value - TAGS) if value >= TAGS else _common_tag(value) for value in key.tolist()
    ]


def _common_tag(key: int) -> str:
    group, word = divmod(key, 1_000)
    return f"{'fanclub' if group == 900 else f'topic{group + 1}'}{f'word{word}' if word else ''}"


def _own_word(key: int) -> str:
    rest, number = divmod(key, 10_000)
    first, second = rest % len(_FIRST), rest // len(_FIRST) % len(_SECOND)
    return f"{_FIRST[first]}{_SECOND[second]}{number}"
