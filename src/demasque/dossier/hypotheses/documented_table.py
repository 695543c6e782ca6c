"""The program's part of the matrix as rows of a Markdown table, for ``docs/dossier.md``."""

from demasque.accounts import INDICATORS
from demasque.assessment import HYPOTHESES, MEASURES
from demasque.dossier.hypotheses.machine_table import (
    ANY_SIGN,
    CONTINUES,
    FACTS,
    IMITATES,
    KNOWN,
    LADDER,
    SIGNS,
    STANDING_COLUMNS,
    OutcomeReading,
)

_LADDER_ROWS = {
    "signs-of-two-sorts": "sorts",
    "signs-of-fewer-sorts": "sorts",
    "sort-missing": "sort_NAME",
    "innocent-explanation-supported": "explanations",
    "chance-not-excluded": "chance",
}

_KNOWN_ROWS = {
    "carried": "known:NAME",
    "carried-before": "before:NAME",
    "carried-after": "before:NAME",
    "several-links": "compared:NAME",
    "one-link": "compared:NAME",
    "no-link": "compared:NAME",
    "same-accounts": "members:NAME",
    "other-accounts": "members:NAME",
    "same-conduct": "conduct:NAME",
    "other-conduct": "conduct:NAME",
}


def markdown_rows() -> list[str]:
    """One row for each outcome: the matrix's row, its cause, the outcome, the cells, the reason."""
    facts = [
        _row(measure.id, measure.family, fact.id, FACTS[fact.id])
        for measure in MEASURES
        for fact in measure.facts
    ]
    signs = [
        _row(f"sign:{each.id}", each.family, "found", SIGNS.get(each.id, ANY_SIGN))
        for each in INDICATORS.values()
    ]
    ladder = [
        _row(row, "NAME" if row.endswith("NAME") else "ladder", name, LADDER[name])
        for name, row in _LADDER_ROWS.items()
    ]
    return [*facts, *signs, *ladder]


def known_markdown_rows() -> list[str]:
    """The same of what is known of one network, for its own two columns; with their heading."""
    columns = (CONTINUES, IMITATES)
    table = [
        _known_row(_KNOWN_ROWS[name], name, _cells(reading, columns), reading)
        for name, reading in KNOWN.items()
    ]
    return [f"| row | outcome | {' | '.join(columns)} | why |", "|---|---|---|---|---|", *table]


def heading_rows() -> list[str]:
    """The two lines above them."""
    names = ["row", "cause", "outcome", *(e.id for e in HYPOTHESES), STANDING_COLUMNS[-1], "why"]
    return [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]


def _row(row: str, cause: str, outcome: str, reading: OutcomeReading) -> str:
    cells = _cells(reading, STANDING_COLUMNS)
    return f"| {' | '.join([row, cause, outcome, *cells, str(reading.because)])} |"


def _known_row(row: str, outcome: str, cells: list[str], reading: OutcomeReading) -> str:
    return f"| {' | '.join([row, outcome, *cells, str(reading.because)])} |"


def _cells(reading: OutcomeReading, columns: tuple[str, ...]) -> list[str]:
    return [
        "C" if name in reading.consistent else "I" if name in reading.inconsistent else ""
        for name in columns
    ]
