"""The documentation's table of formats, made from the descriptions."""

from demasque.sources.registry import BUILT_IN


def formats_table() -> str:
    """The documentation's Markdown table: one row per format, in the order of the registry."""
    lines = [
        "| Format | What it is | Platform | Needed | Times | Dropped at the door | Checked on |",
        "|---|---|---|---|---|---|---|",
    ]
    for source in BUILT_IN:
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
