"""The same picture or clip: the file's hash, or the hash that the export gives."""

from collections.abc import Iterator

import pyarrow as pa

from demasque.traces.trace_kind import OWN_WORDS, Extraction, TraceKind, each_value

_QUERY = f"""
    SELECT m.post, p.account, p.posted_at AS "at", m.media AS raw
    FROM media_use m JOIN posts p USING (post) WHERE {OWN_WORDS}"""


def _same(raw: list[str]) -> list[str | None]:
    return list(raw)


def _find(extraction: Extraction) -> Iterator[pa.Table]:
    return each_value(extraction.store, _QUERY, _same)


MEDIA = TraceKind("media", "same media", "used the same picture or clip", _find)
