"""What became of what was handed over, in SQL: one row a referral, platform, and sort of thing.

The latest status of an account or a post is the one that counts; of several of one moment the most
cautious (an error before a removal). A post without a status of its own whose account is gone is
counted apart, and in no share: nobody counts those of accounts that are up.

Shares are given with Wilson's interval of 95 % (Journal of the American Statistical Association 22,
1927). Times run from the handover to the first removal seen after it; what was last seen up is
censored there, so that the median is Kaplan and Meier's (Journal of the American Statistical
Association 53, 1958). A list says when a removal was seen, so that each time is at most that long:
a day without an hour lasts until it ends, or until the list was taken, whichever is earlier.
"""

from typing import Final

_Z: Final = 1.959964
"""Of the normal law: 95 % lie within."""

_LATEST: Final = """
    ranked AS (
        SELECT *, least("at", taken_at) AS by_then, list_position(
            ['removed', 'suspended', 'unknown', 'up', 'restored', 'error'], status) AS caution
        FROM statuses),
    latest AS (
        SELECT account, post, arg_max(status, ("at", caution)) AS status,
               list(by_then ORDER BY by_then) FILTER (status IN ('removed', 'suspended'))
                   AS removals,
               max(by_then) FILTER (status IN ('up', 'restored')) AS up_at,
               bool_or(status = 'restored') AS ever_restored
        FROM ranked GROUP BY account, post)"""

_THINGS: Final = """
    named AS (
        SELECT handover AS referral, made_at, account, post
        FROM handed_over JOIN handovers USING (handover)),
    all_named AS (
        SELECT NULL AS referral, min(made_at) AS made_at, account, post FROM named
        GROUP BY account, post
        UNION ALL BY NAME
        SELECT NULL AS referral, NULL AS made_at, account, post
        FROM latest ANTI JOIN named
             ON latest.account = named.account AND latest.post IS NOT DISTINCT FROM named.post),
    platforms AS (
        SELECT account, min(platform) AS platform
        FROM (SELECT account, platform FROM posts UNION ALL SELECT account, platform FROM accounts)
        GROUP BY account),
    things AS (
        SELECT t.referral, platform, t.account, if(t.post IS NULL, 'account', 'post') AS what,
               t.made_at, (decision = 'exclude') IS TRUE AS excluded,
               own.status, coalesce(own.removals, []) AS removals, own.up_at,
               coalesce(own.ever_restored, false) AS ever_restored,
               own.status IS NULL AND whole.status IN ('removed', 'suspended') AS with_account
        FROM (FROM named UNION ALL BY NAME FROM all_named) t
        LEFT JOIN platforms USING (account)
        LEFT JOIN latest own ON own.account = t.account AND own.post IS NOT DISTINCT FROM t.post
        LEFT JOIN latest whole ON whole.account = t.account AND whole.post IS NULL
        LEFT JOIN decided d ON d.account = t.account)"""

_TIMES: Final = """
    timed AS (
        SELECT referral, platform, what, made_at,
               list_filter(removals, lambda x: x >= made_at)[1] AS gone_at, up_at,
               len(list_filter(removals, lambda x: x < made_at)) > 0 AS before
        FROM things WHERE made_at IS NOT NULL AND NOT excluded AND status <> 'error'),
    observed AS (
        SELECT referral, platform, what, gone_at IS NOT NULL AS gone,
               epoch(coalesce(gone_at, up_at) - made_at) AS seconds
        FROM timed WHERE NOT before AND coalesce(gone_at, up_at) >= made_at),
    moments AS (
        SELECT referral, platform, what, seconds, count(*) AS seen, count(*) FILTER (gone) AS lost
        FROM observed GROUP BY ALL),
    at_risk AS (
        SELECT *, sum(seen) OVER (PARTITION BY referral, platform, what ORDER BY seconds DESC) AS n
        FROM moments),
    surviving AS (
        SELECT *, exp(sum(if(lost = n, -1e6, ln(1 - lost / n)))
                      OVER (PARTITION BY referral, platform, what ORDER BY seconds)) AS share
        FROM at_risk),
    medians AS (
        SELECT referral, platform, what, sum(seen)::BIGINT AS timed,
               min(seconds) FILTER (share <= 0.5 + 1e-9) AS median_seconds
        FROM surviving GROUP BY ALL)"""

_LATER: Final = """
    surviving_posts AS (
        SELECT referral, t.platform, what, count(*) AS later_posts
        FROM things t JOIN posts p USING (account)
        WHERE what = 'account' AND status IN ('up', 'restored') AND NOT excluded
              AND posted_at > made_at
        GROUP BY ALL)"""

_COUNTED: Final = """
    counted AS (
        SELECT referral, platform, what,
               count(*) FILTER (NOT excluded) AS handed,
               count(*) FILTER (NOT excluded AND status = 'removed') AS removed,
               count(*) FILTER (NOT excluded AND status = 'suspended') AS suspended,
               count(*) FILTER (NOT excluded AND status = 'up') AS up,
               count(*) FILTER (NOT excluded AND status = 'unknown') AS unknown,
               count(*) FILTER (NOT excluded AND status = 'restored') AS restored,
               count(*) FILTER (NOT excluded AND ever_restored) AS reversals,
               count(*) FILTER (NOT excluded AND status = 'error') AS errors,
               count(*) FILTER (NOT excluded AND with_account) AS with_account,
               count(*) FILTER (NOT excluded AND status IS NULL AND with_account IS NOT TRUE)
                   AS unseen,
               count(*) FILTER (excluded) AS set_aside
        -- Who is excluded and was in no handover is nowhere: nobody got anything to put right.
        FROM things WHERE NOT excluded OR made_at IS NOT NULL GROUP BY ALL)"""

_WILSON: Final = f"""
    shares AS (
        SELECT *, removed + suspended AS gone, removed + suspended + up + restored AS known,
               gone / nullif(known, 0) AS share,
               {_Z} * sqrt(share * (1 - share) / known + {_Z} * {_Z} / (4 * known * known)) AS half,
               share + {_Z} * {_Z} / (2 * known) AS middle, 1 + {_Z} * {_Z} / known AS whole
        FROM counted)"""

OUTCOMES: Final = f"""
    WITH {_LATEST}, {_THINGS}, {_TIMES}, {_LATER}, {_COUNTED}, {_WILSON}
    SELECT s.referral, form, receiver, h.campaign, h.made_at, s.platform, s.what, s.handed,
           s.known, s.removed, s.suspended, s.up, s.unknown, s.restored, s.reversals, s.errors,
           s.with_account, s.unseen, s.set_aside, s.share,
           greatest(0, (middle - half) / whole) AS share_low,
           least(1, (middle + half) / whole) AS share_high, coalesce(timed, 0) AS timed,
           median_seconds, coalesce(later_posts, 0) AS later_posts
    FROM shares s
    LEFT JOIN handovers h ON h.handover = s.referral
    LEFT JOIN medians m ON m.referral IS NOT DISTINCT FROM s.referral
         AND m.platform IS NOT DISTINCT FROM s.platform AND m.what = s.what
    LEFT JOIN surviving_posts l ON l.referral IS NOT DISTINCT FROM s.referral
         AND l.platform IS NOT DISTINCT FROM s.platform AND l.what = s.what
    WHERE EXISTS (FROM statuses)
    ORDER BY s.referral NULLS FIRST, s.platform NULLS LAST, s.what"""
"""One row a referral (null for all, and for what no referral names), platform and ``what`` (account
or post); nothing before a list of statuses was taken. ``reversals``: removals taken back at any
time; ``set_aside``: what people excluded since, in no other column; ``timed``: how many the median
rests on, null where more than half were not gone when last seen."""
