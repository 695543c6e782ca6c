"""Which words did several accounts use, and is there an innocent reason why?

Each copy family of two accounts or more is looked at once. The first reason that applies is its
own; families without one are what :mod:`slow_reuse` counts. A reason is read from the posts alone
and says nothing of who wrote them.
"""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import REUSED_WORDS
from demasque.traces import OWN_WORDS

FEWEST_LETTERS: Final = 30
"""Letters of the normal form below which words are a formula ("thank you for your support"); an
East Asian character counts as 2.4, as for texts at all."""

COMMON_QUANTILE: Final = 0.95
LEAST_COMMON: Final = 10
MOST_RARE: Final = 20
"""Words are common if more accounts used them than this share of all shared words have users. The
cut is no lower than the one number, since of pairs alone no quantile says anything, and no higher
than the other: in large cases people who share a topic all come upon the same quotations."""

OCCASION_HOURS: Final = 24
"""Words that all used within so long of each other belong to the occasion: what happened, a
statement, a party's line of the day. Synchronous copies are what ties are for."""

INNOCENT_REASONS: Final = (
    "common", "formula", "quotation", "share_button", "headline", "occasion",
)  # fmt: skip
"""In the order in which they are tried."""

# Somebody else's words, by a retelling or an attribution.
_ATTRIBUTED: Final = r"(?i)(^|[^\w])(rt|mt|via|from|h/t|ht|par|von|por|от)\s*:?\s*[\"“«]?@"
_QUOTED: Final = r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|「[^」]*」"
# What buttons and apps write: in the first person, or as a call to look at something.
_BUTTON: Final = (
    r"(?i)^\W*(i just |i've just |i('m| am) (now )?(listening|watching|playing)|check out |"
    r"i (liked|added|entered|signed|backed|earned|voted|donated)|now playing|#nowplaying|"
    r"(please )?sign (the|this) petition|my (top|week|stats|fitness)|today stats|"
    r"je viens de |j'ai (signé|aimé|ajouté)|à voir sur|ich habe gerade |acabo de |he firmado)|"
    r"add(ed)? a (youtube )?video|new (followers?|unfollowers?) "
)


def _literal(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"


BORROWED_WORDS: Final[str] = f"""(
    regexp_matches(p.text, {_literal(_ATTRIBUTED)}) OR regexp_matches(p.text, {_literal(_BUTTON)})
    OR 2 * length(array_to_string(regexp_extract_all(p.text, {_literal(_QUOTED)}), ''))
        > length(p.text)
)"""
"""SQL condition on posts p that say whose words they are, stand in quotation marks, or read as
buttons and apps write: words of which the account is not the author."""

_OWN_KEY: Final = "regexp_replace(value, '@a_[a-z2-7]+', '', 'g')"
# Doubled braces, since the SQL round it is formatted.
_LETTERS: Final = (
    r"length(regexp_replace({words}, '[^\p{{L}}\p{{N}}]', '', 'g')) + 1.4 * length(regexp_replace("
    r"{words}, '[^\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}]', '', 'g'))"
)

_SAID: Final = f"""
    e.trace, e.account, e."at", e.post, (
        regexp_matches(p.text, {_literal(_ATTRIBUTED)})
        OR 2 * length(array_to_string(regexp_extract_all(p.text, {_literal(_QUOTED)}), ''))
            > length(p.text)
    ) AS quoted, regexp_matches(p.text, {_literal(_BUTTON)}) AS button"""

_OWN: Final = f"e.kind = 'text' AND {OWN_WORDS} AND p.text IS NOT NULL"

_WRITTEN: Final = f"""
    SELECT {_SAID}, l.site
    FROM events e JOIN posts p USING (post) LEFT JOIN (
        SELECT post, min(regexp_extract(url, '^(?:[a-z]+://)?(?:www\\.)?([^/?#]+)', 1)) AS site
        FROM links GROUP BY post
    ) l USING (post)
    WHERE {_OWN}"""

_PER_POST: Final = f"""{_WRITTEN} AND e.trace IN (
        SELECT trace FROM events WHERE kind = 'text'
        GROUP BY trace HAVING min(account) < max(account)
    )"""

_FAMILIES: Final = f"""
    WITH written AS ({_PER_POST}), counted AS (
        SELECT trace, count(DISTINCT account) AS accounts, count(*) AS posts,
               min("at") AS first_at, max("at") AS last_at,
               2 * count(*) FILTER (quoted) > count(*) AS quotation,
               2 * count(*) FILTER (button) > count(*) AS share_button,
               2 * coalesce(max(of_site), 0) > count(*) AS headline
        FROM written LEFT JOIN (
            SELECT trace, site, count(*) AS of_site FROM written
            WHERE site IS NOT NULL GROUP BY trace, site
        ) USING (trace, site)
        GROUP BY trace HAVING accounts > 1
    ), sized AS (
        SELECT *, quantile_disc(accounts, {COMMON_QUANTILE}) OVER () AS usual,
               {_LETTERS.format(words=_OWN_KEY)} AS letters
        FROM counted JOIN (SELECT trace, value FROM traces WHERE kind = 'text') USING (trace)
    )
    SELECT 'text' AS kind, trace, accounts, posts, first_at, last_at, CASE
        WHEN accounts > least(greatest(usual, {LEAST_COMMON}), {MOST_RARE}) THEN 'common'
        WHEN letters < {FEWEST_LETTERS} THEN 'formula'
        WHEN quotation THEN 'quotation'
        WHEN share_button THEN 'share_button'
        WHEN headline THEN 'headline'
        WHEN epoch(last_at) - epoch(first_at) <= {OCCASION_HOURS * 3_600} THEN 'occasion'
        END AS reason
    FROM sized ORDER BY trace"""

_READINGS: Final = f"""
    WITH united AS (SELECT unnest(?::VARCHAR[]) AS unit, unnest(?::BIGINT[]) AS trace),
    written AS (
        SELECT unit, w.* FROM ({_WRITTEN} AND e.trace IN (SELECT trace FROM united)) w
        JOIN united USING (trace)
    ), of_sites AS (SELECT unit, site, count(*) AS posts FROM written GROUP BY unit, site),
    counted AS (
        SELECT unit, 2 * count(*) FILTER (quoted) > count(*) AS quotation,
               2 * count(*) FILTER (button) > count(*) AS share_button,
               2 * coalesce((SELECT max(posts) FROM of_sites s
                             WHERE s.unit = w.unit AND site IS NOT NULL), 0) > count(*) AS headline,
               epoch(max("at")) - epoch(min("at")) <= {OCCASION_HOURS * 3_600} AS occasion
        FROM written w GROUP BY unit
    ), sized AS (
        SELECT unit, max({_LETTERS.format(words=_OWN_KEY)}) < {FEWEST_LETTERS} AS formula
        FROM traces JOIN united USING (trace) WHERE kind = 'text' GROUP BY unit
    ), listed AS (
        SELECT unit, unnest([CASE WHEN formula THEN 'formula' END,
                             CASE WHEN quotation THEN 'quotation' END,
                             CASE WHEN share_button THEN 'share_button' END,
                             CASE WHEN headline THEN 'headline' END,
                             CASE WHEN occasion THEN 'occasion' END]) AS reason
        FROM counted JOIN sized USING (unit)
    )
    SELECT unit, reason FROM listed WHERE reason IS NOT NULL
    ORDER BY unit, list_position(['formula', 'quotation', 'share_button', 'headline', 'occasion'],
                                 reason)"""

# Whoever quotes what others wrote as their own has not reused it.
_OWN_USES: Final = f"""
    SELECT trace, account, "at", post FROM (
        SELECT {_SAID} FROM events e JOIN posts p USING (post)
        WHERE {_OWN} AND e.trace IN (SELECT trace FROM reused_words WHERE reason IS NULL)
    ) WHERE NOT quoted AND NOT button"""


def reused_words(store: CaseStore) -> pa.Table:
    """Look at every copy family that two accounts or more used; fills ``reused_words``.

    Returns:
        Columns of ``demasque.schema.REUSED_WORDS``, by trace. ``reason`` is null where no innocent
        reason was seen, or the first that applies:

        - ``common``: more accounts used them than 19 of 20 shared families have, and more than 10,
          or more than 20 (a template, a greeting, a song, a saying);
        - ``formula``: fewer than 30 letters;
        - ``quotation``: most of its posts say whose words they are, or stand in quotation marks;
        - ``share_button``: most of its posts read as buttons and apps write;
        - ``headline``: most of its posts link to one site, which the words may come from;
        - ``occasion``: all its posts lie within 24 hours.
    """
    found = store.sql(_FAMILIES).cast(REUSED_WORDS)
    store.replace({"reused_words": found})
    return found


def innocent_readings(store: CaseStore, units: Sequence[str], families: Sequence[int]) -> pa.Table:
    """Every innocent reading of messages, each made of one copy family or several.

    Args:
        store: an open case whose events were extracted.
        units: the name of each family's message.
        families: traces of kind text, as many.

    Returns:
        Columns ``unit, reason``: those of :func:`reused_words` but for ``common``, all that apply
        and not the first alone, read over all posts of a message.
    """
    return store.sql(_READINGS, (list(units), list(families)))


def own_uses(store: CaseStore) -> pa.Table:
    """Read the uses of words without an innocent reason: ``trace, account, at, post``.

    Posts that say whose words they are, and those of buttons, are left out one by one.
    """
    return store.sql(_OWN_USES)
