"""Incidents of a case: messages that a group inside a crowd pushes, and who is in the group."""

from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from demasque.case import CaseStore
from demasque.coordination.incidents.company import Uses, index_uses
from demasque.coordination.incidents.incident_judgement import (
    Incident,
    JudgedIncidents,
    judge_incidents,
)
from demasque.coordination.stats.tails import LN10
from demasque.progress import Progress, quiet
from demasque.schema import INCIDENT_ACCOUNTS, INCIDENT_COMPANY, INCIDENTS

MOST_EVENTS: Final = 5_000_000
"""In a case of more events nothing is looked for: all of them are held in memory."""

_ANSWERS: Final = ("repost", "reply")
"""Followers of one author repost and answer the same things of his: they are alike, no more. So
these show how alike people are, and are never company."""

_EVENTS: Final = """
    SELECT dense_rank() OVER (ORDER BY account) - 1 AS account,
           dense_rank() OVER (ORDER BY kind, trace) - 1 AS trace,
           dense_rank() OVER (ORDER BY post) - 1 AS post
    FROM events
"""
_TRACES: Final = """
    SELECT kind, trace, coalesce(any_value(value), '') AS value, min("at") AS first_at,
           max("at") AS last_at
    FROM events LEFT JOIN traces USING (kind, trace) GROUP BY kind, trace ORDER BY kind, trace
"""
_ACCOUNTS: Final = "SELECT DISTINCT account FROM events ORDER BY account"

Row = dict[str, Any]


class _CaseUses(NamedTuple):
    uses: Uses
    accounts: pa.Array
    traces: pa.Table

    def about(self, trace: int) -> Row:
        """What a trace is, and when it was used."""
        row: Row = self.traces.slice(trace, 1).to_pylist()[0]
        return row


def find_incidents(store: CaseStore, fdr: float = 0.01, progress: Progress = quiet) -> pa.Table:
    """Find messages that a group pushes; fills ``incidents`` and what hangs on them.

    Leads for a reader: no tie, campaign or judgement rests on them. A message is a trace of any
    kind; of more than 5,000 only those of most carriers are tested. Company is what the group
    shares besides, in other posts and other words. The method is in docs/method.md.

    Args:
        store: an open case whose traces were extracted.
        fdr: false discovery rate among the pairs of a message and its company, and again among the
            carriers of a message who are named.
        progress: told once, when the search begins.

    Returns:
        ``demasque.schema.INCIDENTS``, the most surprising first; empty where there is none.
    """
    progress("incidents", 0, None)
    case = _read(store)
    may = np.array(
        [kind not in _ANSWERS for kind in case.traces["kind"].to_pylist()], dtype=np.bool_
    )
    found = judge_incidents(case.uses, may, lambda trace: str(case.about(trace)["value"]), fdr)
    incidents: list[Row] = []
    accounts: list[Row] = []
    company: list[Row] = []
    for number, incident in enumerate(found.incidents, start=1):
        named = {"incident": f"I{number}"}
        incidents.append(named | _message_row(case, found, incident))
        accounts += [named | row for row in _account_rows(case, incident)]
        company += [named | row for row in _company_rows(case, found, incident)]
    table = pa.Table.from_pylist(incidents, INCIDENTS)
    store.replace(
        {
            "incidents": table,
            "incident_accounts": pa.Table.from_pylist(accounts, INCIDENT_ACCOUNTS),
            "incident_company": pa.Table.from_pylist(company, INCIDENT_COMPANY),
        }
    )
    return table


def _read(store: CaseStore) -> _CaseUses:
    events = store.sql(_EVENTS)
    account, trace, post = (
        events[name].to_numpy().astype(np.int32) for name in ("account", "trace", "post")
    )
    names, traces = store.sql(_ACCOUNTS)["account"], store.sql(_TRACES)
    return _CaseUses(index_uses(account, trace, post, len(names), len(traces)), names, traces)


def _message_row(case: _CaseUses, found: JudgedIncidents, incident: Incident) -> Row:
    said, rows = case.about(incident.message), incident.rows
    return {
        "kind": said["kind"],
        "trace": said["trace"],
        "carriers": int(np.diff(case.uses.user_start)[incident.message]),
        "accounts": len(incident.members.account),
        "company": int(found.company.carriers[rows].sum()),
        "expected": float(found.company.expected[rows].sum()),
        "log10_p": float(found.company.log_p[rows[0]] / LN10),
        "q": float(10.0 ** found.log10_q[rows[0]]),
        "first_at": said["first_at"],
        "last_at": said["last_at"],
    }


def _account_rows(case: _CaseUses, incident: Incident) -> list[Row]:
    members = incident.members
    return [
        {
            "account": case.accounts[int(account)].as_py(),
            "shared": int(shared),
            "expected": float(expected),
            "log10_p": float(log10_p),
            "q": float(10.0**log10_q),
        }
        for account, shared, expected, log10_p, log10_q in zip(*members, strict=True)
    ]


def _company_rows(case: _CaseUses, found: JudgedIncidents, incident: Incident) -> list[Row]:
    rows = []
    for row in incident.rows.tolist():
        about = case.about(int(found.company.trace[row]))
        rows.append(
            {
                "kind": about["kind"],
                "trace": about["trace"],
                "carriers": int(found.company.carriers[row]),
                "expected": float(found.company.expected[row]),
                "log10_p": float(found.company.log_p[row] / LN10),
                "q": float(10.0 ** found.log10_q[row]),
            }
        )
    return rows
