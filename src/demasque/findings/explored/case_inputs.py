"""Which files is the case made of, and which of their rows could not be used?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.case import CaseStore

REASONS_LISTED: Final = 100
"""Reasons listed, those of most rows first; the table of rejected rows holds all."""

ADDED_FILES: Final = """
    WITH rejected AS (SELECT source_file, count(*) AS rejects FROM rejects GROUP BY source_file)
    SELECT source_file AS sha256, name, source, "rows", added_at, coalesce(rejects, 0) AS rejects
    FROM files LEFT JOIN rejected USING (source_file) ORDER BY added_at, name, source_file"""
"""SQL: each file that was added, with rows used and rejected."""

REJECTED_ROWS: Final = """
    SELECT name AS file, source_line AS line, reason, source_file AS sha256
    FROM rejects LEFT JOIN files USING (source_file) ORDER BY name, source_file, source_line"""
"""SQL: each row that could not be used, with its reason."""

_REASONS: Final = f"""
    SELECT reason, count(*) AS "rows", count(DISTINCT source_file) AS files,
           count(*) OVER () AS reasons
    FROM rejects GROUP BY reason ORDER BY "rows" DESC, reason LIMIT {REASONS_LISTED}"""


@dataclass(frozen=True)
class CaseInput:
    """One file that was added. ``size`` (bytes) is None where the evidence does not hold it."""

    name: str
    sha256: str
    source: str  # id of the format that it was read as
    size: int | None
    rows: int  # used
    rejects: int
    added_at: datetime  # UTC


@dataclass(frozen=True)
class RejectReason:
    """Why rows could not be used, and how many."""

    reason: str
    rows: int
    files: int


@dataclass(frozen=True)
class CaseInputs:
    """The files of a case in the order added, and why rows were rejected, most rows first."""

    files: tuple[CaseInput, ...]
    reasons: tuple[RejectReason, ...]
    reasons_found: int  # of which at most REASONS_LISTED are listed


def case_inputs(store: CaseStore) -> CaseInputs:
    """Read which files were added, and what was rejected of them."""
    sizes = {digest: kept.size for digest, kept in store.evidence.files().items()}
    reasons = store.sql(_REASONS).to_pylist()
    return CaseInputs(
        files=tuple(
            CaseInput(**row, size=sizes.get(row["sha256"]))
            for row in store.sql(ADDED_FILES).to_pylist()
        ),
        reasons=tuple(RejectReason(r["reason"], r["rows"], r["files"]) for r in reasons),
        reasons_found=reasons[0]["reasons"] if reasons else 0,
    )
