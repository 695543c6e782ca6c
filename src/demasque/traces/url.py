"""The same address shared: canonical form, so that trackers and mirrors do not tell them apart."""

from collections.abc import Iterator

import pyarrow as pa

from demasque.case import CaseStore
from demasque.sources import LINK_ID
from demasque.text import canonical_url
from demasque.traces.kind import OWN_WORDS, TraceKind, each_value

_QUERY = f"""
    SELECT l.post, p.account, p.posted_at AS "at", l.url AS raw
    FROM links l JOIN posts p USING (post) WHERE {OWN_WORDS}"""


def _name(urls: list[str]) -> list[str | None]:
    # Anonymised exports give a number in the address's place: it is as good as the address.
    return [url if url.startswith(LINK_ID) else canonical_url(url) for url in urls]


def _find(store: CaseStore) -> Iterator[pa.Table]:
    return each_value(store, _QUERY, _name)


URL = TraceKind("url", "same link", "shared the same address", _find)
