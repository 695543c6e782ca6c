"""In which languages does a campaign post? As the export says; where it says nothing, as it reads.

Reading takes a tenth of a millisecond a post, so a campaign's posts without a stated language are
all read up to ``MOST_READ`` of them, half a second's work; of more, as many are drawn by the keyed
hash in their names, the same ones every time, and speak for the rest. A share among 5,000 is then
within 1.4 points of the share among all, 19 times in 20 (:func:`margin`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from demasque import text
from demasque.case import CaseTables

MOST_READ: Final = 5_000
"""Posts of a campaign that are read, at most."""

_LEAST_SHARE: Final = 0.02  # of the posts read: a language that is rarer is as likely an error

# Codes for 'not determined' and, on X, for posts of nothing but media, tags or mentions.
STATED: Final = "CASE WHEN regexp_full_match(lang, '|und|zxx|q[a-z]{2}') THEN NULL ELSE lang END"
"""SQL: the language that the export names, or null."""

_WRITTEN: Final = f"""
WITH members AS (
    SELECT unnest(?::VARCHAR[]) AS account, unnest(?::VARCHAR[]) AS campaign
), written AS (
    SELECT campaign, post, text, {STATED} AS lang FROM posts JOIN members USING (account)
)"""
_COUNTED: Final = f"""{_WRITTEN}
SELECT campaign, lang, count(*) AS posts FROM written
WHERE lang IS NOT NULL OR text IS NOT NULL GROUP BY ALL ORDER BY ALL"""
# Names of posts are keyed hashes, so that the first in their order are as good as drawn.
_SAMPLE: Final = f"""{_WRITTEN}
SELECT campaign, unnest(min_by(text, post, {MOST_READ})) AS text FROM written
WHERE lang IS NULL AND text IS NOT NULL GROUP BY campaign ORDER BY campaign"""


@dataclass
class Languages:
    """Posts by language, and how many had to be read because the export states no language."""

    posts: Counter[str]
    unstated: int = 0  # posts with words for which the export names no language
    read: int = 0  # of these

    @property
    def ranked(self) -> tuple[tuple[str, int], ...]:
        """Languages with their posts, most first."""
        return tuple(sorted(self.posts.items(), key=lambda item: (-item[1], item[0])))


def languages(
    store: CaseTables, accounts: Sequence[str], campaigns: Sequence[str]
) -> dict[str, Languages]:
    """By campaign, the languages of its members' posts; ``campaigns[i]`` is ``accounts[i]``'s.

    Where not all could be read, languages are counted in proportion: estimates, within
    :func:`margin`.
    """
    found = {campaign: Languages(Counter()) for campaign in campaigns}
    for row in store.sql(_COUNTED, (accounts, campaigns)).to_pylist():
        if row["lang"] is None:
            found[row["campaign"]].unstated = row["posts"]
        else:
            found[row["campaign"]].posts[row["lang"]] += row["posts"]
    sample = store.sql(_SAMPLE, (accounts, campaigns))
    read = text.languages_of(sample["text"].to_pylist())
    tallies: dict[str, Counter[str]] = {}
    for campaign, language in zip(sample["campaign"].to_pylist(), read, strict=True):
        tallies.setdefault(campaign, Counter())[language] += 1
    for campaign, tally in tallies.items():
        found[campaign].read = tally.total()
        for language, posts in tally.items():
            share = posts / tally.total()
            if language != text.UNKNOWN and share >= _LEAST_SHARE:
                found[campaign].posts[language] += round(share * found[campaign].unstated)
    return found


def margin(read: int, of: int) -> float:
    """How far a share among ``read`` posts may be from that among all ``of``, 19 times in 20.

    The normal approximation for draws without replacement, at a share of a half, where it is
    widest. Nothing where all were read.
    """
    if read >= of:
        return 0.0
    return 1.96 * 0.5 / sqrt(read) * sqrt((of - read) / (of - 1))
