"""A comparison as values: by class, how alike, and how rare that is among unrelated groups."""

from typing import Final

import pyarrow as pa

CLASSES: Final = (
    "words", "media", "sites", "hashtags", "sources", "accounts",
    "names", "hours", "languages", "platforms", "venues",
)  # fmt: skip
"""Classes of link between two groups of accounts, in the order of a comparison's table."""

COMPARED: Final = pa.schema(
    [
        pa.field("class", pa.string(), nullable=False),
        pa.field("likeness", pa.float64()),
        pa.field("p", pa.float64()),
        pa.field("p_low", pa.float64()),
        pa.field("p_high", pa.float64()),
        pa.field("counted", pa.bool_(), nullable=False),
    ]
)
"""The table of a comparison: null where one side says nothing of a class."""


class Comparison:
    """Two groups compared; what is built here is described in the issue of the dossier."""
