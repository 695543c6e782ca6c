"""A case is made or opened: ``demasque.open_case``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from demasque.api.options import PathLike
from demasque.case import check_marker

if TYPE_CHECKING:
    from demasque.api.opened_case import Case


def create_case(path: PathLike) -> Case:
    """Make a new case in folder ``path`` and open it.

    Raises:
        UsageError: a case, or something else, is there already.
    """
    from demasque.api.opened_case import Case
    from demasque.case import CaseStore

    case = Case(CaseStore.create(path))
    with case._run("init", {"path": os.fspath(path)}):
        return case


def open_case(
    path: PathLike,
    *,
    create: bool = False,
    wait_seconds: float = 30.0,
    on_wait: Callable[[str], None] | None = None,
    on_doubt: Callable[[str], None] | None = None,
) -> Case:
    """Open the case in folder ``path``; with ``create``, make it if there is none yet.

    One command or program at a time works on a case: while another does, this waits up to
    ``wait_seconds`` and tells ``on_wait`` so once. Where the custody log is not as it was written,
    ``on_doubt`` is told from which line on.

    Raises:
        UsageError: there is no case (or, with ``create``, something else is in its place).
        DemasqueError: the case stays taken, is damaged, or was made by a later version.
    """
    if create and not Path(path).exists():
        return create_case(path)
    check_marker(Path(path))  # before what the case needs is imported, which takes longer
    from demasque.api.opened_case import Case
    from demasque.case import CaseStore
    from demasque.dossier import settle

    wait = {} if on_wait is None else {"on_wait": on_wait}
    store = CaseStore.open(path, wait_seconds, **wait)
    try:
        # A decision that was killed before the findings followed it.
        settle(store)
        broken = None if on_doubt is None else store.custody.verify()
        if on_doubt is not None and broken is not None:
            on_doubt(broken.warning)
    except BaseException:
        store.close()
        raise
    return Case(store)
