"""The same steps as the commands, for Python: what an open case can do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from demasque import campaigns, coordination, findings, ingest, traces
from demasque.api.adding_to_case import AddingToCase
from demasque.api.detection_findings import Findings
from demasque.api.dossier.dossier_steps import DossierSteps
from demasque.api.gathering import gather
from demasque.api.handover.handover_steps import HandoverSteps
from demasque.api.hash_exchange import HashExchange
from demasque.api.labelling import Labelling
from demasque.api.options import DetectOptions, ExtractOptions, PathLike
from demasque.api.pictures import Pictures
from demasque.api.publishing import Publishing
from demasque.api.upkeep import Upkeep
from demasque.array_room import giving_back
from demasque.case import CaseStore, RunRecord
from demasque.errors import DemasqueError, Sentence
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.coordination import Detection
    from demasque.media import Transcriber

Look = Callable[[CaseStore, RunRecord], "Detection"]
"""Finds the ties of a case, by whatever means, and writes them to its tables."""


class Case(
    Publishing,
    AddingToCase,
    Upkeep,
    Labelling,
    Pictures,
    HashExchange,
    DossierSteps,
    HandoverSteps,
):
    """An open case; use it in a ``with`` statement. Every step that changes it or lets something
    out leaves a record under ``runs/``.
    """

    def __init__(self, store: CaseStore) -> None:
        self._store = store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the next command or program in."""
        self._store.close()

    def detect(
        self,
        windows: Sequence[str | float] | None = None,
        *,
        fdr: float = 0.01,
        kinds: Sequence[str] | None = None,
        min_shared: int = 2,
        seed: int = 0,
        memory: str | int | None = None,
        without_rules: Sequence[str] = (),
        expansions: PathLike | None = None,
        speech: PathLike | Transcriber | None = None,
        horizon: str | None = None,
        progress: Progress = quiet,
    ) -> Findings:
        """Find ties between accounts and the campaigns they form, in place of earlier findings.

        Args:
            windows: how close in time two uses of one thing must be, inclusive: '60s', '1h', or a
                number of seconds. Several are tried at once; each pair is judged by the one that
                says most, at the price of the tries. None: the method's own (docs/method.md).
            fdr: the share of false ties to be expected among those found, between 0 and 1.
            kinds: kinds of trace to look at (url, text, ...); None for the usual ones.
            min_shared: pairs with fewer shared things are not judged.
            seed: of the division into campaigns; the same seed gives the same campaigns.
            memory: '4GB', or bytes: what is not at work waits on disk. The findings are the same.
            without_rules: rules of the normal form of words (docs/text.md) to do without.
            expansions: a file of two columns, short address and full address, by which links of
                shorteners are read. Nothing is fetched.
            speech: who writes down what is said in clips: the folder of a faster-whisper model, or
                an object like :class:`Transcriber`. None: nobody.
            horizon: an ISO 8601 duration ("P14D"): posts older than that before the newest post
                (or before now, if that is earlier) are not looked at. None: all are.
            progress: called as ``progress(step, done, total)``.

        Raises:
            UsageError: a window, rate, kind, memory limit, rule or horizon that makes no sense.
            DemasqueError: the case has no posts yet.
        """
        options = DetectOptions.checked(windows, fdr, kinds, min_shared, memory)
        extraction = ExtractOptions.checked(without_rules, expansions, speech)
        arguments = {"windows": windows, "kinds": kinds, "fdr": fdr, "min_shared": min_shared}
        if memory is not None:
            arguments["memory"] = memory
        if without_rules:
            arguments["without_rules"] = list(without_rules)
        if expansions is not None:
            arguments["expansions"] = os.fspath(expansions)
        if extraction.transcriber is not None:
            arguments["speech"] = extraction.transcriber.id
        since = None if horizon is None else ingest.begin_of(self._store, horizon)
        if horizon is not None:
            arguments["horizon"] = horizon
        read = coordination.ReadOnce(keep=memory is None)
        progress = giving_back(progress)
        look = partial(self._look, options, extraction, progress, read)
        with self._store.within(options.memory and options.memory // 2):
            return self.detected_by(look, arguments, options, seed, progress, since, read)

    def detected_by(
        self,
        look: Look,
        arguments: Mapping[str, Any],
        options: DetectOptions,
        seed: int = 0,
        progress: Progress = quiet,
        since: datetime | None = None,
        read: coordination.ReadOnce | None = None,
    ) -> Findings:
        """Keep the ties that ``look`` finds, and the campaigns they form, instead of earlier ones.

        ``look`` takes the case's store and the run's record, and fills ``events``, ``traces``,
        ``copies``, ``ties``, ``strengths`` and ``account_bits``; all findings stay as they were
        where it raises. ``arguments`` are what the record and the custody log say of the run. Posts
        before ``since`` are not looked at. ``read`` is what ``look`` read them by.

        Raises:
            DemasqueError: the case has no posts yet.
        """
        with self._run("detect", arguments, seed) as record:
            self._need_posts()
            with self._store.replacing_findings(record.name, since):
                detection = look(self._store, record)
                progress("reused words", 0, None)
                reuse = coordination.find_reuse(self._store, seed=seed, progress=progress)
                found = gather(self._store, record, options, seed, progress, read)
                for sentence in detection.warnings:
                    record.warn(sentence)
                record.note("detection", asdict(detection))
                record.note("reuse", asdict(reuse))
                record.note("campaigns", found.num_rows)
            campaigns.keep_names(self._store)
            self._store.custody.write("detect", **arguments, campaigns=found.num_rows)
        return Findings(
            detection, self.campaigns(), findings.name_sentences(self._store), self._store
        )

    @staticmethod
    def _look(
        options: DetectOptions,
        extraction: ExtractOptions,
        progress: Progress,
        read: coordination.ReadOnce,
        store: CaseStore,
        record: RunRecord,
    ) -> Detection:
        """Find events and ties on this machine, and note how."""
        left_out: list[Sentence] = []
        noted = traces.extract(
            store,
            options.kinds,
            progress,
            without_rules=extraction.without_rules,
            expansions=extraction.expansions,
            transcriber=extraction.transcriber,
            warn=left_out.append,
            memory=options.memory,
        )
        for kind, note in noted.items():
            record.note(kind, note)
        detection = coordination.detect(
            store,
            options.windows,
            options.fdr,
            options.kinds,
            options.min_shared,
            memory=options.memory,
            progress=progress,
            read=read,
        )
        return replace(detection, warnings=[*left_out, *detection.warnings])

    def _need_posts(self) -> None:
        if not self._has("posts"):
            raise DemasqueError(
                "{path} has no posts yet: add an export first, with demasque add {path} FILE",
                path=self.path,
            )
