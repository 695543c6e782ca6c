"""Messages that a group pushes inside a crowd: their words, who is named, and what these share.

Leads, in a section and tables of their own: nothing that is said of campaigns rests on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED

INCIDENTS_SHOWN: Final = 20
"""Incidents that a report shows; the exports hold all."""

_NUMBER: Final = "substring(incident, 2)::BIGINT"

_NAMED: Final = f"(SELECT * FROM incident_accounts WHERE account NOT IN ({EXCLUDED}))"
_LEFT: Final = f"""(
    SELECT i.* REPLACE (named AS accounts) FROM incidents i
    JOIN (SELECT incident, count(*) AS named FROM {_NAMED} GROUP BY incident) USING (incident))"""

INCIDENTS_NAMED: Final = f"""
    SELECT incident, i.kind, coalesce(value, '') AS message, i.carriers, i.first_at, i.last_at,
           a.account, a.shared, a.expected, a.log10_p, a.q
    FROM {_NAMED} a JOIN incidents i USING (incident)
    LEFT JOIN traces t ON t.kind = i.kind AND t.trace = i.trace
    ORDER BY {_NUMBER}, a.log10_p, a.account"""
"""SQL: every account that is named, with the message that its group pushes."""

INCIDENT_TABLES: Final = {
    "incidents": f"""
        SELECT i.*, coalesce(value, '') AS value
        FROM {_LEFT} i LEFT JOIN traces USING (kind, trace) ORDER BY {_NUMBER}""",
    "incident_accounts": f"FROM {_NAMED} ORDER BY {_NUMBER}, log10_p, account",
    "incident_company": f"""
        SELECT c.*, coalesce(value, '') AS value
        FROM incident_company c SEMI JOIN {_NAMED} USING (incident)
        LEFT JOIN traces USING (kind, trace)
        ORDER BY {_NUMBER}, log10_p, kind, trace""",
    "incident_posts": f"""
        SELECT incident, a.account, w.kind, w.trace, coalesce(value, '') AS value, post, "at"
        FROM (SELECT incident, kind, trace FROM incidents
              UNION SELECT incident, kind, trace FROM incident_company) w
        JOIN {_NAMED} a USING (incident)
        JOIN events e ON e.account = a.account AND e.kind = w.kind AND e.trace = w.trace
        LEFT JOIN traces t ON t.kind = w.kind AND t.trace = w.trace ORDER BY ALL""",
}
"""By name, what exports write: incidents, who is named, what is shared, and the posts of both."""


@dataclass(frozen=True)
class IncidentCompany:
    """One thing that the group shares besides: in somebody's own words where it is a text."""

    kind: str
    words: str
    carriers: int  # of the message who used it
    expected: float  # had people who are alike used it
    q: float


@dataclass(frozen=True)
class IncidentAccount:
    """One account that is named; `company` are places, from 1, in the incident's company."""

    account: str
    campaign: str | None  # of which it is a member, for reasons of its own
    shared: int
    expected: float
    q: float
    company: tuple[int, ...]


@dataclass(frozen=True)
class ShownIncident:
    """One message, what its group shares besides, and who is in the group. Times are UTC."""

    incident: str
    kind: str
    words: str
    carriers: int
    first_at: datetime
    last_at: datetime
    company: tuple[IncidentCompany, ...]
    accounts: tuple[IncidentAccount, ...]


@dataclass(frozen=True)
class CaseIncidents:
    """How many there are, how many accounts they name, and the first of them."""

    incidents: int
    accounts: int
    shown: tuple[ShownIncident, ...]


# The earliest post says a text as it was written; other traces are addresses, tags and the like.
_WORDS: Final = """
    coalesce(CASE WHEN w.kind = 'text' THEN (
        SELECT arg_min(p.text, (e."at", e.post)) FROM events e JOIN posts p USING (post)
        WHERE e.kind = w.kind AND e.trace = w.trace) END, t.value, '') AS words"""
_COUNTED: Final = f"""
    SELECT count(DISTINCT incident) AS incidents, count(DISTINCT account) AS accounts
    FROM {_NAMED}"""
_SHOWN: Final = f"""
    SELECT incident, kind, {_WORDS}, carriers, first_at, last_at
    FROM {_LEFT} w LEFT JOIN traces t USING (kind, trace) ORDER BY {_NUMBER} LIMIT ?"""
_COMPANY: Final = f"""
    SELECT incident, kind, trace, {_WORDS}, carriers, expected, q
    FROM incident_company w LEFT JOIN traces t USING (kind, trace)
    WHERE incident IN (SELECT unnest(?::VARCHAR[])) ORDER BY log10_p, kind, trace"""
_ACCOUNTS: Final = f"""
    SELECT incident, a.account, any_value(m.campaign) AS campaign, a.shared, a.expected, a.q,
           list(DISTINCT (c.kind, c.trace)) AS used
    FROM {_NAMED} a JOIN incident_company c USING (incident)
    JOIN events e ON e.account = a.account AND e.kind = c.kind AND e.trace = c.trace
    LEFT JOIN memberships m ON m.account = a.account
    WHERE incident IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL ORDER BY a.q, a.account"""


def case_incidents(store: CaseStore) -> CaseIncidents:
    """Read the incidents, the most surprising first."""
    rows = store.sql(_SHOWN, (INCIDENTS_SHOWN,)).to_pylist()
    names = [row["incident"] for row in rows]
    company, accounts = (_by_incident(store, asked, names) for asked in (_COMPANY, _ACCOUNTS))
    shown = (_shown(row, company[row["incident"]], accounts[row["incident"]]) for row in rows)
    return CaseIncidents(**store.sql(_COUNTED).to_pylist()[0], shown=tuple(shown))


def _by_incident(
    store: CaseStore, query: str, names: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Ask of all incidents at once; the rows of each in their order."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for row in store.sql(query, (list(names),)).to_pylist():
        found[row.pop("incident")].append(row)
    return found


def _shown(
    row: dict[str, Any], company: list[dict[str, Any]], named: list[dict[str, Any]]
) -> ShownIncident:
    place = {(each["kind"], each.pop("trace")): n for n, each in enumerate(company, start=1)}
    accounts = []
    for each in named:
        used = (tuple(one.values()) for one in each.pop("used"))
        accounts.append(IncidentAccount(**each, company=tuple(sorted(place[one] for one in used))))
    return ShownIncident(
        **row,
        company=tuple(IncidentCompany(**each) for each in company),
        accounts=tuple(accounts),
    )
