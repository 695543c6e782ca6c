"""How far up the ladder each campaign may be judged: kept, so that a list of them is quick.

Judging campaigns measures them, which takes as long as their case is large. What was judged lies
beside the record of the last run that may have changed it (``runs/*/rungs.json``), and holds as
long as no other run came after and people's decisions left the members as they were.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from demasque.atomic import write_file
from demasque.case import CaseStore

_LEAVING: Final = frozenset(
    [
        "report",
        "brief",
        "export",
        "pack",
        "refer",
        "statement",
        "signature",
        "compare",
        "dossier-export",
    ]
)
"""Commands that let something out, and change nothing that is judged."""

_FILE: Final = "rungs.json"
_GROUPS: Final = ("campaigns", "memberships", "decided", "set_aside")


def stored_rungs(
    store: CaseStore, names: Sequence[str], judge: Callable[[list[str]], Mapping[str, int]]
) -> dict[str, int]:
    """The rung of each of these campaigns; `judge` is asked for those that are not kept."""
    folder, state = _last_change(store.path / "runs"), _state(store)
    known = {} if folder is None else _read(folder / _FILE, state)
    missing = [name for name in names if name not in known]
    if missing:
        known |= {name: int(rung) for name, rung in judge(missing).items()}
        if folder is not None:
            text = json.dumps({"state": state, "rungs": known}, indent=1, sort_keys=True)
            write_file(folder / _FILE, text.encode())
    return {name: known[name] for name in names}


def _last_change(runs: Path) -> Path | None:
    """The folder of the last run that may have changed what is judged."""
    changes = [one for one in runs.iterdir() if _command(one) not in _LEAVING]
    return max(changes, default=None)


def _command(run: Path) -> str:
    """The command of a run by its folder's name, which ends in a number if names would meet."""
    command = run.name.partition("-")[2]
    head, _, number = command.rpartition("-")
    return head if number.isdecimal() else command


def _state(store: CaseStore) -> list[str]:
    """What the answer holds for: this program, so many runs, and these members of campaigns."""
    runs = sum(1 for one in (store.path / "runs").iterdir() if _command(one) not in _LEAVING)
    digests = [
        str(store.sql(f"SELECT count(*) AS n, bit_xor(hash(t)) AS h FROM {name} AS t").to_pylist())
        for name in _GROUPS
    ]
    return [version("demasque"), str(runs), *digests]


def _read(path: Path, state: list[str]) -> dict[str, int]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict) or kept.get("state") != state:
        return {}
    return dict(kept["rungs"])
