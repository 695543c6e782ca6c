"""The part of :class:`demasque.api.Case` about judgements of named persons, and second readings."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from demasque import dossier

if TYPE_CHECKING:
    from demasque.assessment import Confidence, Likelihood, Rung
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import Agreement, Judgement


class Judging:
    """Judgements of named persons, and second readings."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def judge(
        self,
        campaign: str,
        *,
        rung: int | Rung,
        by: str,
        likelihood: str | Likelihood,
        confidence: str | Confidence,
        because: str,
        sources: Sequence[str] = (),
        statement: str | None = None,
        would_change: str | None = None,
        supersedes: str | None = None,
        at: datetime | None = None,
    ) -> Judgement:
        """Write down what a named person judges of a campaign, for good.

        Args:
            campaign: such as "C1"; its accounts now are what is judged, whatever they are called
                later.
            rung: 0 to 4. From 3 on (the same operation, attribution) only with a source.
            by: who judges: "NAME, OFFICE".
            likelihood: a degree of ICD 203, in English or French.
            confidence: low, moderate or high, likewise.
            because: the reasons; ``would_change`` says what would change the judgement.
            sources: http(s) links.
            statement: what exactly is judged, where the rung's name does not say enough.
            supersedes: the id of a judgement whose place this one takes; that one stays, marked.
            at: when it was said (with a zone); None for now.

        Raises:
            UsageError: no such campaign, a rule is broken, or the judgement to supersede does not
                stand.
        """
        with self._run("judge", {"campaign": campaign}):
            return dossier.judge(
                self._store,
                campaign,
                rung=rung,
                by=by,
                likelihood=likelihood,
                confidence=confidence,
                because=because,
                sources=sources,
                statement=statement,
                would_change=would_change,
                supersedes=supersedes,
                at=at,
            )

    def read_judgement(
        self,
        judgement: str,
        *,
        by: str,
        agrees: str | Agreement,
        because: str,
        at: datetime | None = None,
    ) -> Judgement:
        """Write down what a second reader ("NAME, OFFICE") says of a judgement: yes, no, partly.

        Raises:
            UsageError: no such judgement, or it no longer stands; the reader is who judged; no
                reason.
        """
        with self._run("judge", {"read": judgement}):
            return dossier.read_judgement(
                self._store, judgement, by=by, agrees=agrees, because=because, at=at
            )

    def withdraw_judgement(
        self, judgement: str, *, by: str, because: str, at: datetime | None = None
    ) -> Judgement:
        """Take a judgement back, with the reason; it stays in the custody log, marked.

        Raises:
            UsageError: no such judgement, or it no longer stands; no reason.
        """
        with self._run("judge", {"withdraw": judgement}):
            return dossier.withdraw_judgement(self._store, judgement, by=by, because=because, at=at)

    def judgements(self) -> tuple[Judgement, ...]:
        """Every judgement, oldest first; superseded and withdrawn ones too, marked."""
        return dossier.judgements(self._store)
