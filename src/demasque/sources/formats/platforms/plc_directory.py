"""The PLC directory's export: the operations on Bluesky's account identifiers, one a line.

An identifier (did:plc) begins with an operation that follows none; its time is when the account was
made. Each operation says the account's server anew, so the last one that stands says where the
account is now. Keys, handles and rotations are not kept. The operations of an account lie apart in
the file, so what is known of each account is held in memory until the file ends.
Format: https://web.plc.directory/spec/v0.1/did-plc (operations, and the legacy ``create``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from demasque.errors import Sentence
from demasque.sources.fields import words
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_host, as_text
from demasque.sources.mapping.nested import Nested, as_is, first, mapping, text
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source


@dataclass(slots=True)
class _Registered:
    """What the directory says of one account."""

    line: int
    created_at: str | None = None
    host: str | None = None


class _Directory:
    """The accounts of a file, in the order in which they are first named."""

    def __init__(self) -> None:
        self._accounts: dict[str, _Registered] = {}

    def take(self, out: Builder, line: int, item: dict[str, Any]) -> None:
        """Note what one operation says."""
        did, operation = as_text(item.get("did")), mapping(item, "operation")
        if did is None:
            out.reject(line, Sentence("no account"))
            return
        if item.get("nullified") is True:
            out.reject(line, Sentence("an operation of the directory that was nullified"))
            return
        known = self._accounts.setdefault(did, _Registered(line))
        if operation and operation.get("prev") is None:
            known.created_at = known.created_at or text(item, "createdAt")
        endpoint = first(operation, "services.atproto_pds.endpoint", "service")
        known.host = as_host(endpoint) or known.host

    def tell(self, out: Builder) -> Iterator[Batch]:
        """All accounts, as batches of rows."""
        for did, known in self._accounts.items():
            out.account(known.line, account=did, created_at=known.created_at, host=known.host)
            if out.full():
                yield out.batch()
        yield out.batch()


def _read(reading: Reading) -> Iterator[Batch]:
    directory = _Directory()
    yield from read_nested(reading, Nested("bluesky", as_is, directory.take))
    yield from directory.tell(Builder(reading.source_file, "bluesky"))


PLC_DIRECTORY = Source(
    id="plc-directory",
    title="PLC directory's export of Bluesky's accounts (one operation a line)",
    platform="bluesky",
    required=frozenset({"did", "operation", "createdAt"}),
    optional=words(
        "nullified operation.prev operation.services.atproto_pds.endpoint operation.service"
    ),
    ignored=words("cid seq type operation"),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="operations written by hand from the specification of did:plc",
    note="Accounts only: when each was made, and its server; handles and keys are left out",
    read=_read,
    unwrap=as_is,
)
