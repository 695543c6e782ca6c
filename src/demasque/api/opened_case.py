"""The same steps as the commands, for Python: ``demasque.open_case``."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from demasque.api.detection_findings import Findings
from demasque.api.frames import is_path, write_frame
from demasque.api.gathering import gather
from demasque.api.hash_exchange import HashExchange
from demasque.api.labelling import Labelling
from demasque.api.options import DetectOptions, ExtractOptions, PathLike
from demasque.api.pictures import Pictures
from demasque.api.publishing import Publishing
from demasque.api.upkeep import Upkeep, how_read, note_added, personal_dropped
from demasque.campaigns import keep_names
from demasque.case import CaseStore, RunRecord
from demasque.coordination import Detection, detect, find_reuse
from demasque.errors import DemasqueError, Sentence, UsageError, readable
from demasque.findings import name_sentences
from demasque.ingest import AddedFile, add_files
from demasque.media import Transcriber
from demasque.progress import Progress, quiet
from demasque.traces import extract


def create_case(path: PathLike) -> "Case":
    """Make a new case in folder ``path`` and open it.

    Raises:
        UsageError: a case, or something else, is there already.
    """
    case = Case(CaseStore.create(path))
    with case._run("init", {"path": os.fspath(path)}):
        return case


def open_case(
    path: PathLike,
    *,
    create: bool = False,
    wait_seconds: float = 30.0,
    on_wait: Callable[[str], None] | None = None,
) -> "Case":
    """Open the case in folder ``path``; with ``create``, make it if there is none yet.

    One command or program at a time works on a case: while another does, this waits up to
    ``wait_seconds`` and tells ``on_wait`` so once.

    Raises:
        UsageError: there is no case (or, with ``create``, something else is in its place).
        DemasqueError: the case stays taken, is damaged, or was made by a later version.
    """
    if create and not Path(path).exists():
        return create_case(path)
    wait = {} if on_wait is None else {"on_wait": on_wait}
    return Case(CaseStore.open(path, wait_seconds, **wait))


class Case(Publishing, Upkeep, Labelling, Pictures, HashExchange):
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

    def add(
        self,
        *files: Any,
        format: str | None = None,
        mapping: Mapping[str, str] | None = None,
        date_order: str | None = None,
        name: str | None = None,
        keep_profile_text: bool = False,
        progress: Progress = quiet,
    ) -> list[AddedFile]:
        """Add export files; what became of each, in the order given.

        Args:
            files: export files, or tables in memory (Arrow, Polars, pandas, ...), which are kept
                as Parquet in the evidence; adding one twice adds nothing.
            format: id of a format (docs/formats.md); found out from each file when None.
            mapping: field -> column, or field -> ``=constant``.
            date_order: what stands first in dates such as 3/4/2024, "day" or "month", where the
                file does not show it.
            name: what a table in memory is called in the case; by default after its content.
            keep_profile_text: store display names and bios as written, not only as hashes.
            progress: called as ``progress(step, done, total)``, here in bytes.

        Returns:
            One :class:`AddedFile` per file, with rows read, kept and rejected. A file that cannot
            be read has its ``problem`` in words and stops no other.

        Raises:
            UsageError: a file is not there, what is given is no table, or a format, field or
                column does not exist.
        """
        if not files:
            raise UsageError("Name at least one file to add.")
        if name is not None and (len(files) != 1 or is_path(files[0])):
            raise UsageError("A name is for one table in memory; files have their own.")
        fields = dict(mapping or {})
        if date_order is not None:
            fields.setdefault("date_order", f"={date_order}")
        with TemporaryDirectory(prefix="demasque-") as folder:
            paths = [
                Path(file) if is_path(file) else write_frame(file, Path(folder), name)
                for file in files
            ]
            return self._add(paths, format, fields, keep_profile_text, Path(folder), progress)

    def _add(
        self,
        paths: list[Path],
        format: str | None,
        fields: Mapping[str, str],
        keep_profile_text: bool,
        passing: Path,
        progress: Progress,
    ) -> list[AddedFile]:
        """Add files; of those in the folder ``passing`` the record keeps only the names."""
        arguments = {
            "files": [readable(path.name if path.parent == passing else path) for path in paths],
            "format": format,
            "mapping": fields,
            "keep_profile_text": keep_profile_text,
        }
        with self._run("add", arguments) as record:
            added = add_files(self._store, paths, format, fields, progress, keep_profile_text)
            for file in added:
                note_added(record, file)
            record.note("files", how_read(added))
            record.note("personal_dropped", personal_dropped(added))
        return added

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
            progress: called as ``progress(step, done, total)``.

        Raises:
            UsageError: a window, rate, kind, memory limit or rule that makes no sense.
            DemasqueError: the case has no posts yet.
        """
        options = DetectOptions.checked(windows, fdr, kinds, min_shared, memory)
        extraction = ExtractOptions.checked(without_rules, expansions, speech)
        arguments = {"windows": windows, "kinds": kinds, "fdr": fdr, "min_shared": min_shared}
        if without_rules:
            arguments["without_rules"] = list(without_rules)
        if expansions is not None:
            arguments["expansions"] = os.fspath(expansions)
        if extraction.transcriber is not None:
            arguments["speech"] = extraction.transcriber.id
        with self._run("detect", arguments, seed) as record:
            self._need_posts()
            with self._store.replacing_findings(record.name):
                detection, campaigns = self._look(record, options, extraction, seed, progress)
            keep_names(self._store)
            self._store.custody.write("detect", **arguments, campaigns=campaigns)
        return Findings(detection, self.campaigns(), name_sentences(self._store), self._store)

    def _look(
        self,
        record: RunRecord,
        options: DetectOptions,
        extraction: ExtractOptions,
        seed: int,
        progress: Progress,
    ) -> tuple[Detection, int]:
        """Take every step of a detection and note it; what was found, and how many campaigns."""
        left_out: list[Sentence] = []
        noted = extract(
            self._store,
            options.kinds,
            progress,
            without_rules=extraction.without_rules,
            expansions=extraction.expansions,
            transcriber=extraction.transcriber,
            warn=left_out.append,
        )
        for kind, note in noted.items():
            record.note(kind, note)
        detection = detect(
            self._store,
            options.windows,
            options.fdr,
            options.kinds,
            options.min_shared,
            memory=options.memory,
            progress=progress,
        )
        detection = replace(detection, warnings=[*left_out, *detection.warnings])
        reuse = find_reuse(self._store, seed=seed, progress=progress)
        campaigns = gather(self._store, record, options, seed, progress)
        for sentence in detection.warnings:
            record.warn(sentence)
        record.note("detection", asdict(detection))
        record.note("reuse", asdict(reuse))
        record.note("campaigns", campaigns.num_rows)
        return detection, campaigns.num_rows

    def _need_posts(self) -> None:
        if not self._has("posts"):
            raise DemasqueError(
                "{path} has no posts yet: add an export first, with demasque add {path} FILE",
                path=self.path,
            )
