"""What posts that address one account hold: masked details, shared hashtags, words of a list.

Counts only. No machine judges the tone of a post here; where an analyst brings a list of words, how
many posts hold one is counted, and the list is the analyst's.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

from demasque.campaigns.placement.addressing import ADDRESSED
from demasque.campaigns.placement.targets import Harm, SharedTag
from demasque.case import CaseStore

TAGS_SHOWN: Final = 5

_MEMBERS: Final = """
WITH members AS (
    SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest($1::VARCHAR[]))
)"""

_PLACED: Final = f"""
{_MEMBERS}, own AS (SELECT * FROM posts SEMI JOIN members USING (account)),
{ADDRESSED.format(posts="own")},
aimed AS (
    SELECT campaign, a.account, post, target, count(*) OVER (PARTITION BY post) = 1 AS alone
    FROM addressed a JOIN members m USING (account)
)
SELECT * FROM aimed
WHERE (campaign, target) IN (SELECT unnest($2::VARCHAR[]), unnest($3::VARCHAR[])) ORDER BY ALL"""

_OF_OWN: Final = f"""
{_MEMBERS} SELECT post, {{what}} FROM {{table}}
SEMI JOIN (SELECT post FROM posts SEMI JOIN members USING (account)) USING (post) ORDER BY ALL"""

_READ: Final = {
    "details": _OF_OWN.format(what="kind", table="personal_details"),
    "tags": _OF_OWN.format(what="lower(tag) AS tag", table="hashtags"),
}

_WORDS: Final = f"""
{_MEMBERS} SELECT post FROM posts SEMI JOIN members USING (account)
WHERE regexp_matches(text, $2, 'i') ORDER BY post"""

_COUNTS: Final = """
SELECT campaign, target, count(*) FILTER (WHERE alone) AS alone,
       count(*) FILTER (WHERE post IN (SELECT post FROM words)) AS words
FROM placed GROUP BY campaign, target ORDER BY campaign, target"""

_DETAILS: Final = """
SELECT campaign, target, kind, count(DISTINCT post) AS posts
FROM placed JOIN details USING (post) GROUP BY campaign, target, kind ORDER BY ALL"""

_TAGS: Final = f"""
SELECT campaign, target, tag, count(DISTINCT post) AS posts, count(DISTINCT account) AS members
FROM placed JOIN tags USING (post)
GROUP BY campaign, target, tag HAVING count(DISTINCT account) > 1
QUALIFY row_number() OVER (
    PARTITION BY campaign, target
    ORDER BY count(DISTINCT account) DESC, count(DISTINCT post) DESC, tag
) <= {TAGS_SHOWN}
ORDER BY campaign, target, members DESC, posts DESC, tag"""

Key = tuple[str, str]


def harms(
    store: CaseStore, keys: Sequence[Key], lexicon: Sequence[str] | None = None
) -> dict[Key, Harm]:
    """Count what posts of campaigns on targets hold.

    Args:
        store: an open case in which campaigns were found.
        keys: campaign and target.
        lexicon: words or phrases of the analyst's, looked for whatever their capitals, at the
            borders of words; None for no list.
    """
    campaigns = sorted({campaign for campaign, _ in keys})
    wanted = (campaigns, [key[0] for key in keys], [key[1] for key in keys])
    read = {"placed": store.sql(_PLACED, wanted)}
    read |= {name: store.sql(query, (campaigns,)) for name, query in _READ.items()}
    nothing = read["tags"].slice(0, 0)
    read["words"] = store.sql(_WORDS, (campaigns, _pattern(lexicon))) if lexicon else nothing
    counts, found_details, found_tags = _asked(read, _COUNTS, _DETAILS, _TAGS)
    details: dict[Key, list[tuple[str, int]]] = {}
    for row in found_details:
        details.setdefault(_key(row), []).append((row["kind"], row["posts"]))
    tags: dict[Key, list[SharedTag]] = {}
    for row in found_tags:
        tags.setdefault(_key(row), []).append(SharedTag(row["tag"], row["posts"], row["members"]))
    return {
        _key(row): Harm(
            row["alone"],
            tuple(details.get(_key(row), ())),
            tuple(tags.get(_key(row), ())),
            None if lexicon is None else row["words"],
        )
        for row in counts
    }


def _asked(tables: Mapping[str, pa.Table], *queries: str) -> list[list[dict[str, Any]]]:
    """The rows that queries give of some tables."""
    with duckdb.connect(config={"threads": 1}) as memory:
        for name, table in tables.items():
            memory.register(name, table)
        return [memory.sql(query).to_arrow_table().to_pylist() for query in queries]


def _key(row: dict[str, Any]) -> Key:
    return row["campaign"], row["target"]


def _pattern(lexicon: Sequence[str]) -> str:
    r"""A pattern of RE2, whose ``\b`` knows ASCII letters only: what borders on no letter."""
    quoted = "|".join(rf"\Q{word}\E" for word in lexicon)
    return rf"(?:^|[^\pL\pN])(?:{quoted})(?:$|[^\pL\pN])"
