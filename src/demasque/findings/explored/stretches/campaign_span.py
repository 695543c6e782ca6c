"""What did the members of a campaign do in a stretch of time?

What is judged of a campaign rests on all times; these are figures of the stretch alone.
"""

from datetime import datetime
from typing import Any, Final

from demasque.findings.explored.stretches.campaign_slice import CampaignSlice
from demasque.findings.explored.stretches.span_values import (
    AddressedAccount,
    CampaignSpan,
    CampaignSteps,
    MetPair,
    SharedThing,
    Some,
    SpanFigures,
    SpanPicture,
)
from demasque.findings.media.shown_pictures import shown_pictures
from demasque.media import protected_media

LISTED: Final = 20
"""Messages, and likewise other things, accounts addressed and ties, that are listed; tables of the
page hold all."""

PICTURED: Final = 24
"""Families of pictures and clips that are shown."""

ALWAYS: Final = ("-infinity", "infinity")
"""The stretch that holds all times."""

Stretch = tuple[datetime | str, datetime | str]
"""From when, and until when: the end is out."""

_WITHIN: Final = "{at} >= $1::TIMESTAMPTZ AND {at} < $2::TIMESTAMPTZ"
_POSTED: Final = _WITHIN.format(at="posted_at")
_LEFT: Final = _WITHIN.format(at='"at"')

_FIGURES: Final = f"""
    SELECT count(*) AS posts, count(DISTINCT account) AS accounts,
           count(DISTINCT platform) AS platforms,
           count(DISTINCT (posted_at AT TIME ZONE 'UTC')::DATE) AS days,
           min(posted_at) AS first_at, max(posted_at) AS last_at
    FROM own WHERE {_POSTED}"""

# A time that is known to the day only says nothing of the hour.
_HOURS: Final = f"""
    SELECT (isodow(posted_at AT TIME ZONE 'UTC') - 1) * 24 + hour(posted_at AT TIME ZONE 'UTC')
               AS hour, count(*) AS posts
    FROM own WHERE time_precision IN ('second', 'minute') AND {_POSTED} GROUP BY 1 ORDER BY 1"""

SHARED_THINGS: Final = f"""
    WITH left_by_some AS (
        SELECT kind, trace, count(DISTINCT account) AS accounts, count(DISTINCT post) AS posts,
               min("at") AS first_at, max("at") AS last_at
        FROM used WHERE shared AND (kind = 'text') = $3::BOOLEAN AND {_LEFT}
        GROUP BY kind, trace HAVING count(DISTINCT account) > 1
    )
    SELECT s.*, value, lang, code, coalesce(names, []) AS names
    FROM left_by_some s JOIN told USING (kind, trace)
    LEFT JOIN called c ON s.kind = 'text' AND c.trace = s.trace
    ORDER BY posts DESC, accounts DESC, s.kind, s.trace"""
"""SQL of a slice: what two members or more left in a stretch; of texts the words of the exemplar.
Asked for texts ($3 true) or for all else."""

ADDRESSED_ACCOUNTS: Final = f"""
    SELECT target AS account, count(*) AS posts, count(DISTINCT p.account) AS members,
           count(*) FILTER (WHERE way = 'a under') AS under,
           count(*) FILTER (WHERE way = 'b quote') AS quotes,
           count(*) FILTER (WHERE way = 'c mention') AS mentions, kind, name
    FROM placed p WHERE {_POSTED} GROUP BY target, kind, name ORDER BY posts DESC, target"""
"""SQL of a slice: whom posts of a stretch address: under their posts or on their page, quotes,
mentions; each post by the foremost of these ways."""

MET_IN_STRETCH: Final = f"""
    WITH used_then AS (SELECT * FROM used WHERE shared AND {_LEFT}), met AS (
        SELECT account_a, account_b, bits, t.kind, a.trace, a."at" AS at_a, b."at" AS at_b
        FROM pairs JOIN inside t USING (account_a, account_b)
        JOIN used_then a ON a.account = account_a AND a.kind = t.kind
        JOIN used_then b ON b.account = account_b AND b.kind = t.kind AND b.trace = a.trace
        WHERE abs(epoch_us(a."at") - epoch_us(b."at")) <= t.window_seconds * 1e6
    )
    SELECT account_a, account_b, any_value(bits) AS bits,
           count(DISTINCT (kind, trace)) AS shared, list_sort(list(DISTINCT kind)) AS kinds,
           min(least(at_a, at_b)) AS first_at, max(greatest(at_a, at_b)) AS last_at
    FROM met GROUP BY account_a, account_b ORDER BY bits DESC, account_a, account_b"""
"""SQL of a slice: tied pairs, among the strongest, that left the same within the tie's window."""

SEEN_MEDIA: Final = f"""
    SELECT family, count(DISTINCT post) AS posts, count(DISTINCT account) AS accounts,
           min(posted_at) AS first_at, max(posted_at) AS last_at
    FROM seen WHERE {_POSTED} GROUP BY family ORDER BY accounts DESC, posts DESC, family"""
"""SQL of a slice: families of pictures and clips that members posted in a stretch."""


_STEPS: Final = """
    WITH carried AS (SELECT DISTINCT post FROM used WHERE shared), posted AS (
        SELECT epoch(posted_at)::BIGINT // $1::BIGINT AS step, carried.post IS NOT NULL AS shared
        FROM own LEFT JOIN carried USING (post)
    )
    SELECT step, count(*) AS posts, count(*) FILTER (shared) AS shared
    FROM posted GROUP BY step ORDER BY step"""

_HOUR: Final = 3_600  # seconds
_DAY: Final = 86_400

HOURS_FIRST: Final = 72
"""Hours that a campaign lasts at most to be told hour by hour: three days would be three bars."""


def campaign_steps(cut: CampaignSlice) -> CampaignSteps:
    """Count the members' posts by day (UTC), or by hour where there are but a few days."""
    for length in (_HOUR, _DAY):
        rows = cut.sql(_STEPS, (length,)).to_pylist()
        first, last = (rows[0]["step"], rows[-1]["step"]) if rows else (0, -1)
        if last - first < HOURS_FIRST:
            break
    posts, shared = [0] * (last - first + 1), [0] * (last - first + 1)
    for row in rows:
        posts[row["step"] - first] = row["posts"]
        shared[row["step"] - first] = row["shared"]
    return CampaignSteps(first * length, length, tuple(posts), tuple(shared))


def campaign_span(cut: CampaignSlice, stretch: Stretch = ALWAYS) -> CampaignSpan:
    """Count what members of a campaign did in a stretch; excluded accounts are no members."""
    hours = cut.sql(_HOURS, stretch).to_pydict()
    by_hour = dict(zip(hours["hour"], hours["posts"], strict=True))
    pictures, families = _first(cut, SEEN_MEDIA, stretch, PICTURED)
    shown = _pictures(cut, [row["family"] for row in pictures])
    return CampaignSpan(
        figures=SpanFigures(**cut.sql(_FIGURES, stretch).to_pylist()[0]),
        hours=tuple(by_hour.get(hour, 0) for hour in range(168)),
        messages=_things(cut, stretch, texts=True),
        things=_things(cut, stretch, texts=False),
        addressed=_addressed(cut, stretch),
        ties=_met(cut, stretch),
        media=Some(
            tuple(SpanPicture(**row, picture=shown[row["family"]]) for row in pictures), families
        ),
    )


def _things(cut: CampaignSlice, stretch: Stretch, *, texts: bool) -> Some[SharedThing]:
    rows, found = _first(cut, SHARED_THINGS, (*stretch, texts), LISTED)
    return Some(tuple(SharedThing(**row | {"names": tuple(row["names"])}) for row in rows), found)


def _addressed(cut: CampaignSlice, stretch: Stretch) -> Some[AddressedAccount]:
    rows, found = _first(cut, ADDRESSED_ACCOUNTS, stretch, LISTED)
    return Some(tuple(AddressedAccount(**row) for row in rows), found)


def _met(cut: CampaignSlice, stretch: Stretch) -> Some[MetPair]:
    rows, found = _first(cut, MET_IN_STRETCH, stretch, LISTED)
    return Some(tuple(MetPair(**row | {"kinds": tuple(row["kinds"])}) for row in rows), found)


def _pictures(cut: CampaignSlice, families: list[str]) -> dict[str, Any]:
    if not families:
        return {}
    return shown_pictures(cut.store, families, protected_media(cut.store), clear=False)


def _first(
    cut: CampaignSlice, query: str, asked: tuple[object, ...], most: int
) -> tuple[list[dict[str, Any]], int]:
    """The first rows of a list, and how many it has."""
    listed = cut.sql(query, asked)
    return listed.slice(0, most).to_pylist(), listed.num_rows
