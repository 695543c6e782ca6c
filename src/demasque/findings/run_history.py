"""Which runs made this case? Their records, with warnings that can be said in any language."""

import json
from collections.abc import Mapping
from typing import Any

from demasque.case import CaseStore
from demasque.sentences import Sentence


def finished_runs(store: CaseStore) -> tuple[Mapping[str, Any], ...]:
    """Read the records of finished runs, oldest first; a torn record is left out."""
    return tuple(record for record in all_runs(store) if record.get("outcome") == "done")


def all_runs(store: CaseStore) -> tuple[Mapping[str, Any], ...]:
    """Read the records of all runs, oldest first, those that failed or were cut short too.

    ``run`` is the name of the run's folder. A torn record is left out.
    """
    records = []
    for path in sorted((store.path / "runs").glob("*/run.json")):
        try:
            record = json.loads(path.read_text("utf-8"))
        except ValueError:
            continue
        told = {"warnings": _warnings(record), "arguments": _arguments(record)}
        records.append({"run": path.parent.name, **record, **told})
    # A case is made before anything else, though a run may begin within the same second.
    return tuple(sorted(records, key=lambda run: (run["command"] != "init", str(run["began"]))))


def _arguments(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a run was asked; accounts that were decided on or forgotten are counted, not named."""
    asked = dict(record.get("arguments", {}))
    if isinstance(asked.get("accounts"), list):
        asked["accounts"] = len(asked["accounts"])
    return asked


def _warnings(record: Mapping[str, Any]) -> list[Sentence]:
    """The warnings of a run; plain text where their forms were not kept."""
    kept = record.get("worded") or [{"form": text, "values": {}} for text in record["warnings"]]
    return [Sentence.recorded(each) for each in kept]
