"""Keep hashes of protected media in the case, past the rows by which they were protected."""

from collections.abc import Set
from datetime import UTC, datetime

import pyarrow as pa

from demasque.case import CaseStore
from demasque.media.protecting.protected_files import hashes_of_named, protected_media
from demasque.schema import PROTECTED_MEDIA


def keep_hashes(store: CaseStore, given: Set[str]) -> int:
    """Add hashes to those that the case keeps; how many are new."""
    known = set(store.sql("SELECT hash FROM protected_media")["hash"].to_pylist())
    new = sorted(given - known)
    now = datetime.now(UTC)
    rows = pa.Table.from_pylist([{"hash": each, "given_at": now} for each in new], PROTECTED_MEDIA)
    before = store.sql("FROM protected_media ORDER BY hash").cast(PROTECTED_MEDIA)
    store.replace({"protected_media": pa.concat_tables([before, rows]).sort_by("hash")})
    return len(new)


def keep_protection(store: CaseStore) -> None:
    """Keep by hash what is protected now, before rows that say why are taken out of the case.

    Whoever asks to be forgotten does not ask that others' copies of their pictures be shown. Kept
    are SHA-256 of all protected files, as a cropped copy is known by its family alone, and PDQ of
    those that are protected for themselves: of copies it would reach further each time.
    """
    hashes = protected_media(store) | {one.tobytes().hex() for one in hashes_of_named(store)}
    if hashes and (new := keep_hashes(store, hashes)):
        store.custody.write("media protect", given=len(hashes), added=new)
