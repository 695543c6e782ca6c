"""What can be done from a page? One file per kind of act; ACTS lists them all."""

from typing import Final

from demasque.web.acting.act import Act
from demasque.web.acting.deciding_acts import DECIDE, DECIDE_MANY

ACTS: Final[tuple[Act, ...]] = (
    DECIDE,
    DECIDE_MANY,
)
"""Every act."""
