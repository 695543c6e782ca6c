"""The questions a profile asks of the case, one function returning SQL text for each.

Every query takes the campaign as its first parameter and reads the named steps below.
"""

_MEMBERS = "members AS (SELECT * FROM memberships WHERE campaign = ?)"
_WRITTEN = "written AS (SELECT posts.* FROM posts SEMI JOIN members USING (account))"
_LEFT = "left_traces AS (SELECT events.* FROM events SEMI JOIN members USING (account))"
_SHARED = """shared AS (
    SELECT kind, trace, count(DISTINCT account) AS accounts, count(DISTINCT post) AS posts,
           min("at") AS first_at, max("at") AS last_at
    FROM left_traces GROUP BY kind, trace HAVING count(DISTINCT account) > 1
)"""
_CARRYING = """carrying AS (
    SELECT DISTINCT post, account FROM left_traces SEMI JOIN shared USING (kind, trace)
)"""

# Words of selling, in the languages of the interface and a few more; read with word borders.
_SHOP = (
    r"(?i)\b(shop|store|buy|sale|discount|coupon|promo|deal|free shipping|order now|price"
    r"|boutique|acheter|achetez|soldes?|remise|livraison|prix|kaufen|rabatt|tienda|compra"
    r"|oferta|descuento)\b|[$€£]\s?\d|\d\s?[$€£]|打折|优惠|购买"
)


def _with(*steps: str) -> str:
    return "WITH " + ",\n".join(steps) + "\n"


def members() -> str:
    """Answer: who belongs to it, and what does the export say of them?"""
    return (
        _with(_MEMBERS, _WRITTEN, _LEFT, _SHARED, _CARRYING)
        + """, amount AS (
    SELECT account, count(*) AS posts, min(platform) AS platform FROM written GROUP BY account
), carried AS (SELECT account, count(*) AS posts FROM carrying GROUP BY account)
SELECT account, coalesce(amount.platform, a.platform, '') AS platform, bits, partners, stability,
       coalesce(amount.posts, 0) AS posts,
       coalesce(1 - coalesce(carried.posts, 0) / amount.posts, 0) AS filler,
       created_at, followers, verified, avatar, handle_length, handle_digits
FROM members LEFT JOIN amount USING (account) LEFT JOIN carried USING (account)
LEFT JOIN accounts a USING (account)
ORDER BY bits DESC, account"""
    )


def ties() -> str:
    """Answer: which kinds of trace tie its members?"""
    return (
        _with(_MEMBERS)
        + """SELECT kind, count(*) AS pairs, sum(shared)::BIGINT AS shared,
       sum(expected) AS expected, quantile_disc(window_seconds, 0.5) AS window_seconds
FROM ties
WHERE account_a IN (SELECT account FROM members) AND account_b IN (SELECT account FROM members)
GROUP BY kind ORDER BY pairs DESC, kind"""
    )


def strength() -> str:
    """Answer: how many pairs, how many bits?"""
    return (
        _with(_MEMBERS)
        + """SELECT count(*) AS pairs, coalesce(sum(bits), 0) AS bits FROM strengths
WHERE account_a IN (SELECT account FROM members) AND account_b IN (SELECT account FROM members)"""
    )


def activity() -> str:
    """Answer: how much, from when to when, how finely timed, how much of it filler?"""
    return (
        _with(_MEMBERS, _WRITTEN, _LEFT, _SHARED, _CARRYING)
        + """SELECT count(*) AS posts, min(posted_at) AS first_at, max(posted_at) AS last_at,
       avg((time_precision <> 'second')::INTEGER) AS coarse_times,
       count(DISTINCT source_file) AS source_files,
       1 - (SELECT count(DISTINCT post) FROM carrying) / count(*) AS filler
FROM written"""
    )


def tally(column: str) -> str:
    """Answer: how many posts for each value of one column of posts, most first?"""
    return (
        _with(_MEMBERS, _WRITTEN)
        + f"""SELECT {column} AS value, count(*) AS posts FROM written
WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"""
    )


def days() -> str:
    """Answer: how many posts on each day of UTC, and how many of them carry a shared trace?"""
    return (
        _with(_MEMBERS, _WRITTEN, _LEFT, _SHARED, _CARRYING)
        + """SELECT (posted_at AT TIME ZONE 'UTC')::DATE AS day, count(*) AS posts,
       count(*) FILTER (WHERE post IN (SELECT post FROM carrying)) AS shared
FROM written GROUP BY 1 ORDER BY 1"""
    )


def hours() -> str:
    """Answer: how many posts in each hour of the day, UTC? Days without hours do not count."""
    return (
        _with(_MEMBERS, _WRITTEN)
        + """SELECT hour(posted_at AT TIME ZONE 'UTC') AS hour, count(*) AS posts
FROM written WHERE time_precision IN ('second', 'minute') GROUP BY 1 ORDER BY 1"""
    )


def traces() -> str:
    """Answer: which traces carry it? Takes the number wanted as second parameter."""
    return (
        _with(_MEMBERS, _LEFT, _SHARED)
        + """, strongest AS (
    SELECT * FROM shared ORDER BY accounts DESC, posts DESC, kind, trace LIMIT ?
), others AS (
    SELECT kind, trace, count(DISTINCT account) AS outsiders
    FROM events SEMI JOIN strongest USING (kind, trace) ANTI JOIN members USING (account)
    GROUP BY kind, trace
), seen AS (
    SELECT kind, trace, count(DISTINCT platform) AS platforms
    FROM left_traces SEMI JOIN strongest USING (kind, trace) JOIN posts USING (post)
    GROUP BY kind, trace
)
SELECT kind, trace, coalesce(value, '') AS value, accounts, coalesce(outsiders, 0) AS outsiders,
       posts, coalesce(platforms, 1) AS platforms, first_at, last_at
FROM strongest LEFT JOIN others USING (kind, trace) LEFT JOIN seen USING (kind, trace)
LEFT JOIN traces USING (kind, trace)
ORDER BY accounts DESC, posts DESC, kind, trace"""
    )


def sharing() -> str:
    """Answer: how do they share, in numbers? Takes the pattern of selling as second parameter."""
    return (
        _with(_MEMBERS, _WRITTEN, _LEFT, _SHARED, _CARRYING)
        + """, named AS (
    SELECT kind, trace, value FROM shared LEFT JOIN traces USING (kind, trace)
), crossing AS (
    SELECT kind, trace FROM left_traces SEMI JOIN shared USING (kind, trace)
    JOIN written USING (post) GROUP BY kind, trace HAVING count(DISTINCT platform) > 1
), outside AS (
    SELECT DISTINCT account FROM events SEMI JOIN shared USING (kind, trace)
    ANTI JOIN members USING (account)
), stepped AS (
    SELECT account, "at", lag(account) OVER steps AS before,
           lag("at") OVER steps AS before_at
    FROM left_traces SEMI JOIN shared USING (kind, trace)
    WINDOW steps AS (PARTITION BY kind, trace ORDER BY "at", account)
), gaps AS (SELECT epoch("at" - before_at) AS gap FROM stepped WHERE account <> before)
SELECT (SELECT count(*) FROM shared) AS traces,
       (SELECT count(DISTINCT post) FROM carrying) AS posts,
       (SELECT count(*) FROM written SEMI JOIN carrying USING (post)
        WHERE kind = 'repost') AS reposts,
       (SELECT count(*) FROM shared WHERE kind = 'text') AS texts,
       (SELECT count(*) FROM crossing) AS crossing,
       (SELECT count(*) FROM named WHERE kind IN ('text', 'url')
        AND regexp_matches(value, ?)) AS shop_like,
       (SELECT count(*) FROM outside) AS outsiders,
       (SELECT median(gap) FROM gaps) AS gap_seconds,
       (SELECT avg((gap = 0)::INTEGER) FROM gaps) AS same_second"""
    )


def shop_pattern() -> str:
    """Return the regular expression that tells texts and links of selling."""
    return _SHOP


def domains() -> str:
    """Answer: which sites do the shared links lead to?"""
    return (
        _with(_MEMBERS, _LEFT, _SHARED)
        + """SELECT regexp_extract(lower(value), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1)
       AS value, sum(posts)::BIGINT AS posts
FROM shared JOIN traces USING (kind, trace) WHERE kind = 'url'
GROUP BY 1 ORDER BY 2 DESC, 1"""
    )


def venues() -> str:
    """Answer: under whose posts, or on whose pages, was it placed?"""
    return (
        _with(_MEMBERS, _WRITTEN)
        + """SELECT venue AS account, count(*) AS posts, count(DISTINCT account) AS members
FROM written WHERE venue IS NOT NULL AND venue <> account
GROUP BY 1 ORDER BY 2 DESC, 1"""
    )


def audience() -> str:
    """Answer: how much attention from outside does the case know of?"""
    return (
        _with(_MEMBERS, _WRITTEN)
        + """, inner_steps AS (
    SELECT count(*) AS n FROM written JOIN (SELECT post FROM written) mine ON parent = mine.post
), counted AS (
    SELECT count(*) AS posts,
           sum(coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0)
               + coalesce(quotes, 0)) AS reactions
    FROM engagement SEMI JOIN written USING (post)
    WHERE coalesce(likes, reposts, replies, quotes) IS NOT NULL
)
SELECT (SELECT count(*) FROM posts JOIN (SELECT post FROM written) mine ON parent = mine.post
        WHERE account NOT IN (SELECT account FROM members)) AS answers,
       counted.posts AS counted,
       greatest(0, coalesce(reactions, 0) - inner_steps.n)::BIGINT AS reactions
FROM counted, inner_steps"""
    )
