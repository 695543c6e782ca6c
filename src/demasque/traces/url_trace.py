"""The same address shared: canonical form, so that trackers and mirrors do not tell them apart."""

from collections.abc import Iterator
from functools import partial

import pyarrow as pa

from demasque.sources import LINK_ID
from demasque.text import Expand, canonical_url
from demasque.traces.trace_kind import OWN_WORDS, Extraction, TraceKind, each_value

_QUERY = f"""
    SELECT l.post, p.account, p.posted_at AS "at", l.url AS raw
    FROM links l JOIN posts p USING (post) WHERE {OWN_WORDS}"""


def _name(urls: list[str], expand: Expand | None) -> list[str | None]:
    # Anonymised exports give a number in the address's place: it is as good as the address.
    return [url if url.startswith(LINK_ID) else canonical_url(url, expand) for url in urls]


def _find(extraction: Extraction) -> Iterator[pa.Table]:
    return each_value(extraction.store, _QUERY, partial(_name, expand=extraction.expand))


URL = TraceKind("url", "same link", "shared the same address", _find, by_post=True)
