"""What does a campaign say? The copy families that two members or more posted."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns.languages import STATED
from demasque.case import CaseStore
from demasque.text import Narrative, narratives

SHOWN: Final = 20
"""Narratives that a profile lists, the most used; ``sharing.texts`` counts all."""

MOST_SAID: Final = f"""members AS (
    SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
), said AS (
    SELECT campaign, account, trace, post, "at" FROM events JOIN members USING (account)
    WHERE kind = 'text'
), most_said AS (
    SELECT campaign, trace FROM said GROUP BY campaign, trace HAVING count(DISTINCT account) > 1
    QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY count(*) DESC, trace) <= {SHOWN}
)"""
"""SQL of campaigns in a list: what their members said, and which of it they said most."""

_TEXTS: Final = f"""
WITH {MOST_SAID}, written AS (
    SELECT campaign, trace, post, text, {STATED} AS lang, posted_at,
           coalesce(exemplar, min(post) OVER (PARTITION BY campaign, trace)) AS exemplar,
           coalesce(similarity, 1.0) AS similarity
    FROM said SEMI JOIN most_said USING (campaign, trace) JOIN posts USING (post)
    LEFT JOIN copies USING (post) WHERE text IS NOT NULL
), grouped AS (
    SELECT campaign, trace AS family, min(exemplar) OVER (PARTITION BY trace) AS exemplar, text,
           lang, similarity, posted_at
    FROM written
)
SELECT campaign, family, exemplar, any_value(e.text) AS words, g.text, g.lang, count(*) AS posts,
       max(similarity) AS similarity, min(g.posted_at) AS first_at, max(g.posted_at) AS last_at
FROM grouped g JOIN posts e ON e.post = exemplar
GROUP BY campaign, family, exemplar, g.text, g.lang ORDER BY ALL"""


def narratives_by_campaign(
    store: CaseStore, campaigns: Sequence[str]
) -> dict[str, tuple[Narrative, ...]]:
    """By campaign, its narratives, the most used first."""
    texts = store.sql(_TEXTS, (list(campaigns),))
    found = {}
    for campaign in campaigns:
        own: pa.Table = texts.filter(pc.equal(texts["campaign"], campaign))
        found[campaign] = tuple(narratives(own))
    return found
