"""The part of :class:`demasque.api.Case` about the library, and where it stands in posts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from demasque import dossier
from demasque.api.options import PathLike
from demasque.errors import UsageError
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import Added, KnownIndicator, Library


@dataclass(frozen=True)
class LibraryMatches:
    """What a match found.

    ``table``: one row a post and indicator, see :meth:`Case.match_library`. ``known``: by campaign,
    each indicator with who published it, who carries it and what that says; then those that stand
    only in posts of accounts in no campaign. ``indicators`` of the library were compared with the
    posts, but for ``not_compared``. ``added``: what was read of each file given.
    """

    table: pa.Table
    known: tuple[KnownIndicator, ...]
    indicators: int
    not_compared: int
    added: tuple[Added, ...]

    def write(self, path: PathLike) -> None:
        """Write the table as CSV, with values that nobody opens by mistake.

        Raises:
            UsageError: the path cannot be written.
        """
        dossier.write_indicator_matches(self.table, os.fspath(path))


class Knowing:
    """The library of what is known already, and where it stands in posts."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def match_library(
        self,
        library: Library | PathLike | None = None,
        *,
        files: Sequence[PathLike] = (),
        campaigns: Sequence[str] | None = None,
        progress: Progress = quiet,
    ) -> pa.Table:
        """The posts that carry known indicators; the case keeps them until the next match.

        Args:
            library: a library, or its folder; None: the user's own, or none where files are given.
            files: files of any format of the library (docs/dossier.md), compared beside it and
                added to none.
            campaigns: only rows of these; None: every row.
            progress: called as ``progress(step, done, total)``.

        Returns:
            ``demasque.dossier.INDICATOR_MATCHES``: one row a post and published indicator, by
            campaign (null for accounts in none, last), indicator and time: ``campaign``,
            ``indicator``, ``kind``, ``value``, ``source``, ``line``, ``operation``, ``words``,
            ``date``, ``link``, ``post``, ``account``, ``posted_at`` (UTC), ``how``,
            ``outside_accounts``, ``outside_share``, ``proves`` (whether it speaks for a link of
            the campaign with what the source describes: rare outside all campaigns, and beyond
            chance inside).

        Raises:
            UsageError: no such file, folder or campaign, or the library is empty.
            DemasqueError: a file cannot be read, or holds no indicator.
        """
        return self.library_matches(
            library, files=files, campaigns=campaigns, progress=progress
        ).table

    def library_matches(
        self,
        library: Library | PathLike | None = None,
        *,
        files: Sequence[PathLike] = (),
        campaigns: Sequence[str] | None = None,
        progress: Progress = quiet,
    ) -> LibraryMatches:
        """The same, with what each indicator says, and what of the files could not be used.

        Raises:
            UsageError: as :meth:`match_library`.
        """
        arguments = {"files": [os.fspath(file) for file in files], "campaigns": campaigns}
        with self._run("match", arguments) as record:
            indicators, added = _indicators(library, files, progress)
            for each in added:
                record.input(each.source.name, each.source.digest)
            table = dossier.match_library(self._store, indicators, campaigns, progress)
            made = self._store.sql("SELECT * FROM library_match").to_pylist()[0]
            figures = {name: made[name] for name in ("digest", "indicators", "compared")}
            figures["posts"] = self._store.sql(_CARRYING)["n"][0].as_py()
            record.note("match", figures)
            self._store.custody.write("match", **figures)
        return LibraryMatches(
            table,
            tuple(
                each
                for each in dossier.known_indicators(self._store)
                if campaigns is None or each.campaign in campaigns
            ),
            made["indicators"],
            made["indicators"] - made["compared"],
            added,
        )

    def known_indicators(self) -> tuple[KnownIndicator, ...]:
        """What the last match found, beside the campaigns that there are now."""
        return dossier.known_indicators(self._store)


_CARRYING = "SELECT count(DISTINCT post) AS n FROM indicator_posts"


def _indicators(
    library: Library | PathLike | None, files: Sequence[PathLike], progress: Progress
) -> tuple[pa.Table, tuple[Added, ...]]:
    """The indicators of a library and of files, and what was read of the files."""
    tables: list[pa.Table] = []
    added: list[Added] = []
    if library is not None or not files:
        tables.append(_of_library(library))
    with TemporaryDirectory(prefix="demasque-") as folder:
        passing = dossier.Library.open(Path(folder) / "library")
        for file in files:
            added.append(passing.add(file, progress=progress))
        if added:
            tables.append(passing.indicators())
    return pa.concat_tables(tables), tuple(added)


def _of_library(library: Library | PathLike | None) -> pa.Table:
    opened = library if isinstance(library, dossier.Library) else dossier.Library.open(library)
    indicators = opened.indicators()
    if not indicators.num_rows:
        raise UsageError(
            "The library {path} holds no indicator yet: add files with demasque library add, or "
            "name them here.",
            path=opened.folder,
        )
    return indicators
