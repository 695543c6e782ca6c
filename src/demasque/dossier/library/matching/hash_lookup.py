"""Posts whose pictures and clips have a listed hash: the same bytes, or the same look (PDQ)."""

from collections.abc import Iterator

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier.library.matching.wanted_indicators import Wanted
from demasque.media import HashList, ListedHash, match_hashes
from demasque.progress import Progress

_FOUND_BY = {"sha256": "bytes", "export": "export", "pdq": "picture"}

_POSTS = """
    WITH files AS (SELECT unnest(?::VARCHAR[]) AS media, unnest(?::BIGINT[]) AS number),
    used AS (SELECT media, post FROM media_in_posts UNION SELECT media, post FROM media_use)
    SELECT DISTINCT post, number FROM files JOIN used USING (media)"""


def posts_with_hashes(
    store: CaseStore, sought: Wanted, progress: Progress
) -> Iterator[tuple[str, pa.ChunkedArray, pa.ChunkedArray]]:
    """How, and the posts and numbers of what they carry so; compared as ``media match`` does."""
    kinds = {32: "md5", 40: "sha1"}
    listed = tuple(
        ListedHash(number, kinds.get(len(digits), "pdq or sha256"), digits)  # type: ignore[arg-type]
        for digits, number in sorted(sought.hashes.items(), key=lambda item: item[1])
    )
    matches = match_hashes(store, HashList("library", "", listed), progress).table
    for found_by, how in _FOUND_BY.items():
        rows = [row for row in matches.to_pylist() if row["found_by"] == found_by]
        files = ([row["media"] for row in rows], [row["line"] for row in rows])
        found = store.sql(_POSTS, files)
        yield how, found["post"], found["number"]
