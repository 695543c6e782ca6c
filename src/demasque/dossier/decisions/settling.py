"""Bringing the findings in line with what people decided on accounts.

The journal says what was decided; the table ``decided`` says what the findings were made with.
Where the two differ, campaigns and all that rests on their members are made anew without the
excluded accounts, with the options of the detection that found them: the same as if it ran again.
All of it takes the place of the earlier findings at one stroke, so that a case that is killed
before that is settled when it is opened again. While the custody log is not as it was written,
this only adds exclusions and takes none back (:mod:`demasque.dossier.decisions.what_holds`).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from demasque import campaigns, traces
from demasque.case import CaseStore
from demasque.dossier.decisions.account_naming import present
from demasque.dossier.decisions.deciding import Held
from demasque.dossier.decisions.decision_algebra import Verdict
from demasque.dossier.decisions.what_holds import decided_before, what_holds
from demasque.progress import Progress, quiet
from demasque.schema import DECIDED, NAME_CHANGES

_CHANGED: Final = (
    "decided", "set_aside", "memberships", "campaigns", "attached", "operations",
    "operation_links", "name_changes", "targets", "target_days", "floods", "regenerated",
    "regenerated_posts",
)  # fmt: skip
"""What rests on who is a member. Ties, messages, waves and incidents do not."""


def apply_decisions(store: CaseStore) -> None:
    """Take the excluded accounts out of the campaigns that a detection has just found.

    For the time between finding campaigns and measuring them. Fills ``decided``, ``set_aside``.
    """
    said = _said(store)
    store.replace({"decided": _table(said)})
    campaigns.set_members_aside(store, _excluded(said))


def settle(store: CaseStore, progress: Progress = quiet) -> bool:
    """Bring findings in line with the decisions; whether they were not, and so were changed.

    Nothing happens, within milliseconds, where they agree already.
    """
    said, before = _said(store), decided_before(store)
    if said == before:
        return False
    if _excluded(said) == _excluded(before) or not _found(store):
        store.replace({"decided": _table(said)})
        return True
    with store.changing_findings(_CHANGED):
        _measure_anew(store, said, progress)
    campaigns.keep_names(store)
    return True


def _measure_anew(store: CaseStore, said: Mapping[str, Held], progress: Progress) -> None:
    from demasque.dossier.outcomes.regeneration import find_regenerated

    arguments, seed = _options(store)
    names = store.sql("FROM name_changes").cast(NAME_CHANGES)
    store.replace({"decided": _table(said)})
    campaigns.set_members_aside(store, _excluded(said))
    campaigns.attach(
        store,
        arguments.get("windows"),
        arguments.get("fdr", 0.01),
        _known_kinds(arguments.get("kinds")),
        seed,
        arguments.get("memory"),
        progress,
    )
    campaigns.find_operations(store, seed, progress)
    campaigns.place_campaigns(store, progress)
    find_regenerated(store)
    # What became of names is told of detections, which people compare; not of each decision.
    store.replace({"name_changes": names})


def _said(store: CaseStore) -> dict[str, Held]:
    """What holds of the case's accounts; those that were forgotten or purged are none."""
    said = what_holds(store)
    if not said:
        return said
    there = present(store, list(said))
    return {account: each for account, each in said.items() if account in there}


def _table(said: Mapping[str, Held]) -> pa.Table:
    rows = [
        {"account": account, "decision": each.verdict.value, "people": each.people}
        for account, each in said.items()
    ]
    return pa.Table.from_pylist(rows, DECIDED)


def _excluded(said: Mapping[str, Held]) -> frozenset[str]:
    return frozenset(account for account, each in said.items() if each.verdict is Verdict.EXCLUDE)


def _found(store: CaseStore) -> bool:
    query = "SELECT 1 FROM memberships UNION ALL SELECT 1 FROM set_aside LIMIT 1"
    return bool(store.sql(query).num_rows)


def _known_kinds(asked: Sequence[str] | None) -> list[str] | None:
    """The kinds that a detection looked at; one that an extension brought may be gone since."""
    known = {kind.id for kind in traces.KINDS}
    return None if asked is None else [kind for kind in asked if kind in known]


def _options(store: CaseStore) -> tuple[Mapping[str, Any], int]:
    """Arguments and seed of the detection that made the findings; nothing if none is told."""
    name = store.findings_run()
    path = store.path / "runs" / (name or "-") / "run.json"
    record: Mapping[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return record.get("arguments") or {}, int(record.get("seed") or 0)
