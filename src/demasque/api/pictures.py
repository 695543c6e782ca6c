"""The part of :class:`demasque.api.Case` about pictures and clips."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pyarrow as pa

from demasque.api.options import PathLike
from demasque.case import CaseStore, RunRecord
from demasque.errors import UsageError
from demasque.findings import TABLES
from demasque.media import MediaProtection, protect_media


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
        return self._store.sql(TABLES["media_families"])

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
            done = protect_media(self._store, [Path(os.fspath(file)) for file in files])
            record.note("given", done.given)
            record.note("added", done.added)
        return done
