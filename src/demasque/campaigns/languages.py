"""In which languages does a campaign post? As the export says; where it says nothing, as it reads.

Reading takes a tenth of a millisecond a post, so of the posts without a stated language some are
read, and speak for the rest.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from demasque.case import CaseStore
from demasque.text import UNKNOWN, languages_of

READ: Final = 200
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
SELECT campaign, unnest(min_by(text, post, {READ})) AS text FROM written
WHERE lang IS NULL AND text IS NOT NULL GROUP BY campaign ORDER BY campaign"""


@dataclass
class Languages:
    """Posts by language, and how many posts were read because no language was stated."""

    posts: Counter[str]
    read: int = 0

    @property
    def ranked(self) -> tuple[tuple[str, int], ...]:
        """Languages with their posts, most first."""
        return tuple(sorted(self.posts.items(), key=lambda item: (-item[1], item[0])))


def languages(
    store: CaseStore, accounts: Sequence[str], campaigns: Sequence[str]
) -> dict[str, Languages]:
    """By campaign, the languages of its members' posts; ``campaigns[i]`` is ``accounts[i]``'s.

    Languages that were read are counted in proportion, so that the numbers are estimates there.
    """
    found = {campaign: Languages(Counter()) for campaign in campaigns}
    unstated: Counter[str] = Counter()
    for row in store.sql(_COUNTED, (accounts, campaigns)).to_pylist():
        if row["lang"] is None:
            unstated[row["campaign"]] = row["posts"]
        else:
            found[row["campaign"]].posts[row["lang"]] += row["posts"]
    sample = store.sql(_SAMPLE, (accounts, campaigns))
    read = languages_of(sample["text"].to_pylist())
    tallies: dict[str, Counter[str]] = {}
    for campaign, language in zip(sample["campaign"].to_pylist(), read, strict=True):
        tallies.setdefault(campaign, Counter())[language] += 1
    for campaign, tally in tallies.items():
        found[campaign].read = tally.total()
        for language, posts in tally.items():
            share = posts / tally.total()
            if language != UNKNOWN and share >= _LEAST_SHARE:
                found[campaign].posts[language] += round(share * unstated[campaign])
    return found
