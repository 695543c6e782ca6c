"""What does a file say of where it comes from? Credentials, containers."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.media.origin.origin_reading import origins_of
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = ["origins_of"]
