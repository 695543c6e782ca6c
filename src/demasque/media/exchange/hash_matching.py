"""Which added files, and which posts, hold what somebody's list of hashes names?

A PDQ matches a frame that differs from it in 31 of 256 bits at most, in any of eight orientations;
neither is compared with a quality below 50 (both are ThreatExchange's rules: below that a picture
is too plain for its hash to say much). SHA-256 matches the same bytes. The hashes that exports
themselves give (``media_use``) are matched as they are written, MD5 and SHA-1 too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.media.exchange.frame_views import views
from demasque.media.exchange.listed_hash import HashList, ListedHash
from demasque.media.hamming import MATCH_DISTANCE, distinct_hashes, pairs_between
from demasque.progress import Progress, quiet
from demasque.schema import TIME

LEAST_QUALITY: Final = 50

ORIENTATIONS: Final = (
    "as_is",
    "rotated_90",
    "rotated_180",
    "rotated_270",
    "flipped",
    "mirrored",
    "transposed",
    "transverse",
)
"""Of the file against the list, in the order in which a file's eight hashes are stored."""

HASH_MATCHES: Final = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("hash", pa.string(), nullable=False),
        pa.field("label", pa.string()),
        pa.field("listed_at", pa.float64()),
        pa.field("media", pa.string(), nullable=False),
        pa.field("added", pa.bool_(), nullable=False),
        pa.field("found_by", pa.string(), nullable=False),
        pa.field("frame", pa.int32()),
        pa.field("at", pa.float64()),
        pa.field("distance", pa.int32()),
        pa.field("orientation", pa.string()),
        pa.field("family", pa.string()),
        pa.field("content", pa.string()),
        pa.field("posts", pa.int64(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("platforms", pa.list_(pa.string()), nullable=False),
        pa.field("first_at", TIME),
    ]
)
"""One hash of a list and one file: the nearest of its frames. ``listed_at`` and ``at`` are seconds
from the start of their clip and of ours; ``media`` the file's SHA-256, or the hash that an export
gives where ``added`` is false; ``found_by`` pdq, sha256 or export; ``family`` the exemplar's
SHA-256; ``first_at`` the first post (UTC). What does not apply is null."""


@dataclass(frozen=True)
class HashMatches:
    """What was found of a list, and what could not be compared.

    ``compared`` counts PDQs that were; ``low_quality`` those of the list that were not, and
    ``low_frames`` the case's pictures and frames that were not, for their quality;
    ``only_exports`` MD5 and SHA-1, compared with what exports give alone.
    """

    table: pa.Table
    listed: HashList
    compared: int
    low_quality: int
    low_frames: int
    only_exports: int

    def remarks(self) -> list[Sentence]:
        """What was not compared, and why, for whoever reads the table."""
        told = [
            Sentence.counted(
                "{n} PDQ of the list was not compared: its quality is below 50.",
                "{n} PDQ of the list were not compared: their quality is below 50.",
                self.low_quality,
            ),
            Sentence.counted(
                "{n} picture or frame of the case was not compared: its quality is below 50.",
                "{n} pictures and frames of the case were not compared: their quality is below 50.",
                self.low_frames,
            ),
            Sentence.counted(
                "{n} MD5 or SHA-1 was compared only with what exports give, not with added files.",
                "{n} MD5 or SHA-1 were compared only with what exports give, not with added files.",
                self.only_exports,
            ),
            Sentence.counted(
                "{n} hash is taken back by the list itself.",
                "{n} hashes are taken back by the list itself.",
                self.listed.withdrawn,
            ),
        ]
        return [each for each in told if each.n] + [
            Sentence.counted(
                "{n} hash of the list is of a kind that is not compared here: {kind}.",
                "{n} hashes of the list are of a kind that is not compared here: {kind}.",
                n,
                kind=kind,
            )
            for kind, n in sorted(self.listed.other.items())
        ]


def match_hashes(store: CaseStore, listed: HashList, progress: Progress = quiet) -> HashMatches:
    """Compare a list with the case's files and with the hashes that its exports give."""
    may_be_pdq = [each for each in listed.hashes if each.kind in ("pdq", "pdq or sha256")]
    usable = [each for each in may_be_pdq if each.quality is None or each.quality >= LEAST_QUALITY]
    rows = [*_by_bytes(store, listed.hashes), *_by_looks(store, usable, progress)]
    rows.sort(key=lambda row: (row["line"], row["hash"], row["distance"] or 0, row["media"]))
    return HashMatches(
        _with_posts(store, rows),
        listed,
        len(usable),
        len(may_be_pdq) - len(usable),
        _count(store, f"FROM media_frames WHERE quality < {LEAST_QUALITY}"),
        sum(each.kind in ("md5", "sha1") for each in listed.hashes),
    )


def _by_bytes(store: CaseStore, hashes: Iterable[ListedHash]) -> list[dict[str, Any]]:
    """Files of the same bytes, and uses in posts of which an export gives the same hash."""
    wanted: dict[str, list[ListedHash]] = {}
    for each in hashes:
        if each.kind != "pdq":
            wanted.setdefault(each.digits, []).append(each)
    known = store.sql(
        """
        SELECT media, bool_or(added) AS added FROM (
            SELECT media, true AS added FROM media_files
            UNION ALL SELECT DISTINCT media, false FROM media_use)
        WHERE lower(media) IN (SELECT unnest(?::VARCHAR[])) GROUP BY media
        """,
        [sorted(wanted)],
    )
    return [
        _row(each, row["media"], "sha256" if row["added"] else "export", added=row["added"])
        for row in known.to_pylist()
        for each in wanted[row["media"].lower()]
    ]


def _by_looks(
    store: CaseStore, hashes: list[ListedHash], progress: Progress
) -> list[dict[str, Any]]:
    """The nearest frame of each file that looks like a listed PDQ."""
    if not hashes:
        return []
    frames = store.sql(
        f"""
        SELECT media, if(kind = 'image', NULL, frame) AS frame,
               if(kind = 'image', NULL, "at") AS "at", hashes, reference
        FROM media_frames AS frames LEFT JOIN media_files USING (media)
        WHERE quality >= {LEAST_QUALITY} ORDER BY media, frames.frame
        """
    )
    digits = b"".join(bytes.fromhex(each.digits) for each in hashes)
    once, which = distinct_hashes(np.frombuffer(digits, np.uint8).reshape(-1, 32))
    nearest = _nearest(once, frames, progress)
    found = []
    for each, number in zip(hashes, which.tolist(), strict=True):
        for bits, orientation, place in nearest.get(number, ()):
            frame = {name: frames[name][place].as_py() for name in ("media", "frame", "at")}
            row = _row(each, frame.pop("media"), "pdq", added=True)
            turned = ORIENTATIONS[orientation]
            found.append({**row, **frame, "distance": bits, "orientation": turned})
    return found


def _nearest(
    hashes: NDArray[np.uint8], frames: pa.Table, progress: Progress
) -> Mapping[int, list[tuple[int, int, int]]]:
    """By hash, of each file that it is near: bits, orientation and row of its nearest frame."""
    seen, of_row = views(frames)
    names = frames["media"].to_numpy(zero_copy_only=False).astype(str)
    files = np.unique(names, return_inverse=True)[1]
    near = []
    for orientation in range(len(ORIENTATIONS)):
        progress("hashes compared", orientation, len(ORIENTATIONS))
        turned = np.ascontiguousarray(seen[:, orientation])
        listed, places, bits = pairs_between(hashes, turned, MATCH_DISTANCE)
        rows = of_row[places]
        near.append(np.stack([listed, files[rows], bits, np.full_like(bits, orientation), rows]))
    progress("hashes compared", len(ORIENTATIONS), len(ORIENTATIONS))
    pairs = np.concatenate(near, axis=1)
    pairs = pairs[:, np.lexsort(pairs[::-1])]
    first = np.ones(pairs.shape[1], np.bool_)
    first[1:] = (pairs[:2, 1:] != pairs[:2, :-1]).any(axis=0)
    nearest: dict[int, list[tuple[int, int, int]]] = {}
    for number, _, distance, turned_by, row in pairs[:, first].T.tolist():
        nearest.setdefault(number, []).append((distance, turned_by, row))
    return nearest


def _row(each: ListedHash, media: str, found_by: str, *, added: bool) -> dict[str, Any]:
    return {
        **dict.fromkeys(HASH_MATCHES.names),
        "line": each.line,
        "hash": each.digits,
        "label": each.label or None,
        "listed_at": each.at,
        "media": media,
        "added": added,
        "found_by": found_by,
    }


def _with_posts(store: CaseStore, rows: list[dict[str, Any]]) -> pa.Table:
    """The rows, with the family of each file and the posts that hold it."""
    uses = file_uses(store, {row["media"] for row in rows})
    for row in rows:
        row.update(uses[row["media"]])
    return pa.Table.from_pylist(rows, HASH_MATCHES)


def file_uses(store: CaseStore, media: Iterable[str]) -> Mapping[str, dict[str, Any]]:
    """By file: its family and that family's content, posts, accounts, platforms, first post."""
    table = store.sql(
        """
        WITH wanted AS (SELECT DISTINCT unnest(?::VARCHAR[]) AS media),
        used AS (SELECT media, post FROM media_in_posts UNION SELECT media, post FROM media_use)
        SELECT wanted.media, any_value(exemplar) AS family, any_value(content) AS content,
               count(DISTINCT posts.post) AS posts, count(DISTINCT account) AS accounts,
               coalesce(list_sort(list(DISTINCT platform) FILTER (WHERE platform IS NOT NULL)), [])
                   AS platforms,
               min(posted_at) AS first_at
        FROM wanted LEFT JOIN media_families USING (media) LEFT JOIN used USING (media)
             LEFT JOIN posts USING (post)
        GROUP BY wanted.media
        """,
        [sorted(media)],
    )
    return {row.pop("media"): row for row in table.to_pylist()}


def _count(store: CaseStore, source: str) -> int:
    return int(store.sql(f"SELECT count(*) AS n {source}")["n"][0].as_py())
