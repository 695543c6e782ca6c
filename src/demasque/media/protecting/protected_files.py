"""Which files of a case no output may show: those of people whom the posts harm, and their copies.

A file is protected when its hash was given (:mod:`demasque.media.protecting.giving_hashes`), when
it stands in a post of a private person of the analyst's list or is their avatar, when its
family holds such a file, and when its PDQ is near that of a given hash or of such a file: a copy
shows the same person, and copies that were added since are in no family yet.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.case import CaseStore
from demasque.media.exchange.frame_views import views
from demasque.media.hamming import MATCH_DISTANCE, pairs_between

LEAST_QUALITY: Final = 50
"""PDQ's authors take a hash of less for one that says too little: a blank frame is everybody's."""

_NAMED: Final = """
    WITH private AS (SELECT account FROM venue_list WHERE kind = 'private_person'),
    posts_of_private AS (SELECT post FROM posts SEMI JOIN private USING (account))
    SELECT media FROM media_files WHERE media IN (SELECT hash FROM protected_media)
    UNION
    SELECT media FROM media_in_posts SEMI JOIN posts_of_private USING (post)
    UNION
    SELECT media FROM avatar_files SEMI JOIN private USING (account)
"""
_WITH_FAMILIES: Final = f"""
    WITH direct AS (FROM ({_NAMED}) UNION SELECT unnest(?::VARCHAR[])),
    families AS (
        SELECT DISTINCT exemplar FROM media_families SEMI JOIN direct USING (media)
        UNION SELECT media FROM direct
    )
    SELECT media FROM direct
    UNION SELECT media FROM media_families SEMI JOIN families USING (exemplar)
    UNION SELECT exemplar FROM families
    ORDER BY media
"""


def protected_media(store: CaseStore) -> frozenset[str]:
    """SHA-256 of every file of a case that no output may show, in whole or in part."""
    rows = store.sql(_WITH_FAMILIES, (_near(store),))
    return frozenset(rows["media"].to_pylist())


def hashes_of_named(store: CaseStore) -> NDArray[np.uint8]:
    """PDQ (n, 32) of the frames of files that are protected for themselves, as they stand.

    Both of what trimming left of a frame and of all of it, where that is another; none of frames
    of less than :data:`LEAST_QUALITY`.
    """
    frames = store.sql(
        f"SELECT hashes, reference FROM media_frames WHERE media IN (FROM ({_NAMED})) "
        f"AND quality >= {LEAST_QUALITY} ORDER BY media, frame"
    )
    return views(frames)[0][:, 0] if frames.num_rows else _bytes(b"")


def _near(store: CaseStore) -> list[str]:
    """Files with a frame, turned and mirrored as need be, whose PDQ is near a protected one."""
    given = store.sql("SELECT hash FROM protected_media ORDER BY hash")["hash"].to_pylist()
    wanted = np.concatenate([_bytes(b"".join(map(bytes.fromhex, given))), hashes_of_named(store)])
    if not len(wanted):
        return []
    frames = store.sql("SELECT media, hashes, reference FROM media_frames ORDER BY media, frame")
    if not frames.num_rows:
        return []
    seen, of_row = views(frames)
    _, near, _ = pairs_between(wanted, seen.reshape(-1, 32), MATCH_DISTANCE)
    of_frame = np.unique(of_row[near // seen.shape[1]])
    found: list[str] = frames["media"].take(of_frame).unique().to_pylist()
    return found


def _bytes(hashes: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(hashes, dtype=np.uint8).reshape(-1, 32)
