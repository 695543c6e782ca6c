"""The part of :class:`demasque.api.Case` about pictures and clips."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from demasque import findings, media
from demasque.api.options import PathLike
from demasque.errors import Sentence, UsageError
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.media import MediaProtection, SyntheticDetector, SyntheticFindings


class Pictures:
    """Pictures and clips: which there are, and which must not be shown."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def media_families(self) -> pa.Table:
        """The pictures and clips that stand in posts, those of most accounts first.

        Returns:
            One row per family, which is one picture or clip and all its copies: ``code``,
            ``family`` (SHA-256 of the exemplar), ``content`` (content, blank, logo, template),
            ``kind``, ``seconds``, ``files``, ``posts``, ``reposts``, ``accounts``, ``platforms``
            (most posts first), ``first_at`` and ``last_at`` (UTC), ``first_account``,
            ``first_media``, ``days`` with posts, posts on the first day and the least, median and
            most a day (``first_day_posts``, ``day_low``, ``day_median``, ``day_high``),
            ``busiest_day``, ``venues`` and ``changes`` (codes). Reposts count in ``reposts`` only.
        """
        return self._store.sql(findings.TABLES["media_families"])

    def protect_media(self, *files: PathLike) -> MediaProtection:
        """Keep pictures and clips of people whom posts harm out of every output, blurred or not.

        Args:
            files: lists of hashes (SHA-256 or PDQ, 64 hexadecimal digits a line), or pictures and
                clips, which are hashed and not stored. No record names any of them.

        Raises:
            UsageError: no file is named, one cannot be read, or a line of a list holds no hash.
        """
        if not files:
            raise UsageError("Name at least one list of hashes, picture or clip.")
        with self._run("media protect", {"files": len(files)}) as record:
            done = media.protect_media(self._store, [Path(os.fspath(file)) for file in files])
            record.note("given", done.given)
            record.note("added", done.added)
        return done

    def media_words(self, find: str | None = None) -> pa.Table:
        """The words that were read in pictures and clips, or heard, with who posted them.

        Args:
            find: only families whose words hold these, whatever the case and accents; None: all.

        Returns:
            One row per family and way, those of most accounts first: ``code``, ``family`` (SHA-256
            of the exemplar), ``how`` (read, heard), ``words``, ``accounts``, ``posts`` and
            ``first_at`` (UTC). Of protected people's pictures there are none.
        """
        return findings.words_in_media(self._store, find)

    def media_narratives(self, campaign: str | None = None, *, limit: int = 50) -> pa.Table:
        """The messages that two accounts or more showed in different pictures or clips.

        Args:
            campaign: only posts of this campaign's members, such as "C1"; None: all.
            limit: rows at most.

        Returns:
            One row per message, those of most accounts first: ``words`` (read or heard, in normal
            form), ``languages``, ``first_at`` and ``last_at`` (UTC), ``files``, ``posts``,
            ``accounts``, ``campaigns`` of which two members or more posted one.
        """
        return findings.media_narratives(self._store, campaign, limit)

    def judge_media(
        self, detector: PathLike | SyntheticDetector, progress: Progress = quiet
    ) -> tuple[SyntheticFindings | None, list[Sentence]]:
        """Score families of pictures and clips by a detector that the user answers for.

        Args:
            detector: a folder with ``model.onnx`` and ``card.json`` (docs/media.md, "Synthetic?"),
                or an object like :class:`demasque.media.SyntheticDetector`.
            progress: called as ``progress(step, done, total)``.

        Returns:
            What it makes of the families, with its card, and what was left out. Nothing is said of
            single files.

        Raises:
            UsageError: the folder holds no detector with a whole card.
            DemasqueError: no detection has found families of media yet.
        """
        if isinstance(detector, str | os.PathLike):
            detector = media.load_detector(Path(detector))
        with self._run("media judge", {"detector": detector.id}) as record:
            scored = media.score_families(
                self._store, media.file_paths(self._store), detector, progress
            )
            found = media.synthetic_findings(self._store)
            record.note("scored", scored.files)
            record.note("card", detector.card.record())
            for sentence in scored.warnings():
                record.warn(sentence)
        return found, scored.warnings()
