"""What the exports of a case say at all: what they do not say is missing, and never nought."""

from dataclasses import dataclass
from typing import Final

from demasque.case import CaseStore

_KNOWN: Final = """
WITH writers AS (SELECT DISTINCT account FROM posts)
SELECT count(text) AS texts, count(venue) AS venues,
       (SELECT count(DISTINCT post) FROM engagement) AS counted,
       (SELECT count(DISTINCT post) FROM media_use) AS pictured,
       (SELECT count(DISTINCT post) FROM media_in_posts) AS filed,
       (SELECT count(created_at) FROM writers JOIN accounts USING (account)) AS created
FROM posts
"""


@dataclass(frozen=True)
class KnownFields:
    """Of how many posts, or accounts, the exports say each thing."""

    texts: int  # posts with their words
    venues: int  # posts of which it is said under whose posts, or on whose page, they stand
    counted: int  # posts whose reactions are counted
    pictured: int  # posts whose pictures or clips are identified
    filed: int  # posts whose pictures or clips were added as files
    created: int  # accounts with posts whose date of creation is given


def known_fields(store: CaseStore) -> KnownFields:
    """Count what the exports of a case say."""
    return KnownFields(**store.sql(_KNOWN).to_pylist()[0])
