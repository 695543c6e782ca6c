"""Who has the interests of a campaign? Common things, which link nobody, tell who is of its circle.

An account's interests are the hashtags, sites, sources and venues that it used and that more than
``RARE`` accounts outside all campaigns used, each weighted by its rarity among these. An account
has as much of a campaign's interests as the cosine of its own and the campaign's mean says.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
from scipy import sparse

from demasque.campaigns.operations.contents import RARE, SITE
from demasque.campaigns.operations.parties import PARTIES, Floats, Ints
from demasque.case import CaseStore

_INTERESTS: Final = f"""
WITH {PARTIES}, used AS (
    SELECT DISTINCT hash('hashtag', lower(tag)) AS feature, account
    FROM hashtags JOIN posts USING (post)
    UNION ALL
    SELECT DISTINCT hash('site', {SITE}), account
    FROM events JOIN traces USING (kind, trace) WHERE kind = 'url'
    UNION ALL
    SELECT DISTINCT hash('venue', venue), account FROM posts WHERE venue <> account
    UNION ALL
    SELECT DISTINCT hash('source', o.account), p.account
    FROM posts p JOIN posts o ON o.post = p.parent WHERE p.kind IN ('repost', 'quote')
), counted AS (
    SELECT feature, count(*) FILTER (account NOT IN (SELECT account FROM standing)) AS others
    FROM used GROUP BY feature HAVING others > {RARE}
)
SELECT number, feature, others FROM used JOIN counted USING (feature)
JOIN compared USING (account) ORDER BY number, feature
"""


def shared_interests(
    store: CaseStore, accounts: pa.Array, members: Mapping[str, Ints]
) -> dict[str, Floats]:
    """By campaign, how much of its interests each account has, from 0 to 1."""
    found = store.sql(_INTERESTS, (accounts.to_pylist(), len(accounts)))
    features, place = np.unique(found["feature"].to_numpy(), return_inverse=True)
    rarity = np.log2((len(accounts) + 2) / (found["others"].to_numpy() + 1))
    matrix = sparse.csr_matrix(
        (rarity, (found["number"].to_numpy(), place)), shape=(len(accounts), len(features))
    )
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    fondness = {}
    for name, own in members.items():
        mean = np.asarray(matrix[own].mean(axis=0)).ravel()
        length = float(np.sqrt(mean @ mean)) or 1.0
        fondness[name] = np.round(matrix @ mean / lengths / length, 9)
    return fondness
