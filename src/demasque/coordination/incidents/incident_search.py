"""Incidents of a case: messages that a group inside a crowd pushes, and who is in the group."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.incidents.incident_judgement import (
    Incident,
    JudgedIncidents,
    judge_incidents,
)
from demasque.coordination.incidents.uses import Uses, index_uses
from demasque.coordination.stats.tails import LN10
from demasque.progress import Progress, quiet
from demasque.schema import INCIDENT_ACCOUNTS, INCIDENT_COMPANY, INCIDENTS

MOST_EVENTS: Final = 5_000_000
"""In a case of more events nothing is looked for: all of them are held in memory."""

_ANSWERS: Final = ("repost", "reply")
"""Followers of one author repost and answer the same things of his: they are alike, no more. So
these show how alike people are, and are never company."""

_FILLED: Final = {
    "incidents": INCIDENTS,
    "incident_accounts": INCIDENT_ACCOUNTS,
    "incident_company": INCIDENT_COMPANY,
}

_EVENTS: Final = "SELECT kind, account, trace, post FROM events"
_ABOUT: Final = """
    WITH asked AS (
        SELECT unnest(?::VARCHAR[]) AS kind, unnest(?::BIGINT[]) AS trace, unnest(range(?)) AS place
    )
    SELECT kind, trace, coalesce(any_value(value), '') AS value, min("at") AS first_at,
           max("at") AS last_at
    FROM events JOIN asked USING (kind, trace) LEFT JOIN traces USING (kind, trace)
    GROUP BY kind, trace, place ORDER BY place
"""

Row = dict[str, Any]


class _CaseUses(NamedTuple):
    uses: Uses
    accounts: pa.Array  # by name
    kinds: list[str]
    kind: Int64  # by trace; traces are numbered by kind and id
    trace: Int64

    def about(self, store: CaseStore, traces: Int64) -> dict[int, Row]:
        """What these traces are, and when they were used."""
        numbers = traces.tolist()
        kinds = [self.kinds[kind] for kind in self.kind[traces].tolist()]
        asked = (kinds, self.trace[traces].tolist(), len(numbers))
        return dict(zip(numbers, store.sql(_ABOUT, asked).to_pylist(), strict=True))


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
    company = np.array([kind not in _ANSWERS for kind in case.kinds], dtype=np.bool_)
    said: dict[int, Row] = {}

    def words(traces: Int64) -> dict[int, str]:
        said.update(case.about(store, traces))
        return {trace: str(row["value"]) for trace, row in said.items()}

    found = judge_incidents(case.uses, company[case.kind], words, fdr)
    tables: dict[str, list[Row]] = {name: [] for name in _FILLED}
    for number, incident in enumerate(found.incidents, start=1):
        named = {"incident": f"I{number}"}
        tables["incidents"].append(named | _message_row(case, said, found, incident))
        tables["incident_accounts"] += [named | row for row in _account_rows(case, incident)]
        tables["incident_company"] += [named | row for row in _company_rows(said, found, incident)]
    filled = {name: pa.Table.from_pylist(tables[name], _FILLED[name]) for name in _FILLED}
    store.replace(filled)
    return filled["incidents"]


def _read(store: CaseStore) -> _CaseUses:
    events = store.sql(_EVENTS)
    kind, kinds = _numbered(events["kind"])
    account, accounts = _numbered(events["account"])
    # Of posts only which are the same is asked.
    post = events["post"].combine_chunks().dictionary_encode().indices.to_numpy()
    ids, trace = np.unique(events["trace"].to_numpy(), return_inverse=True)
    pairs, trace = np.unique(kind.astype(np.int64) * len(ids) + trace, return_inverse=True)
    uses = index_uses(account, trace.astype(np.int32), post, len(accounts), len(pairs))
    of_kind, of_id = np.divmod(pairs, max(len(ids), 1))
    return _CaseUses(uses, accounts, kinds.to_pylist(), of_kind, ids[of_id])


def _numbered(column: pa.ChunkedArray) -> tuple[Int32, pa.Array]:
    """The place of each row's name among all names by the alphabet, and these."""
    encoded = column.combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[encoded.indices.to_numpy()], encoded.dictionary.take(pa.array(order))


def _message_row(
    case: _CaseUses, said: Mapping[int, Row], found: JudgedIncidents, incident: Incident
) -> Row:
    about, rows = said[incident.message], incident.rows
    return {
        "kind": about["kind"],
        "trace": about["trace"],
        "carriers": int(np.diff(case.uses.user_start)[incident.message]),
        "accounts": len(incident.members.account),
        "company": int(found.company.carriers[rows].sum()),
        "expected": float(found.company.expected[rows].sum()),
        "log10_p": float(found.company.log_p[rows[0]] / LN10),
        "q": float(10.0 ** found.log10_q[rows[0]]),
        "first_at": about["first_at"],
        "last_at": about["last_at"],
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


def _company_rows(said: Mapping[int, Row], found: JudgedIncidents, incident: Incident) -> list[Row]:
    rows = []
    for row in incident.rows.tolist():
        about = said[int(found.company.trace[row])]
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
