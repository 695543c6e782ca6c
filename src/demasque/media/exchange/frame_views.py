"""All hashes of stored frames, by which lists of others are compared with them.

A frame has up to two: of what trimming left of it, enlarged, by which copies are found whatever is
round them; and, where that is another, of the whole frame as PDQ's and vPDQ's own tools hash it.
Lists of others hold the latter kind, and sometimes that of a picture without its frame.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def views(frames: pa.Table) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Hashes of frames (n, 8, 32), trimmed and as others hash them, and the row that each is of.

    ``frames`` has the columns ``hashes`` and ``reference`` of ``media_frames``.
    """
    stored, rows = [], []
    for name in ("hashes", "reference"):
        column = frames[name].combine_chunks()
        rows.append(np.flatnonzero(np.asarray(column.is_valid())))
        stored += column.drop_null().to_pylist()
    return np.frombuffer(b"".join(stored), np.uint8).reshape(-1, 8, 32), np.concatenate(rows)
