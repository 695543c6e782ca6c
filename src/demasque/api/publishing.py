"""Telling others what was found: the part of :class:`demasque.api.Case` that writes for readers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from demasque import campaigns, dossier, publish, text
from demasque.api.case_queries import CaseQueries
from demasque.api.options import PathLike
from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.extensions import left_out
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import RunRecord
    from demasque.publish import ExportOptions

_IDS: Final = frozenset(
    {"campaign", "claim", "other", "entry", "read", "withdraw", "add", "evidence", "rate", "row",
     "retract"}
)  # fmt: skip
"""Arguments of commands that are ids of campaigns or entries."""

_FORMS: Final = frozenset({"export", "pack", "refer", "brief", "statement", "techniques"})
"""Commands that make what is handed over: in a gigabyte, whatever the size of the case."""


class Publishing(CaseQueries):
    """Reports and exports, and the record of each run."""

    def report(
        self,
        path: PathLike,
        lang: str = "en",
        progress: Progress = quiet,
        *,
        meaning: PathLike | None = None,
        schedule: PathLike | None = None,
        lexicon: PathLike | None = None,
        show_media: bool = False,
    ) -> Path:
        """Write the report, one HTML file that needs nothing else, in "en" or "fr".

        With ``meaning``, a model by which messages that may say the same in other words or another
        language are shown as leads: "use-multilingual" (the extra ``meaning``), or a folder. With
        ``schedule``, a CSV file of windows of the week (days, from, to, zone, calendar), which are
        tested on each campaign: see :meth:`schedule`. With ``lexicon``, a file of words of yours,
        one a line, posts per target that hold one are counted. With ``show_media``, small pictures
        are not blurred; those of protected people are never shown.

        Raises:
            UsageError: no such language or model, a line of the windows that is not understood, a
                list of words that cannot be read, or the path cannot be written.
        """
        arguments = {"path": os.fspath(path), "lang": lang}
        if meaning is not None:
            arguments["meaning"] = os.fspath(meaning)
        timetable = None
        if schedule is not None:
            arguments["schedule"] = os.fspath(schedule)
            timetable = campaigns.read_timetable(schedule)
        words = None
        if lexicon is not None:
            arguments["lexicon"] = os.fspath(lexicon)
            words = campaigns.read_lexicon(lexicon)
        if show_media:
            arguments["show_media"] = "yes"
        progress("loading", 0, None)
        with self._run("report", arguments) as record:
            if not self.detected:
                record.warn(Sentence("Nothing was looked for yet: run detect first."))
            model = None
            if meaning is not None:
                model = publish.calibrated(self._store, text.load_embedder(meaning), progress)
                record.note("meaning", model.calibration.note)
            written = publish.write_report(
                self._store, path, lang, progress, model, timetable, words, show_media
            )
            self._store.custody.write("report", path=os.fspath(path))
        return written

    def brief(
        self,
        path: PathLike,
        campaign: str | None = None,
        lang: str = "en",
        progress: Progress = quiet,
        *,
        schedule: PathLike | None = None,
        show_media: bool = False,
    ) -> Path:
        """Write the first page of the report alone, in "en" or "fr".

        ``path`` ends in .html or .pdf (the extra ``pdf``). ``campaign`` is a name such as "C1",
        or "O1" for an operation; without it, the page is about the whole case. ``schedule`` and
        ``show_media`` are as for :meth:`report`.

        Raises:
            UsageError: no such language or campaign, windows that are not understood, the path
                cannot be written, or a PDF is asked for and what makes one is not installed.
        """
        arguments = {"path": os.fspath(path), "campaign": campaign, "lang": lang}
        timetable = None
        if schedule is not None:
            arguments["schedule"] = os.fspath(schedule)
            timetable = campaigns.read_timetable(schedule)
        if show_media:
            arguments["show_media"] = "yes"
        with self._run("brief", arguments) as record:
            if not self.detected:
                record.warn(Sentence("Nothing was looked for yet: run detect first."))
            written = publish.write_brief(
                self._store, path, campaign, lang, progress, timetable, show_media
            )
            self._store.custody.write("brief", path=os.fspath(path), campaign=campaign)
        return written

    def export(
        self,
        format: str,
        path: PathLike,
        *,
        reveal: bool = False,
        options: ExportOptions | None = None,
        progress: Progress = quiet,
    ) -> Path:
        """Write the case in another format: one of :data:`demasque.publish.EXPORTERS`.

        ``reveal`` adds original ids of accounts and posts, and a line to the custody log.
        ``options`` are what some formats offer besides, such as ``ExportOptions(edges=5000)``.

        Raises:
            UsageError: no such format, an option that it does not know, or the path cannot be
                written.
            DemasqueError: original ids are asked for, but the key was destroyed.
        """
        asked = options or publish.ExportOptions()
        arguments = {"format": format, "path": os.fspath(path), "reveal": reveal}
        arguments |= {name: getattr(asked, name) for name in asked.asked}
        with self._run("export", arguments):
            written = publish.export(
                self._store, format, path, reveal, progress=progress, options=asked
            )
            self._store.custody.write("export", **arguments)
        return written

    @contextmanager
    def _run(
        self, command: str, arguments: Mapping[str, Any], seed: int | None = None
    ) -> Iterator[RunRecord]:
        """A run's record, naming the files that the case rests on."""
        kept = {name: self._argument(name, given) for name, given in arguments.items()}
        with self._store.run(command, kept, seed) as record:
            media = set(
                self._store.sql("SELECT media FROM media_files WHERE kept")["media"].to_pylist()
            )
            for file in self._store.evidence.files().values():
                # Copies of pictures and clips are thousands, and their names may name people.
                if file.sha256 not in media:
                    record.input(file.name, file.sha256)
            try:
                with self._store.telling() if command in _FORMS else nullcontext():
                    yield record
            except UsageError as error:
                # It says again what was typed, and the record stays.
                record.failed = self._nameless(str(error), type(error).__name__)
                raise
            for sentence in left_out():
                record.warn(sentence)
            for sentence in dossier.what_was_replaced(self._store):
                record.warn(sentence)
                self._store.tell(sentence)

    def _argument(self, name: str, given: Any) -> Any:
        """An argument as the record keeps it: where an id is wanted, a name may have been typed."""
        if name == "campaigns" and given is not None:
            return [self._nameless(each, None) for each in given]
        return self._nameless(given, None) if name in _IDS and isinstance(given, str) else given

    def _nameless(self, words: str, otherwise: str | None) -> str | None:
        try:
            return dossier.without_names(self._store, words, noted=False)
        except DemasqueError:
            return otherwise
