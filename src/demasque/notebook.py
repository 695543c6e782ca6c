"""Short summaries in HTML, for notebooks: self-contained, every value escaped."""

from collections.abc import Sequence
from html import escape

Cell = str | int | float | None


def summary(
    heading: str, sentences: Sequence[str], columns: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> str:
    """A heading, some sentences and a table; the table is left out where it has no rows."""
    parts = [f"<b>{escape(heading)}</b>", *(f"<div>{escape(line)}</div>" for line in sentences)]
    if rows:
        head = "".join(f"<th>{escape(column)}</th>" for column in columns)
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    return f"<div>{''.join(parts)}</div>"


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return f"<td>{escape(value)}</td>"
    shown = "–" if value is None else f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    return f'<td style="text-align:right">{shown}</td>'
