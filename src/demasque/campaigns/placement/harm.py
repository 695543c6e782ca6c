"""What posts that address one account hold: masked details, shared hashtags, words of a list.

Counts only. No machine judges the tone of a post here; where an analyst brings a list of words, how
many posts hold one is counted, and the list is the analyst's.
"""

from collections.abc import Sequence
from typing import Any, Final

from demasque.campaigns.placement.addressing import ADDRESSED
from demasque.campaigns.placement.targets import Harm, SharedTag
from demasque.case import CaseStore

TAGS_SHOWN: Final = 5

_PLACED: Final = f"""
WITH members AS (
    SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest($1::VARCHAR[]))
), own AS (SELECT * FROM posts SEMI JOIN members USING (account)),
{ADDRESSED.format(posts="own")},
aimed AS (
    SELECT campaign, a.account, post, target, count(*) OVER (PARTITION BY post) = 1 AS alone
    FROM addressed a JOIN members m USING (account)
), placed AS (
    SELECT * FROM aimed
    WHERE (campaign, target) IN (SELECT unnest($2::VARCHAR[]), unnest($3::VARCHAR[]))
)
"""

_COUNTS: Final = (
    _PLACED
    + """
SELECT campaign, target, count(*) FILTER (WHERE alone) AS alone,
       count(*) FILTER (WHERE {words}) AS words
FROM placed JOIN (SELECT post, text FROM posts) USING (post) GROUP BY ALL"""
)

_DETAILS: Final = (
    _PLACED
    + """
SELECT campaign, target, kind, count(DISTINCT post) AS posts
FROM placed JOIN personal_details USING (post) GROUP BY ALL ORDER BY ALL"""
)

_TAGS: Final = (
    _PLACED
    + f"""
SELECT campaign, target, lower(tag) AS tag, count(DISTINCT post) AS posts,
       count(DISTINCT account) AS members
FROM placed JOIN hashtags USING (post)
GROUP BY campaign, target, lower(tag) HAVING count(DISTINCT account) > 1
QUALIFY row_number() OVER (
    PARTITION BY campaign, target ORDER BY count(DISTINCT account) DESC, count(DISTINCT post) DESC,
    lower(tag)
) <= {TAGS_SHOWN}
ORDER BY campaign, target, members DESC, posts DESC, tag"""
)

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
    asked: tuple[Any, ...] = (campaigns, [key[0] for key in keys], [key[1] for key in keys])
    words = "regexp_matches(text, $4, 'i')" if lexicon else "false"
    counts = store.sql(
        _COUNTS.format(words=words), (*asked, _pattern(lexicon)) if lexicon else asked
    )
    details: dict[Key, list[tuple[str, int]]] = {}
    for row in store.sql(_DETAILS, asked).to_pylist():
        details.setdefault(_key(row), []).append((row["kind"], row["posts"]))
    tags: dict[Key, list[SharedTag]] = {}
    for row in store.sql(_TAGS, asked).to_pylist():
        tags.setdefault(_key(row), []).append(SharedTag(row["tag"], row["posts"], row["members"]))
    return {
        _key(row): Harm(
            row["alone"],
            tuple(details.get(_key(row), ())),
            tuple(tags.get(_key(row), ())),
            None if lexicon is None else row["words"],
        )
        for row in counts.to_pylist()
    }


def _key(row: dict[str, Any]) -> Key:
    return row["campaign"], row["target"]


def _pattern(lexicon: Sequence[str]) -> str:
    r"""A pattern of RE2, whose ``\b`` knows ASCII letters only: what borders on no letter."""
    quoted = "|".join(rf"\Q{word}\E" for word in lexicon)
    return rf"(?:^|[^\pL\pN])(?:{quoted})(?:$|[^\pL\pN])"
