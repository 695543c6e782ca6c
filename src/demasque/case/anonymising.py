"""Making a case anonymous for good."""

import os
import secrets

from demasque.atomic import sync_folder
from demasque.case.rebuilding import RebuiltStore
from demasque.case.store import KEY, CaseStore
from demasque.case.verification import files_by_the_log
from demasque.schema import Lifetime, tables_of


def anonymise(store: CaseStore, keep_evidence: bool = False) -> int:
    """Destroy the key, and the evidence unless ``keep_evidence``; how many files went.

    Without the key no id can be matched to a pseudonym; but every row names its line in the
    evidence, so as long as that is there, whoever has both has the ids. Tables and findings stay.
    Nothing can be added, revealed or remapped afterwards. Names of listed venues go, their kinds
    stay. Run again, it completes what a kill cut short.
    """
    digests = [] if keep_evidence else sorted(store.evidence.files())
    store.custody.write(
        "anonymise",
        evidence_kept=keep_evidence,
        evidence_replaced=dict.fromkeys(digests),
    )
    _take_names_off_venues(store)
    _destroy_key(store)
    store.evidence.remove([*digests, *files_by_the_log(store)[1]])
    return len(digests)


def _take_names_off_venues(store: CaseStore) -> None:
    """Leave the kinds of listed venues: a name beside a pseudonym says whose it is."""
    if not store.sql("SELECT 1 FROM venue_list WHERE name IS NOT NULL LIMIT 1").num_rows:
        return

    def fill(draft: RebuiltStore) -> None:
        for table in tables_of(Lifetime.SOURCE, Lifetime.RESULT, Lifetime.KEPT):
            nameless = {"name": "NULL"} if table.name == "venue_list" else {}
            draft.copy(table.name, changed=nameless)

    # Written anew, as whenever something is taken out: deleted rows leave their bytes in a file.
    store.rebuild(fill)


def _destroy_key(store: CaseStore) -> None:
    path = store.path / KEY
    if not path.exists():
        return
    with path.open("r+b") as stream:
        # A removed file's blocks stay readable until used again, where the disk writes in place.
        stream.write(secrets.token_hex(32).encode())
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()
    sync_folder(store.path)
