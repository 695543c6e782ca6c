"""The same picture or clip: the family of an added file, or the hash that the export gives.

A post with files beside it leaves a trace of each file's family, named by the exemplar, whatever
was done to the copies. Blank pictures, lone logos and templates leave none, since strangers share
them. A post without files leaves the hash that its export gives; where posts with files show which
family that hash is of, it leaves the family's trace. Without the extra ``media`` added files are
not compared: the run's record says so, and their posts leave their exports' hashes.
"""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from typing import Final

import pyarrow as pa

from demasque.case import CaseTables
from demasque.media import gather, stored_fingerprints
from demasque.traces.trace_kind import OWN_WORDS, Extraction, TraceKind, each_value

_ADDED: Final = f"""
    SELECT m.post, p.account, p.posted_at AS "at", m.media AS raw
    FROM media_in_posts m JOIN posts p USING (post) WHERE {OWN_WORDS}"""

_EXPORTED: Final = f"""
    SELECT m.post, p.account, p.posted_at AS "at", m.media AS raw
    FROM media_use m JOIN posts p USING (post)
    WHERE {OWN_WORDS}"""

_WITHOUT_FILES: Final = """
    AND NOT EXISTS (SELECT 1 FROM media_in_posts i WHERE i.post = m.post)"""

# Where a post has one hash and one file, the hash is that file's.
_SINGLE: Final = """
    WITH hashed AS (
        SELECT post, any_value(media) AS hash FROM media_use
        GROUP BY post HAVING count(DISTINCT media) = 1
    ), filed AS (
        SELECT post, any_value(media) AS file FROM media_in_posts
        GROUP BY post HAVING count(DISTINCT media) = 1
    )
    SELECT DISTINCT hash, file FROM hashed JOIN filed USING (post)"""

Named = Mapping[str, str | None]
"""The exemplar of each file's family; None where the family leaves no trace."""


def _find(extraction: Extraction) -> Iterator[pa.Table]:
    store = extraction.store
    prints = stored_fingerprints(store)
    if prints and find_spec("PIL") is None:
        # Blank pictures and logos could not be told from content, and would tie strangers.
        extraction.notes["media"] = {"not_compared": len(prints), "needs": "demasque[media]"}
        prints = {}
    found = gather(prints, extraction.progress)
    extraction.tables["media_families"] = found
    extraction.notes.setdefault("media", json.loads(found.schema.metadata[b"demasque"]))
    exemplars = {
        row["media"]: row["exemplar"] if row["content"] == "content" else None
        for row in found.select(["media", "exemplar", "content"]).to_pylist()
    }
    yield from each_value(store, _ADDED, partial(_families, exemplars=exemplars))
    known = _families_of_hashes(store, exemplars) if exemplars else {}
    exported = _EXPORTED + (_WITHOUT_FILES if exemplars else "")
    yield from each_value(store, exported, partial(_hashes, known=known))


def _families(files: list[str], exemplars: Named) -> list[str | None]:
    return [exemplars.get(file) for file in files]


def _hashes(hashes: list[str], known: Named) -> list[str | None]:
    return [known.get(each, each) for each in hashes]


def _families_of_hashes(store: CaseTables, exemplars: Named) -> Named:
    """The family of each hash that the export gives, where all posts with files agree on one."""
    families: dict[str, set[str | None]] = {}
    for row in store.sql(_SINGLE).to_pylist():
        families.setdefault(row["hash"], set()).add(exemplars.get(row["file"]))
    return {each: next(iter(found)) for each, found in families.items() if len(found) == 1}


MEDIA = TraceKind("media", "same media", "used the same picture or clip", _find)
