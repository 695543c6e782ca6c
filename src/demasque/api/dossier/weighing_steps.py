"""The part of :class:`demasque.api.Case` about the matrix of competing hypotheses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from demasque import dossier
from demasque.dossier import CellValue

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import Matrix

Values = Mapping[str, str | CellValue] | str
"""What evidence says of which hypothesis: ``{"fans": "inconsistent"}`` or ``"fans=I,spam=C"``."""


class Weighing:
    """The matrix of competing hypotheses."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def _need(self, names: Sequence[str]) -> None:
        raise NotImplementedError

    def hypotheses(self, campaign: str) -> Matrix:
        """The matrix of competing hypotheses of a campaign (Heuer 1999, chapter 8).

        Returns:
            What was measured and what people added, row by row, with ``places`` (ranked by least
            inconsistency), ``sensitivity`` (how that changes without each row) and ``table()``,
            an Arrow table with one row for each reading of a cell.

        Raises:
            UsageError: there is no campaign of this name.
        """
        return dossier.matrix(self._store, campaign)

    def add_hypothesis(self, campaign: str, title: str, *, says: str, by: str) -> str:
        """Add a hypothesis to a campaign's matrix; its id, by which evidence speaks of it.

        Raises:
            UsageError: there is no such campaign, or a title, a statement or a name is missing.
        """
        self._need([campaign])
        with self._run("hypotheses", {"add": campaign}):
            return dossier.add_hypothesis(self._store, campaign, title, says, by).id

    def add_evidence(
        self,
        campaign: str,
        what: str,
        *,
        source: str,
        reliability: str,
        credibility: str | int,
        by: str,
        says: Values,
        cause: str | None = None,
    ) -> str:
        """Add a row of evidence to a campaign's matrix; its id.

        Args:
            campaign: such as "C1".
            what: the evidence, in one sentence.
            source: where it is from: an address, or a document.
            reliability: of the source, A to F (Admiralty code).
            credibility: of the information, 1 to 6; never combined with the reliability.
            by: who brings it: a name, and the office.
            says: of which hypothesis it says what; of others it stays unknown.
            cause: rows of one cause count once, by default each by itself: the cause of a row of
                the matrix, where this one says the same once more.

        Raises:
            UsageError: there is no such campaign, hypothesis, mark or grade, or something is
                missing.
        """
        found = dossier.matrix(self._store, campaign)
        grades = dossier.Reliability.named(reliability), dossier.Credibility.named(str(credibility))
        values = dossier.checked_values(found, says)
        with self._run("hypotheses", {"evidence": campaign}):
            return dossier.add_evidence(
                self._store, campaign, what, source, *grades, by, values, cause
            ).id

    def rate_evidence(
        self, campaign: str, row: str, *, says: Values, by: str, because: str | None = None
    ) -> str:
        """Say how a person reads a row, beside what the program or others say; the entry's id.

        Raises:
            UsageError: there is no such campaign, row, hypothesis or mark, or nobody says it.
        """
        found = dossier.matrix(self._store, campaign)
        named, values = dossier.known_row(found, row).id, dossier.checked_values(found, says)
        with self._run("hypotheses", {"rate": campaign, "row": named}):
            return dossier.rate_row(self._store, campaign, named, by, values, because).id

    def retract_evidence(self, entry: str, *, by: str, because: str) -> str:
        """Take back a hypothesis, a row or a reading, by its id; it stays in the journal.

        Raises:
            UsageError: nothing of this id stands, or nobody or no reason is named.
        """
        with self._run("hypotheses", {"retract": entry}):
            return dossier.retract_evidence(self._store, entry, by, because).id
