"""Which rare things of a campaign do accounts carry after a removal? The SQL of regeneration.

All of it for one campaign and one removal. *Members* are those who posted before the removal.
*Others* are in no campaign, stand with none, are not set aside, and posted before the removal, too:
they were in the case already. *New* accounts have their first post in the case after it.
"""

from typing import Final

from demasque.dossier.library.matching.carrier_rates import MOST_OUTSIDE

REMOVALS: Final = """
    WITH latest AS (
        SELECT account, arg_max(status, ("at", status = 'error', status = 'restored')) AS status,
               min("at") FILTER (status IN ('removed', 'suspended')) AS removed_at
        FROM statuses WHERE post IS NULL GROUP BY account)
    SELECT campaign, removed_at, count(*) AS accounts
    FROM latest JOIN memberships USING (account)
    WHERE status IN ('removed', 'suspended')
    GROUP BY ALL ORDER BY campaign, accounts DESC, removed_at"""
"""Campaign, moment of a removal that stands, and members removed then; most members first."""

_THINGS: Final = """
    SELECT kind, CAST(trace AS VARCHAR) AS thing, e.account, e."at", e.post
    FROM events e WHERE kind IN ('text', 'url', 'media', 'picture_text')
    UNION ALL
    SELECT 'site', regexp_extract(value, '^(?:[a-z]+://)?([^/?#]+)', 1), e.account, e."at", e.post
    FROM events e JOIN traces t ON t.kind = e.kind AND t.trace = e.trace WHERE e.kind = 'url'"""
"""What accounts posted of their own: messages, pages, sites, pictures and words in them."""

_CARRIED: Final = f"""
    WITH asked AS (SELECT ?::VARCHAR AS campaign, ?::TIMESTAMPTZ AS removed_at),
    first_posts AS (
        SELECT account, min(platform) AS platform, min(posted_at) AS first_at, count(*) AS posts,
               count(*) FILTER (posted_at > removed_at) AS later
        FROM posts, asked GROUP BY account),
    apart AS (
        SELECT account FROM set_aside
        UNION SELECT account FROM decided WHERE decision = 'exclude'
        UNION SELECT account FROM statuses WHERE status IN ('error', 'restored')),
    members AS (
        SELECT account FROM memberships m JOIN asked USING (campaign)
        JOIN first_posts USING (account)
        WHERE first_at <= removed_at AND account NOT IN (FROM apart)),
    others AS (
        SELECT account, platform, later FROM first_posts, asked
        WHERE first_at <= removed_at AND account NOT IN (FROM apart)
              AND account NOT IN (SELECT account FROM memberships)
              AND account NOT IN (SELECT account FROM attached)),
    fresh AS (
        SELECT account, platform, later, first_at, posts FROM first_posts, asked
        WHERE first_at > removed_at AND account NOT IN (FROM apart)
              -- Whom the analyst knows by name is no stranger who came after.
              AND account NOT IN (SELECT account FROM venue_list)),
    things AS ({_THINGS}),
    before AS (SELECT kind, thing, account FROM things, asked WHERE "at" <= removed_at),
    spread AS (
        SELECT kind, thing FROM before SEMI JOIN members USING (account)
        GROUP BY ALL HAVING count(DISTINCT account) >= 2),
    known AS (SELECT count(*) AS n FROM others),
    outside AS (
        SELECT kind, thing, count(DISTINCT account) AS carriers
        FROM before SEMI JOIN others USING (account) SEMI JOIN spread USING (kind, thing)
        GROUP BY ALL),
    rare AS (
        SELECT kind, thing, coalesce(carriers, 0) AS carriers
        FROM spread LEFT JOIN outside USING (kind, thing), known
        WHERE coalesce(carriers, 0) <= greatest(1, {MOST_OUTSIDE} * n)),
    carried AS (
        -- One thing a post: its words, its link and that link's site are one act.
        SELECT t.account, t.post,
               arg_min(struct_pack(kind, thing), (carriers, kind, thing)) AS carries
        FROM things t JOIN rare USING (kind, thing), asked
        WHERE "at" > removed_at AND (t.account IN (SELECT account FROM others)
                                     OR t.account IN (SELECT account FROM fresh))
        GROUP BY t.account, t.post)"""

NEW_ACCOUNTS: Final = f"""{_CARRIED},
    carriers AS (
        SELECT account, count(DISTINCT carries) AS shared,
               array_to_string(list_sort(list_distinct(list(carries.kind))), '|') AS kinds
        FROM carried GROUP BY account)
    SELECT account, platform, later, true AS new, first_at, posts, coalesce(shared, 0) AS shared,
           coalesce(kinds, '') AS kinds
    FROM fresh LEFT JOIN carriers USING (account) WHERE EXISTS (FROM rare)
    UNION ALL
    SELECT account, platform, later, false, NULL, later, coalesce(shared, 0), coalesce(kinds, '')
    FROM others LEFT JOIN carriers USING (account) WHERE later > 0 AND EXISTS (FROM rare)
    ORDER BY account"""
"""Of a campaign and a removal: new accounts and, to compare them with, others who still post.

``later``: posts after the removal; ``shared``: distinct rare things that two members or more spread
before it, one a post at most."""

CARRYING_POSTS: Final = f"""{_CARRIED},
    told AS (
        SELECT kind, thing, arg_min(struct_pack(account, post), ("at", post)) AS first
        FROM things t SEMI JOIN members USING (account) SEMI JOIN rare USING (kind, thing), asked
        WHERE "at" <= removed_at GROUP BY kind, thing)
    SELECT c.account, kind, thing, c.post, first.account AS member, first.post AS member_post
    FROM carried c JOIN told ON kind = carries.kind AND thing = carries.thing
    WHERE c.account IN (SELECT unnest(?::VARCHAR[]))
    ORDER BY c.account, c.post"""
"""Of some of these accounts, the posts that carry one of the things, each with the member's post
that carried it first."""
