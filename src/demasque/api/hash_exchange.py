"""The part of :class:`demasque.api.Case` about hashes of pictures, from others and for others."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from demasque import media
from demasque.api.options import PathLike
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.media import ExportedHashes, HashMatches


class HashExchange:
    """Lists of hashes."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def media_match(self, file: PathLike, *, progress: Progress = quiet) -> pa.Table:
        """The files and posts that hold what a list of hashes names.

        Args:
            file: CSV with a column pdq, sha256 or md5 (hexadecimal), one hash a line, vPDQ, or
                ThreatExchange's JSON. Lines that cannot be used are left out: see
                :meth:`media_matches`.
            progress: called as ``progress(step, done, total)``.

        Returns:
            One row a hash and file, as ``demasque.media.HASH_MATCHES``: ``line``, ``hash``,
            ``label`` (what else the list says), ``listed_at`` (seconds into their clip), ``media``
            (SHA-256, or the hash that an export gives where ``added`` is false), ``found_by`` (pdq,
            sha256, export), ``frame``, ``at`` (seconds into ours), ``distance`` (bits of 256),
            ``orientation``, ``family``, ``content``, ``posts``, ``accounts``, ``platforms``,
            ``first_at`` (UTC). PDQ matches within 31 bits, in eight orientations, where both
            qualities are 50 or more.

        Raises:
            UsageError: the list cannot be read, or holds no hash.
        """
        return self.media_matches(file, progress=progress).table

    def media_matches(self, file: PathLike, *, progress: Progress = quiet) -> HashMatches:
        """The same, with the lines that could not be used, and what was not compared.

        Raises:
            UsageError: as :meth:`media_match`.
        """
        with self._run("media match", {"file": os.fspath(file)}) as record:
            listed = media.read_hash_list(os.fspath(file))
            record.input(listed.name, listed.sha256)
            found = media.match_hashes(self._store, listed, progress)
            record.note("hashes", len(listed.hashes))
            record.note("rejected", len(listed.rejected))
            record.note("matches", found.table.num_rows)
        return found

    def media_hashes(
        self,
        path: PathLike,
        format: str | None = None,
        *,
        min_accounts: int = 0,
        with_protected: bool = False,
    ) -> ExportedHashes:
        """Write the PDQ of pictures and clips for others, with how many posts and accounts.

        Args:
            path: the file to be written; no picture of any size is in it.
            format: "csv", or "json" as ThreatExchange shares indicators; by the ending if None.
            min_accounts: only files that so many accounts posted.
            with_protected: hashes of pictures of protected people too.

        Returns:
            How many files and hashes were written, and how many files were left out, by why.

        Raises:
            UsageError: no such format, or the path cannot be written.
        """
        arguments = {
            "path": os.fspath(path),
            "format": format,
            "min_accounts": min_accounts,
            "with_protected": with_protected,
        }
        with self._run("media hashes", arguments):
            kept_back = () if with_protected else media.protected_media(self._store)
            written = media.export_hashes(
                self._store,
                os.fspath(path),
                format,
                accounts=min_accounts,
                protected=kept_back,
            )
            self._store.custody.write("media hashes", **arguments, hashes=written.hashes)
        return written
