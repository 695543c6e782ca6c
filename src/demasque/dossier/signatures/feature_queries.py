"""What accounts do, class by class, as SQL over a case that was detected.

**One cause counts once.** A post whose words stand in a copy family of two accounts or more speaks
for words alone, and not for the picture, the address and the tags that were copied with them; one
with a picture or clip of two accounts or more, whose words are its own, speaks for media alone.
"""

from typing import Final

from demasque.campaigns import STATED
from demasque.dossier.signatures.feature_names import hash_sql
from demasque.sources import LINK_ID

# In order of time: pseudonyms change with the key, and draws must not change with them.
ACCOUNTS: Final = """
SELECT account, min(platform) AS platform, count(*) AS posts,
       epoch(min(posted_at))::BIGINT AS first_at, epoch(max(posted_at))::BIGINT AS last_at
FROM posts GROUP BY account
ORDER BY min(posted_at), min(source_file), min(source_line), account"""

_NUMBERED: Final = """numbered AS MATERIALIZED (
    SELECT account, row_number() OVER (
        ORDER BY min(posted_at), min(source_file), min(source_line), account) - 1 AS number
    FROM posts GROUP BY account
)"""

BORROWED: Final = ("formula", "quotation", "share_button", "headline")
"""Innocent reasons (``demasque.coordination``) of words that are nobody's own: they count for
nothing. Words that are common or of one occasion do count: most campaigns push theirs at once."""

_COPIED: Final = f"""copied AS MATERIALIZED (
    SELECT kind, trace FROM (
        SELECT kind, trace FROM events WHERE kind IN ('text', 'media')
        GROUP BY kind, trace HAVING min(account) <> max(account)
    ) ANTI JOIN (
        SELECT kind, trace FROM reused_words WHERE reason IN {BORROWED}
    ) USING (kind, trace)
)"""

WORDS: Final = f"""
WITH {_NUMBERED}, {_COPIED}
SELECT DISTINCT number, p.text AS value
FROM events e SEMI JOIN copied USING (kind, trace) JOIN posts p USING (post)
JOIN numbered ON numbered.account = e.account
WHERE e.kind = 'text' AND p.text IS NOT NULL ORDER BY number, value"""
"""Who wrote a message of two accounts or more, and in which words of his or her own."""

REPOSTED: Final = f"""
WITH {_NUMBERED}, passed_on AS MATERIALIZED (
    SELECT trace, account, post FROM events WHERE kind = 'repost'
), several AS (
    SELECT trace, min(post) AS post FROM passed_on GROUP BY trace
    HAVING min(account) <> max(account)
)
SELECT DISTINCT number, coalesce(o.text, p.text) AS value
FROM passed_on r JOIN several s USING (trace) JOIN posts p ON p.post = s.post
LEFT JOIN posts o ON o.post = p.parent JOIN numbered ON numbered.account = r.account
WHERE coalesce(o.text, p.text) IS NOT NULL ORDER BY number, value"""
"""Messages that two accounts or more passed on: the original's words, or those of one repost."""

MEDIA: Final = f"""
WITH {_NUMBERED}, {_COPIED}, worded AS (
    SELECT post FROM events SEMI JOIN copied USING (kind, trace) WHERE kind = 'text'
)
SELECT DISTINCT number, value FROM events SEMI JOIN copied USING (kind, trace)
JOIN traces USING (kind, trace) JOIN numbered USING (account)
ANTI JOIN worded USING (post) WHERE kind = 'media' ORDER BY number, value"""

PRINTS: Final = """
SELECT media, lower(hex(max_by(coalesce(reference, hashes), (quality, -frame))[:32])) AS pdq
FROM media_frames WHERE quality >= 50 GROUP BY media ORDER BY media"""
"""The best frame of each added file that shows enough, by its PDQ (Facebook 2019) as it stands."""

_OTHERWISE: Final = f"""{_COPIED}, made AS MATERIALIZED (
    SELECT post FROM events SEMI JOIN copied USING (kind, trace)
    UNION SELECT unnest(?::VARCHAR[])
)"""

_HOST: Final = "regexp_extract(lower(value), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1)"

SITES: Final = f"""
WITH {_NUMBERED}, {_OTHERWISE}
SELECT DISTINCT number, {_HOST} AS value FROM events JOIN traces USING (kind, trace)
JOIN numbered USING (account) ANTI JOIN made USING (post)
WHERE kind = 'url' AND NOT starts_with(value, '{LINK_ID}') ORDER BY number, value"""

HASHTAGS: Final = f"""
WITH {_NUMBERED}, {_OTHERWISE}
SELECT DISTINCT number, tag AS value FROM hashtags JOIN posts p USING (post)
JOIN numbered USING (account) ANTI JOIN made USING (post)
WHERE p.kind <> 'repost' ORDER BY number, value"""

SOURCES: Final = f"""
WITH {_NUMBERED}
SELECT DISTINCT number, v.name AS value
FROM posts p JOIN posts o ON o.post = p.parent JOIN venue_list v ON v.account = o.account
JOIN numbered ON numbered.account = p.account
WHERE p.kind IN ('repost', 'quote') AND v.kind <> 'private_person' AND v.name IS NOT NULL
  AND o.account <> p.account ORDER BY number, value"""

NAMES: Final = f"""
WITH {_NUMBERED}, told AS (
    SELECT number, unnest([
        'shape ' || handle_shape,
        'pattern ' || regexp_replace(handle_shape, '([LU])[0-9]+', '\\1', 'g'),
        'digits ' || handle_digits,
        'host ' || {hash_sql("host", "lower(host)")}
    ]) AS value FROM accounts JOIN numbered USING (account)
)
SELECT DISTINCT number, value FROM told WHERE value IS NOT NULL ORDER BY number, value"""

# A time that is known to the day only says nothing of the hour.
HOURS: Final = f"""
WITH {_NUMBERED}, timed AS (
    SELECT number, posted_at AT TIME ZONE 'UTC' AS moment FROM posts JOIN numbered USING (account)
    WHERE time_precision IN ('second', 'minute')
)
SELECT number, lpad((24 * (isodow(moment) - 1) + hour(moment))::VARCHAR, 3, '0') AS value,
       count(*) AS posts FROM timed GROUP BY number, value ORDER BY number, value"""

LANGUAGES: Final = f"""
WITH {_NUMBERED}
SELECT number, {STATED} AS value, count(*) AS posts FROM posts JOIN numbered USING (account)
WHERE {STATED} IS NOT NULL GROUP BY number, value ORDER BY number, value"""

_SILENT: Final = f"""silent AS (
    SELECT account FROM posts GROUP BY account HAVING count({STATED}) = 0 AND count(text) > 0
)"""

WITHOUT_LANGUAGE: Final = f"WITH {_SILENT} SELECT count(*) AS accounts FROM silent"
"""How many accounts have words, and no language that the export states."""

LONGEST_POSTS: Final = f"""
WITH {_NUMBERED}, {_SILENT}
SELECT number, unnest(max_by(text, (length(text), text), ?)) AS text
FROM posts SEMI JOIN silent USING (account) JOIN numbered USING (account)
WHERE text IS NOT NULL GROUP BY number ORDER BY number"""

VENUES: Final = f"""
WITH {_NUMBERED}
SELECT number, v.kind AS value, count(*) AS posts
FROM posts p JOIN venue_list v ON v.account = p.venue JOIN numbered ON numbered.account = p.account
WHERE p.venue <> p.account GROUP BY number, v.kind ORDER BY number, v.kind"""

PLATFORMS: Final = f"""
WITH {_NUMBERED}
SELECT number, p.platform AS value, count(*) AS posts FROM posts p JOIN numbered USING (account)
GROUP BY number, value ORDER BY number, value"""

PLATFORM_STEPS: Final = f"""
WITH {_NUMBERED}, {_COPIED}, used AS MATERIALIZED (
    SELECT e.trace, e.account, p.platform, min(e."at") AS moment
    FROM events e SEMI JOIN copied USING (kind, trace) JOIN posts p USING (post)
    WHERE e.kind = 'text' GROUP BY ALL
), reached AS (
    SELECT trace, platform, min(moment) AS moment FROM used GROUP BY ALL
), stepped AS (
    SELECT trace, platform AS later,
           lag(platform) OVER (PARTITION BY trace ORDER BY moment, platform) AS earlier FROM reached
)
SELECT number, earlier || ' > ' || later AS value, count(DISTINCT trace) AS posts
FROM stepped JOIN used USING (trace) JOIN numbered USING (account)
WHERE earlier IS NOT NULL AND platform IN (earlier, later)
GROUP BY number, value ORDER BY number, value"""
"""Messages that went from one platform to the next, by who carried them on either."""
