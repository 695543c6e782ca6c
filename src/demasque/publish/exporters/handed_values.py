"""What forms for other programs have in common: whose case it is, its times, addresses, words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.dossier import journal_entries
from demasque.privacy import profiles_in
from demasque.publish.exporters.case_rows import CaseRows

LEFT_OUT: Final = "…"
"""What stands in a quoted text where it names an account that people excluded."""

_PSEUDONYM: Final = re.compile(r"\b[ap]_[a-z2-7]{16}\b")
_OF_ACCOUNT: Final = re.compile(r"\ba_[a-z2-7]{16}\b")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")


@dataclass(frozen=True)
class CaseTimes:
    """What makes ids of a case its own, and its times (UTC).

    ``created`` is the first detection, ``modified`` the last thing that happened to findings: a
    later file of the same case holds newer versions of the same objects.
    """

    case: str
    created: datetime
    modified: datetime


def case_times(rows: CaseRows) -> CaseTimes:
    """Read them from the custody log, the runs and what people said."""
    entries = rows.store.custody.entries()
    began = [
        datetime.fromisoformat(run["began"])
        for run in rows.found.runs
        if run["command"] == "detect"
    ]
    first = rows.found.overview.first_at
    # Findings that no run of this program made: as old as the posts they rest on.
    created = began[0] if began else first or datetime(1970, 1, 1, tzinfo=UTC)
    said = [entry.at for entry in journal_entries(rows.store)]
    case = str(entries[0]["hash"]) if entries else rows.found.case
    return CaseTimes(case, created, max([began[-1] if began else created, *said]))


def readable_address(canonical: str) -> str | None:
    """A canonical address as one that can be read; None for the page of an account."""
    address = f"https://{canonical}"
    if _OF_ACCOUNT.search(canonical) or any(profiles_in(address)):
        return None
    # Characters that an address may not hold (RFC 3986) stand there as a browser showed them.
    return _UNSAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")),
        address,
    )


def unnaming(rows: CaseRows) -> Callable[[str], str]:
    """Takes excluded accounts and their posts out of the words of others, where they are named."""
    gone = frozenset(rows.excluded.to_pylist())

    def unnamed(found: re.Match[str]) -> str:
        return LEFT_OUT if found[0] in gone else found[0]

    return lambda line: _PSEUDONYM.sub(unnamed, line) if gone else line


def originals_of(batch: pa.RecordBatch, names: pa.Table | None) -> list[str | None]:
    """The original id of each account of ``batch``: None where ids are not revealed."""
    if names is None:
        return [None] * batch.num_rows
    where = pc.index_in(batch["account"], value_set=names["pseudonym"].combine_chunks())
    found = pc.take(names["raw"].combine_chunks(), where).cast(pa.string())
    return list(found.to_pylist())
