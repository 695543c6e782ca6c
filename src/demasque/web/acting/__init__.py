"""What can be done from a page? One file per kind of act; ACTS lists them all."""

from typing import Final

from demasque.web.acting.act import Act

ACTS: Final[tuple[Act, ...]] = ()
"""Every act."""
