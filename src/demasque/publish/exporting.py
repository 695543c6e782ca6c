"""Export a case: choose the format, bring back original ids if asked, write at one stroke."""

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.ingest import reveal as reveal_from_evidence
from demasque.privacy import IdKind
from demasque.progress import Progress, quiet
from demasque.publish.exporters import EXPORTERS, CaseRows, Exporter, ExportOptions
from demasque.publish.replacing import new_file, new_folder

Revealer = Callable[[CaseStore, IdKind, Progress], pa.Table]
"""Gives, for accounts or posts, a table ``pseudonym, raw``."""


def export(
    store: CaseStore,
    format: str,
    path: str | os.PathLike[str],
    reveal: bool = False,
    revealer: Revealer = reveal_from_evidence,
    progress: Progress = quiet,
    options: ExportOptions | None = None,
) -> Path:
    """Write a case in another format.

    Args:
        store: an open case.
        format: one of ``EXPORTERS``: csv and parquet write a folder of tables, gexf and graphml a
            file with the network of tied accounts.
        path: the folder or file; one from an earlier export is replaced once the new is complete.
        reveal: whether to add original ids of accounts and posts. Writes a line to the custody log
            before anything else is written.
        revealer: where original ids come from.
        progress: told the bytes of evidence read, and the rows of each table written.
        options: what is asked for besides; None for nothing.

    Returns:
        The path written. The same case gives the same bytes.

    Raises:
        UsageError: no such format, an option or original ids that it has no place for, or the
            path cannot be written.
        DemasqueError: original ids are asked for, but the case is anonymised.
    """
    exporter = EXPORTERS.get(format)
    if exporter is None:
        raise UsageError(
            "There is no format {format} to export to. The formats are {known}.",
            format=repr(format),
            known=", ".join(EXPORTERS),
        )
    asked = options or ExportOptions()
    _refuse(exporter, asked, reveal)
    target = Path(path)
    names = revealed_names(store, format, target, revealer, progress) if reveal else {}
    rows = CaseRows(store, names, progress, asked)
    if "campaigns" in exporter.heeds and not rows.campaigns:
        raise UsageError(
            "There is no group of accounts to hand over: run demasque detect, or see in the report "
            "why none was found."
        )
    place = (
        new_folder(target, frozenset(exporter.files)) if exporter.is_folder else new_file(target)
    )
    with place as draft:
        exporter.write(rows, draft)
    return target


def _refuse(exporter: Exporter, options: ExportOptions, reveal: bool) -> None:
    """Raise UsageError where something is asked for that a format would pass over."""
    for name in options.asked:
        if name not in exporter.heeds:
            heeding = [each.id for each in EXPORTERS.values() if name in each.heeds]
            raise UsageError(
                "The format {format} does not know --{option}. What does: {heeding}.",
                format=exporter.id,
                option=name.replace("_", "-").replace("campaigns", "campaign"),
                heeding=heeding,
            )
    if reveal and not exporter.reveals:
        raise UsageError(
            "The format {format} is for everybody: original ids are never written to it.",
            format=exporter.id,
        )


def revealed_names(
    store: CaseStore, format: str, path: Path, revealer: Revealer, progress: Progress
) -> dict[str, pa.Table]:
    """Original ids of all accounts and posts, once the custody log holds that they were asked for.

    Raises:
        DemasqueError: the case is anonymised.
    """
    kinds: tuple[IdKind, ...] = ("account", "post")
    names = {kind: revealer(store, kind, progress) for kind in kinds}
    store.custody.write(
        "reveal",
        format=format,
        path=str(path),
        accounts=names["account"].num_rows,
        posts=names["post"].num_rows,
    )
    return {str(kind): table for kind, table in names.items()}
