"""What a campaign spread and hardly anybody else did: hashes by which it is known again.

Messages, addresses, pictures and sites of campaigns that alerts spoke of. Posts may go, because a
platform took the accounts down or somebody deleted them; these hashes say nothing of a person and
stay. A message is kept under the hash of each wording, since the family of copies that returns may
be named by another of them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.dossier import MOST_OUTSIDE
from demasque.schema import TABLES
from demasque.text import ALL_RULES
from demasque.traces import message_keys, trace_ids
from demasque.watch.alerts.round_view import RoundView
from demasque.watch.alerts.watched_campaign import WatchedCampaign

FEWEST_MEMBERS: Final = 2
"""Members that a thing must be of, at least: what one account posts is that account's."""

_MOST_WORDINGS: Final = 3_000
"""Posts of a campaign whose own wording is read in a round, the newest (a tenth of a second)."""

_MOST_KEPT: Final = 20_000
"""Things of one campaign that are kept, those used last (considered: 2,000 to 50,000)."""

SITE: Final = r"""lower(regexp_extract(value, '^(?:[a-zA-Z]+://)?(?:www\.)?([^/?#:]+)', 1))"""

THINGS: Final = f"""
    SELECT kind, trace, account, "at", post FROM events
    WHERE kind IN ('text', 'url', 'media', 'picture_text')
    UNION ALL
    SELECT 'site', ('0x' || substr(md5({SITE}), 1, 15))::BIGINT, e.account, e."at", e.post
    FROM events e JOIN traces t ON t.kind = e.kind AND t.trace = e.trace WHERE e.kind = 'url'"""
"""SQL: messages, addresses, sites and pictures, as accounts used them; a site's hash is of its
host, since the case has none of its own."""

_SPREAD: Final = f"""
    WITH asked AS (SELECT unnest(?::VARCHAR[]) AS campaign),
    members AS (SELECT campaign, account FROM memberships SEMI JOIN asked USING (campaign)),
    things AS ({THINGS}),
    own AS (
        SELECT campaign, kind, trace, min("at") AS first_at, max("at") AS last_at
        FROM things JOIN members USING (account) GROUP BY campaign, kind, trace
        HAVING count(DISTINCT account) >= {FEWEST_MEMBERS}),
    outside AS (
        SELECT kind, trace, count(DISTINCT account) AS carriers
        FROM things SEMI JOIN own USING (kind, trace)
        WHERE account NOT IN (SELECT account FROM memberships) GROUP BY kind, trace),
    known AS (
        SELECT count(DISTINCT account) AS n FROM events
        WHERE account NOT IN (SELECT account FROM memberships))
    SELECT campaign, kind, trace, first_at, last_at
    FROM own LEFT JOIN outside USING (kind, trace), known
    WHERE coalesce(carriers, 0) <= greatest(1, {MOST_OUTSIDE} * n)
    ORDER BY ALL"""

_WORDINGS: Final = """
    WITH rare AS (
        SELECT unnest(?::VARCHAR[]) AS campaign, unnest(?::BIGINT[]) AS trace),
    written AS (
        SELECT campaign, p.text, e."at" FROM events e
        JOIN memberships m USING (account) JOIN rare r USING (campaign, trace)
        JOIN posts p USING (post) WHERE e.kind = 'text' AND p.text IS NOT NULL),
    latest AS (
        SELECT campaign, text, "at" FROM written
        QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY "at" DESC, text) <= ?)
    SELECT campaign, text, min("at") AS first_at, max("at") AS last_at
    FROM latest GROUP BY campaign, text ORDER BY ALL"""

_SCHEMA: Final = TABLES["watched_traces"].schema


def watched_things(view: RoundView, states: Mapping[str, WatchedCampaign]) -> pa.Table:
    """What is known of all campaigns that were told of: earlier rounds' things and this one's.

    Those of a campaign that another took up are that one's from then on.
    """
    joined = {name: into for name, state in states.items() if (into := state.into) is not None}
    asked = [name for name, state in states.items() if state.told and state.found]
    rare = view.store.sql(_SPREAD, [asked]).to_pylist() if asked else []
    rows: dict[tuple[str, str, int], dict[str, Any]] = {}
    earlier = view.store.sql("FROM watched_traces").to_pylist()
    used = {(row["campaign"], row["kind"], row["trace"]): row["last_at"] for row in earlier}
    fresh = [row for row in rare if _used_since(row, used)]
    for row in [*earlier, *fresh, *_wordings(view, fresh)]:
        campaign = joined.get(row["campaign"], row["campaign"])
        known = rows.setdefault((campaign, row["kind"], row["trace"]), row | {"campaign": campaign})
        known["first_at"] = min(known["first_at"], row["first_at"])
        known["last_at"] = max(known["last_at"], row["last_at"])
    kept = _latest(list(rows.values()))
    return pa.Table.from_pylist(kept, _SCHEMA)


def _used_since(row: Mapping[str, Any], used: Mapping[tuple[str, str, int], datetime]) -> bool:
    """Whether a thing was used since it was kept; what was not has no wording that is not kept."""
    known = used.get((row["campaign"], row["kind"], row["trace"]))
    return known is None or row["last_at"] > known


def _wordings(view: RoundView, rare: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The hash of every wording of the rare messages, which an exemplar may have later."""
    said = [row for row in rare if row["kind"] == "text"]
    campaigns, traces = [row["campaign"] for row in said], [row["trace"] for row in said]
    if not said:
        return []
    found = view.store.sql(_WORDINGS, (campaigns, traces, _MOST_WORDINGS))
    keys = pa.array(message_keys(found["text"].to_pylist(), ALL_RULES), pa.string())
    there = found.drop_columns(["text"]).append_column("key", keys).filter(pc.is_valid(keys))
    hashes = trace_ids("text", pa.chunked_array([there["key"].combine_chunks()], pa.string()))
    table = there.drop_columns(["key"]).append_column("trace", hashes)
    return [{**row, "kind": "text"} for row in table.to_pylist()]


def _latest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each campaign those used last, in an order of their own."""
    rows.sort(key=lambda row: (row["campaign"], row["last_at"], row["kind"], row["trace"]))
    counts: dict[str, int] = {}
    kept = []
    for row in reversed(rows):
        counts[row["campaign"]] = counts.get(row["campaign"], 0) + 1
        if counts[row["campaign"]] <= _MOST_KEPT:
            kept.append(row)
    return sorted(kept, key=lambda row: (row["campaign"], row["kind"], row["trace"]))
