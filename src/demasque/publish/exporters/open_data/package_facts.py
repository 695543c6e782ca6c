"""What the words of the package say of the case: nothing that its tables do not say as well."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from demasque.findings import CaseFindings
from demasque.publish.exporters.open_data.open_rows import Row

_SETTINGS: Final = ("kinds", "fdr", "min_shared")
"""Arguments of a detection that are told; others may name files or people."""


@dataclass(frozen=True)
class PackageFacts:
    """What is told of the package. Days are UTC; None and empty where it is not known."""

    by: str | None
    found: date | None  # the day of the detection
    version: str | None  # of the program, at that time
    seed: int | None
    settings: tuple[tuple[str, str], ...]
    campaigns: int
    platforms: tuple[str, ...]
    languages: tuple[str, ...]
    first_day: date | None  # of the days that are given
    last_day: date | None


def package_facts(
    found: CaseFindings, tables: Mapping[str, Sequence[Row]], by: str | None
) -> PackageFacts:
    """Gather what the methods and the data sheet say."""
    runs = [run for run in found.runs if run["command"] == "detect"]
    run: Mapping[str, Any] = runs[-1] if runs else {}
    days = sorted(row["day"] for row in tables["days"])
    return PackageFacts(
        by=by,
        found=datetime.fromisoformat(run["began"]).date() if run else None,
        version=run.get("version"),
        seed=run.get("seed"),
        settings=tuple(_settings(run)),
        campaigns=len(tables["campaigns"]),
        platforms=tuple(sorted({row["platform"] for row in tables["platforms"]})),
        languages=tuple(sorted({row["language"] for row in tables["languages"]})),
        first_day=date.fromisoformat(days[0]) if days else None,
        last_day=date.fromisoformat(days[-1]) if days else None,
    )


def _settings(run: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    asked = run.get("arguments", {})
    for name in _SETTINGS:
        if asked.get(name) is not None:
            yield name, str(asked[name])
    used = run.get("notes", {}).get("detection", {}).get("windows", {})
    for kind, seconds in sorted(used.items()):
        yield f"windows, {kind}", " s, ".join(f"{each:g}" for each in seconds) + " s"
