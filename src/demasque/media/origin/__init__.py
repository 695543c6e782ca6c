"""What does a file say of where it comes from? Credentials, containers."""

from demasque.media.origin.origin_reading import origins_of

__all__ = ["origins_of"]
