"""The documentation's table of formats, made from the descriptions."""

from collections.abc import Iterable

from demasque.sources.source import Source


def formats_table_of(sources: Iterable[Source]) -> str:
    """Markdown table with one row per source, in the order of the registry."""
    lines = [
        "| Format | What it is | Platform | Needed | Times | Dropped at the door | Checked on |",
        "|---|---|---|---|---|---|---|",
    ]
    for source in sources:
        cells = (
            f"`{source.id}`",
            f"{source.title}. {source.note}".strip().rstrip(".") + ".",
            source.platform,
            _words(source.required),
            source.time_precision,
            _words(source.personal) or "nothing personal in it",
            source.checked_against,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _words(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
