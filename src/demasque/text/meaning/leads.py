"""The same message in other words or another language: leads between families, never evidence.

Only the exemplars of families are embedded, by a model that the user names, and compared by a
cosine that is calibrated for that model on the corpus itself. A lead is for a reader to follow; it
enters no tie and no chance model.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from demasque.errors import UsageError
from demasque.text.language import languages_of
from demasque.text.meaning.calibration import (
    Calibration,
    Embedder,
    calibrated_vectors,
    readings,
)
from demasque.text.meaning.near_vectors import near_pairs

LEADS: Final = pa.schema(
    [
        pa.field("family_a", pa.int64(), nullable=False),  # family_a < family_b
        pa.field("family_b", pa.int64(), nullable=False),
        pa.field("cosine", pa.float32(), nullable=False),
        pa.field("model", pa.string(), nullable=False),
    ]
)


def leads(
    families: Sequence[int], exemplars: Sequence[str], embedder: Embedder, calibration: Calibration
) -> pa.Table:
    """Pairs of families whose exemplars may mean the same, likeliest first, as :data:`LEADS`.

    `exemplars` are the exemplars' texts, in the order of `families`; each family leads to its 20
    likeliest at most, and to those that it is among the 20 likeliest of. All pairs of up to 50,000
    are compared; of more, those that an index brings together (:func:`near_pairs`). Exemplars of
    nothing but links, mentions, tags and emoji have no leads. Raise
    UsageError for a calibration of another model.
    """
    if calibration.model != embedder.model_id:
        raise UsageError(
            "The threshold was calibrated for {calibrated}, not for {model}.",
            calibrated=calibration.model,
            model=embedder.model_id,
        )
    told = [n for n, reading in enumerate(readings(exemplars)) if reading]
    ids = np.asarray(families, np.int64)[told]
    words = [exemplars[n] for n in told]
    vectors = calibrated_vectors(embedder, words, languages_of(words), calibration)
    found = near_pairs(vectors, calibration.cosine)
    a, b = ids[found.a], ids[found.b]
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((high, low, -found.cosine))
    columns = [low[order], high[order], found.cosine[order], [embedder.model_id] * len(order)]
    return pa.table(columns, schema=LEADS)
