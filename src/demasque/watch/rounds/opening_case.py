"""The case of a round: opened as soon as no other command works on it, and fit to be added to."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from demasque.case import CaseStore, CaseTakenError
from demasque.clocks import Clock
from demasque.dossier import settle

Tell = Callable[[str], None]

_POLL_SECONDS: Final = 1.0
"""Between two tries to have the case; tried 0.2 to 5."""


def open_patiently(path: Path, clock: Clock, stop: threading.Event, tell: Tell) -> CaseStore:
    """Open a case, however long another command has it; ``tell`` hears so once.

    Raises what :meth:`CaseStore.open` raises of a case that is damaged, DemasqueError too where
    nothing can be added to it (no key, a damaged list of its evidence), and KeyboardInterrupt once
    ``stop`` is set.
    """
    said: set[str] = set()

    def tell_once(sentence: str) -> None:
        if sentence not in said:
            said.add(sentence)
            tell(sentence)

    while True:
        try:
            store = CaseStore.open(path, 0.0, tell_once)
            break
        except CaseTakenError:
            if clock.wait(_POLL_SECONDS, stop):
                raise KeyboardInterrupt from None
    try:
        _ = store.key, store.evidence.files()
        settle(store)
    except BaseException:
        store.close()
        raise
    return store
