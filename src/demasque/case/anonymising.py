"""Making a case anonymous for good."""

import os
import secrets
from typing import Final

from demasque.atomic import sync_folder
from demasque.case.case_folder import KEY
from demasque.case.files_beside.snapshot_folders import withdraw_snapshots
from demasque.case.rebuilding import RebuiltStore
from demasque.case.store import CaseStore
from demasque.case.verification import files_by_the_log
from demasque.schema import Lifetime, tables_of


def anonymise(store: CaseStore, keep_evidence: bool = False) -> int:
    """Destroy the key, and the evidence unless ``keep_evidence``; how many files went.

    Without the key no id can be matched to a pseudonym; but every row names its line in the
    evidence, so as long as that is there, whoever has both has the ids. Tables and findings stay.
    Nothing can be added, revealed or remapped afterwards. Names of listed venues go, their kinds
    stay; pictures of accounts go, and of other files beside posts the names, the places and the
    thumbnails that can be recognised. Run again, it completes what a kill cut short.
    """
    faces = _pictures_of_accounts(store)
    digests = sorted(d for d in store.evidence.files() if not keep_evidence or d in faces)
    store.custody.write(
        "anonymise",
        evidence_kept=keep_evidence,
        evidence_replaced=dict.fromkeys(digests),
    )
    _take_out_what_names(store, keep_evidence)
    store.places.clear()
    store.media_rejects.clear()
    _destroy_key(store)
    # Files made from pages may have ids, even where no table changed.
    withdraw_snapshots(store.path)
    store.evidence.remove([*digests, *files_by_the_log(store)[1]])
    return len(digests)


def _pictures_of_accounts(store: CaseStore) -> set[str]:
    """Files beside posts (SHA-256) that are in no post."""
    query = "SELECT media FROM media_files WHERE media NOT IN (SELECT media FROM media_in_posts)"
    return set(store.sql(query)["media"].to_pylist())


_NAMING: Final = """
    SELECT 1 FROM venue_list WHERE name IS NOT NULL
    UNION ALL SELECT 1 FROM avatar_files
    UNION ALL SELECT 1 FROM media_files WHERE kept OR thumbnail IS NOT NULL
    LIMIT 1"""


def _take_out_what_names(store: CaseStore, keep_evidence: bool) -> None:
    """Leave the kinds of listed venues: a name beside a pseudonym says whose it is.

    So does an account's picture. Of other files beside posts the fingerprints stay, as texts do.
    """
    if not store.sql(_NAMING).num_rows:
        return
    changes = {"venue_list": {"name": "NULL"}, "media_files": {"thumbnail": "NULL"}}
    if not keep_evidence:
        changes["media_files"]["kept"] = "false"

    def fill(draft: RebuiltStore) -> None:
        in_posts = f"(SELECT media FROM {draft.old('media_in_posts')})"
        for table in tables_of(Lifetime.SOURCE, Lifetime.RESULT, Lifetime.KEPT):
            stays = " AND ".join(f'"{column}" IN {in_posts}' for column in table.added_files)
            if table.name == "avatar_files":
                stays = "false"
            draft.copy(table.name, stays or "true", changes.get(table.name))

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
