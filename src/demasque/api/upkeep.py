"""Looking after a case, for Python: the part of :class:`demasque.api.Case` about keeping data."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from demasque.case import CaseStore, RunRecord, anonymise, verify
from demasque.ingest import AddedFile, Removal, forget, purge, remap
from demasque.progress import Progress, quiet


class Upkeep:
    """Remap, purge, forget, anonymise and verify."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def remap(self, *, progress: Progress = quiet) -> list[AddedFile]:
        """Read the evidence again with today's mapping; what became of each file.

        Findings stay. All or nothing.

        Raises:
            DemasqueError: a file cannot be read any more, or the case is anonymised.
        """
        with self._run("remap", {}) as record:
            added = remap(self._store, progress)
            record.note("personal_dropped", personal_dropped(added))
        return added

    def purge(self, older_than: str, *, progress: Progress = quiet) -> Removal:
        """Take posts older than an ISO 8601 duration ("P12M") out of tables, findings, evidence.

        Raises:
            UsageError: this is no duration.
        """
        with self._run("purge", {"older_than": older_than}):
            return purge(self._store, older_than, progress)

    def forget(self, *accounts: str, progress: Progress = quiet) -> Removal:
        """Take accounts out of tables, findings and evidence; a tombstone keeps them out.

        Args:
            accounts: pseudonyms, or "platform:id"; the run's record does not name them.
            progress: called as ``progress(step, done, total)``.

        Raises:
            UsageError: the case knows no such account.
        """
        with self._run("forget", {"accounts": len(accounts)}):
            return forget(self._store, accounts, progress)

    def anonymise(self, *, keep_evidence: bool = False) -> int:
        """Destroy the key, and the evidence unless it is to be kept; how many files went.

        Nobody can undo it, and nobody is asked: ask before you call.
        """
        with self._run("anonymise", {"keep_evidence": keep_evidence}):
            return anonymise(self._store, keep_evidence)

    def verify(self) -> list[str]:
        """Check the custody log and the evidence; one sentence per thing that was changed."""
        return verify(self._store)

    def custody_head(self) -> tuple[int, str]:
        """How many lines the custody log has, and the hash it ends on."""
        head = self._store.custody.head()
        return head.lines, head.hash


def personal_dropped(added: Sequence[AddedFile]) -> dict[str, dict[str, int]]:
    """File (SHA-256) -> personal field -> how many of its values were dropped, for a run's log."""
    return {i.source_file: dict(i.personal_dropped) for i in added if i.personal_dropped}
