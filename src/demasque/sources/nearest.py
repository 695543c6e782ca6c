"""When no format fits: which known ones come nearest, and what the file lacks of them."""

from collections.abc import Iterable

from demasque.errors import Sentence
from demasque.sources.source import Sample, Source

_HOW_MANY = 3


def nearest_formats(sources: Iterable[Source], sample: Sample) -> str:
    """A sentence that names the nearest known formats and the fields the file lacks of each."""
    ranked = []
    for source in sources:
        if source.by_field or not source.required or sample.shape not in source.shapes:
            continue
        have = source.columns(sample) | set(sample.columns)
        share = len(source.required & have) / len(source.required)
        if share > 0:
            ranked.append((-share, -len(source.known & have), source.id, source.required - have))
    if not ranked:
        return Sentence("No known format is near it.")
    near = "; ".join(
        f"{name} (missing: {', '.join(sorted(lacks)) or 'nothing, see --format'})"
        for _, _, name, lacks in sorted(ranked, key=lambda entry: entry[:3])[:_HOW_MANY]
    )
    return Sentence("Nearest known formats: {near}.", near=near)
