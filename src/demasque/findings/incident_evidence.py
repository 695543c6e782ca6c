"""Messages that a group pushes inside a crowd: what they are, and who is named with what."""

from typing import Final

INCIDENTS_NAMED: Final = """
    SELECT incident, i.kind, coalesce(value, '') AS message, i.carriers, i.first_at, i.last_at,
           a.account, a.shared, a.expected, a.log10_p, a.q
    FROM incident_accounts a JOIN incidents i USING (incident)
    LEFT JOIN traces t ON t.kind = i.kind AND t.trace = i.trace
    ORDER BY substring(incident, 2)::BIGINT, a.log10_p, a.account"""
"""SQL: every account that is named, with the message that its group pushes."""
