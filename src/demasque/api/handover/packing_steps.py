"""The part of :class:`demasque.api.Case` that packs evidence."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demasque import publish
from demasque.api.options import PathLike
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.publish import EvidencePack


class Packing:
    """Evidence packs."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def pack(
        self,
        campaign: str,
        path: PathLike,
        *,
        reveal: bool = False,
        wacz: Sequence[PathLike] = (),
        timestamp_server: str | None = None,
        to: str | None = None,
        tlp: str = "amber",
        progress: Progress = quiet,
    ) -> EvidencePack:
        """Write an evidence pack of one campaign, a ZIP file that holds without the program.

        In it: posts, accounts, ties and hashes of media with the evidence that each row comes
        from, the custody log, judgements, the first page of the report, checksums and how to check
        them. The custody log keeps that it was handed over. ``reveal`` adds original ids of
        accounts and posts. ``wacz`` are web archives, or folders of them, that are put in unchanged
        once their own hashes were checked. With ``timestamp_server``, an address, the SHA-256 of
        the list of checksums, and nothing else, is sent there for a time stamp (RFC 3161; the extra
        ``timestamps``). ``to`` is who gets it; ``tlp`` a label of TLP 2.0.
        :func:`demasque.verify_pack` checks one.

        Raises:
            UsageError: no such campaign or label, a web archive that is not as its own list says,
                a server that gives no time stamp, or the path cannot be written.
            DemasqueError: original ids are asked for, but the key was destroyed.
        """
        archives = tuple(Path(each) for each in wacz)
        arguments = {
            "campaign": campaign,
            "path": os.fspath(path),
            "reveal": reveal,
            "wacz": [str(each) for each in archives],
            "timestamp_server": timestamp_server,
            "tlp": tlp,
        }
        with self._run("pack", arguments) as record:
            options = publish.PackOptions(archives, timestamp_server, to, tlp)
            made = publish.write_pack(
                self._store, campaign, path, options, reveal, progress=progress
            )
            for sentence in made.warnings:
                record.warn(sentence)
        return made
