"""The part of :class:`demasque.api.Case` about what became of what was handed over."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from demasque import dossier, findings
from demasque.api.options import PathLike

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import Outcome, Regenerated, StatusListing
    from demasque.findings import CaseOutcomes


class Following:
    """Statuses, survival and regeneration."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def outcome(self, path: PathLike, *, referral: str | None = None) -> StatusListing:
        """Take a list of what became of accounts and posts, and look who came after a removal.

        The list is CSV with the columns platform, account or post (the platform's own ids, links,
        or pseudonyms), status (removed, suspended, up, unknown, restored, error) and date. It is
        not kept: only its SHA-256, and its lines under pseudonyms. The same list twice changes
        nothing.

        Args:
            path: the list.
            referral: the id of a handover; lines about what it does not name are left out.

        Raises:
            UsageError: the list cannot be used (it says which line, and why), there is no such
                handover, or the case knows nothing that it names. Nothing is written then.
            DemasqueError: the list gives raw ids, and the case is anonymised.
        """
        with self._run("outcome", {"path": os.fspath(path), "referral": referral}) as record:
            taken = dossier.keep_statuses(self._store, path, referral)
            record.note("new", taken.new)
            record.note("regenerated", dossier.find_regenerated(self._store).num_rows)
        return taken

    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of what was handed over, by referral, platform, and accounts or posts.

        Those with ``referral`` None come first: everything together. Shares have an interval of
        95 % (Wilson), times to removal a median by Kaplan and Meier, in seconds.
        """
        return dossier.case_outcomes(self._store)

    def case_outcomes(self) -> CaseOutcomes:
        """The same in one, with what it comes to in sentences, and the accounts that came after."""
        return findings.read_outcomes(self._store)

    def regenerated(self) -> tuple[Regenerated, ...]:
        """Accounts first seen after a removal that carry a campaign's things beyond chance.

        Leads, and no members: news passes the same link on, people quote a message. Of those
        listed, one in a hundred may be chance.
        """
        return dossier.regenerated_accounts(self._store)
