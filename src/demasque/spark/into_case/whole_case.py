"""`demasque detect --engine spark`: export files to the findings of a case, on Spark."""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from pyspark.sql import DataFrame, SparkSession

from demasque.api import Case, DetectOptions, Findings
from demasque.case import CaseStore, RunRecord
from demasque.cluster import Stages, check_local
from demasque.coordination import AllKindsCriteria, Detection
from demasque.progress import Progress, quiet
from demasque.schema import TABLES
from demasque.spark.exports.placed_files import files_at
from demasque.spark.exports.reading import read
from demasque.spark.extracting import KindOptions, extract_in
from demasque.spark.into_case.kept_exports import (
    LocalFile,
    check_case,
    keep_tables,
    load_exports,
    warnings_of,
)
from demasque.spark.run_steps import kept_rows
from demasque.spark.tying import tie_in

WORK: Final = "work-on-spark"
"""The folder of a case in which steps are kept where all of Spark is on this machine."""


@dataclass(frozen=True)
class CaseOfExports:
    """Exports, where Spark runs and keeps its steps, and what is asked of them."""

    inputs: tuple[str, ...]
    session: SparkSession
    work_folder: str | None
    asked: DetectOptions
    kinds: KindOptions
    seed: int
    progress: Progress


def detect_case(
    case: Case,
    inputs: Sequence[str | os.PathLike[str]],
    session: SparkSession,
    *,
    work_folder: str | None = None,
    windows: Sequence[str | float] | None = None,
    fdr: float = 0.01,
    kinds: Sequence[str] | None = None,
    min_shared: int = 2,
    seed: int = 0,
    driver_memory: str | int | None = None,
    without_rules: Iterable[str] = (),
    expansions: str | Path | None = None,
    progress: Progress = quiet,
) -> Findings:
    """Fill a new case from export files, and find its ties and campaigns, by Spark's executors.

    The case is the one that ``add`` and ``detect`` make of the same files. Its posts lie on the
    driver's disk in the end. A call that was cut short leaves the case as the last whole step left
    it (new, or with its posts) and goes on, repeated, from the steps in the work folder.

    Args:
        case: a new case, or one that holds these very files.
        inputs: files, folders or globs that every executor sees under the same path, or addresses;
            only what lies on this machine is copied into the evidence.
        session: whose executors work.
        work_folder: as for :func:`detect`; without it a folder in the case.
        windows: see :func:`detect`, as for all that follows.
        fdr: the share of false ties to be expected.
        kinds: kinds of trace; None for the usual ones.
        min_shared: pairs with fewer shared things are not judged.
        seed: of the division into campaigns.
        driver_memory: what Python may take on the driver.
        without_rules: rules of the normal form of words that are switched off.
        expansions: a file of short and full addresses.
        progress: called as ``progress(step, done, total)``.

    Raises:
        UsageError: an option or path that makes no sense, or a case that holds something else.
        DemasqueError: the driver's memory does not suffice, or Spark cannot use the folder.
    """
    asked = DetectOptions.checked(windows, fdr, kinds, min_shared, driver_memory)
    options = KindOptions.checked(kinds, without_rules, expansions)
    named = tuple(os.fspath(path) for path in inputs)
    exports = CaseOfExports(named, session, work_folder, asked, options, seed, progress)
    return _fill(case, exports)


def _fill(case: Case, exports: CaseOfExports) -> Findings:
    if exports.work_folder is None:
        check_local(exports.session)
    arguments = {"engine": "spark", "files": list(exports.inputs)}
    steps = _CaseSteps(exports)
    case.added_by(steps.add, arguments)
    asked = exports.asked
    told: dict[str, Any] = {"windows": asked.windows, "kinds": asked.kinds, "fdr": asked.fdr}
    told |= {"min_shared": asked.min_shared, "engine": "spark"}
    found = case.detected_by(steps.look, told, asked, exports.seed, exports.progress)
    steps.clear()
    return found


class _CaseSteps:
    """The two steps of a case, each with the store and the record of its run."""

    def __init__(self, exports: CaseOfExports) -> None:
        self.exports = exports
        self._stages: Stages | None = None
        self._tables: dict[str, DataFrame] = {}
        self.warnings: list[str] = []

    def add(self, store: CaseStore, record: RunRecord) -> None:
        """Read the exports and put their rows into the case, unless they are there."""
        given = self.exports
        here = [path for path in given.inputs if "://" not in path]
        local = [LocalFile.at(file.path) for file in files_at(here)]
        check_case(store, local)
        self._stages = stages = self._begin(store, local)
        frames = read(
            given.session,
            given.inputs,
            key=store.key,
            work_folder=f"{stages.place}/read",
            progress=given.progress,
        )
        self._tables = keep_tables(stages, frames)
        # As many rows as there are files.
        files = [row.asDict() for row in frames.outcomes.orderBy("number").collect()]
        self.warnings = warnings_of(files)
        load_exports(stages, files, local, len(here) < len(given.inputs), store, record)
        record.note("spark", self._told(stages))

    def _begin(self, store: CaseStore, local: Sequence[LocalFile]) -> Stages:
        given = self.exports
        # Pseudonyms are of this case's key, and the steps with them; the key is not told by this.
        key = blake2b(b"steps on spark", key=store.key, digest_size=8).hexdigest()
        about = {
            **given.kinds.about(),
            "case": key,
            "files": sorted(file.digest for file in local),
            "addresses": [path for path in given.inputs if "://" in path],
        }
        folder = given.work_folder or str((store.path / WORK).absolute())
        return Stages(given.session, folder, about, given.progress)

    def look(self, store: CaseStore, record: RunRecord) -> Detection:
        """Find events and ties on Spark, and put them into the case."""
        stages, given, asked = self._stages, self.exports, self.exports.asked
        assert stages is not None  # posts were added before
        before = len(stages.measures)
        extracted = extract_in(stages, self._tables, given.kinds)
        criteria = AllKindsCriteria.checked(asked.windows, asked.fdr, asked.min_shared, 0)
        tied, detection = tie_in(
            stages, self._tables["posts"], extracted, asked.windows, criteria, asked.memory
        )
        stages.keep("traces", partial(extracted.traces.orderBy, "kind", "trace"), "finding traces")
        stages.keep("copies", partial(extracted.copies.orderBy, "post"), "finding traces")
        found = {"events": "found", "traces": "traces", "copies": "copies"}
        streamed = {
            name: kept_rows(stages, step, TABLES[name].schema.names) for name, step in found.items()
        }
        store.replace(streamed)
        store.replace(
            {"ties": tied.ties, "strengths": tied.strengths, "account_bits": tied.account_bits}
        )
        for kind, note in extracted.notes.items():
            record.note(kind, note)
        record.note("spark", self._told(stages, before))
        return replace(detection, warnings=[*self.warnings, *detection.warnings])

    def _told(self, stages: Stages, first: int = 0) -> dict[str, Any]:
        session = stages.session
        return {
            "version": session.version,
            "master": session.conf.get("spark.master"),
            "steps": [asdict(measure) for measure in stages.measures[first:]],
        }

    def clear(self) -> None:
        """Take the steps away: all of it is in the case."""
        if self._stages is not None:
            self._stages.remove()
        if self.exports.work_folder is None and self._stages is not None:
            shutil.rmtree(self._stages.folder, ignore_errors=True)
