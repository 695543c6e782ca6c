"""Which messages do accounts of two cases both write in their own words?

A message is a post's words in normal form, without its hashtags, mentions and addresses: those are
classes of link of their own. Messages that two people write without knowing of each other are left
out: formulas (few letters or words), quotations, what buttons and apps write, and the headlines of
pages that are linked to. What is read here stays in memory.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.coordination import BORROWED_WORDS, FEWEST_LETTERS
from demasque.text import FAMILY_RULES, match_keys
from demasque.traces import OWN_WORDS

FEWEST_WORDS: Final = 5
"""Words of a message, in scripts that tell words apart (tried: 3 to 6; with 3, 'thanks for having
me' is a message that staffs of a parliament share)."""

_POSTS: Final = rf"""
SELECT p.account, p.post, l.site,
       regexp_replace(p.text, '[#＃@][\p{{L}}\p{{M}}\p{{N}}_.]+', ' ', 'g') AS text
FROM posts p LEFT JOIN (
    SELECT post, min(regexp_extract(url, '^(?:[a-z]+://)?(?:www\.)?([^/?#]+)', 1)) AS site
    FROM links GROUP BY post
) l USING (post)
WHERE {OWN_WORDS} AND p.text IS NOT NULL AND NOT {BORROWED_WORDS}
ORDER BY p.posted_at, p.post"""

_EAST_ASIAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_EAST_ASIAN_LETTERS: Final = 2.4
"""An East Asian character says as much as so many letters, as everywhere here."""

_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]")


@dataclass(frozen=True)
class SharedMessages:
    """Uses of messages that both cases have, one table a case: ``account, post, key``.

    ``key`` is the normal form. ``authors`` are the accounts of either case that wrote anything in
    their own words, shared or not.
    """

    one: pa.Table
    other: pa.Table
    authors: tuple[pa.Array, pa.Array]


def shared_messages(one: CaseStore, other: CaseStore) -> SharedMessages:
    """Read the messages that occur in both cases; of one case with itself, those of two accounts"""
    first = _messages(one)
    second = first if other is one else _messages(other)
    common = _common(first, second, other is one)
    kept = pa.array([key for key in common if tells(key)], pa.string())
    headlines = _headlines(pa.concat_tables([first, second]), kept)
    kept = kept.filter(pc.invert(pc.is_in(kept, headlines)))
    tables = [
        table.filter(pc.is_in(table["key"], kept)).select(["account", "post", "key"])
        for table in (first, second)
    ]
    authors = [pc.unique(table["account"]) for table in (first, second)]
    return SharedMessages(tables[0], tables[1], (authors[0], authors[1]))


def tells(key: str) -> bool:
    """Whether a message says enough that two people would not write it without each other."""
    words = key.split()
    if len(words) < FEWEST_WORDS and not _UNSPACED.search(key):
        return False
    letters = sum(map(str.isalnum, key)) + (_EAST_ASIAN_LETTERS - 1) * len(_EAST_ASIAN.findall(key))
    return letters >= FEWEST_LETTERS


def _messages(store: CaseStore) -> pa.Table:
    parts = []
    for batch in store.stream(_POSTS):
        keys = pa.array(match_keys(batch.column("text").to_pylist(), FAMILY_RULES), pa.string())
        table = pa.table(
            {name: batch.column(name) for name in ("account", "post", "site")} | {"key": keys}
        )
        parts.append(table.filter(pc.not_equal(keys, "")))
    schema = pa.schema(
        [("account", pa.string()), ("post", pa.string()),
         ("site", pa.string()), ("key", pa.string())]
    )  # fmt: skip
    return pa.concat_tables([schema.empty_table(), *(part.cast(schema) for part in parts)])


def _common(first: pa.Table, second: pa.Table, one_case: bool) -> list[str]:
    if not one_case:
        keys = pc.unique(first["key"])
        found: list[str] = sorted(keys.filter(pc.is_in(keys, pc.unique(second["key"]))).to_pylist())
        return found
    users = first.group_by("key").aggregate([("account", "min"), ("account", "max")])
    several = pc.not_equal(users["account_min"], users["account_max"])
    return sorted(users.filter(several)["key"].to_pylist())


def _headlines(posts: pa.Table, keys: pa.Array) -> pa.Array:
    """Messages most of whose posts link to one site, which the words may come from."""
    posts = posts.filter(pc.is_in(posts["key"], keys))
    of_site = posts.group_by(["key", "site"]).aggregate([([], "count_all")])
    of_site = of_site.filter(pc.is_valid(of_site["site"]))
    most = of_site.group_by("key").aggregate([("count_all", "max")])
    totals = posts.group_by("key").aggregate([([], "count_all")])
    joined = most.join(totals, "key")
    headline = np.asarray(joined["count_all_max"]) * 2 > np.asarray(joined["count_all"])
    return joined["key"].combine_chunks().filter(pa.array(headline))
