"""How far a feed got, as text that is kept beside its files."""

from typing import Self

import msgspec


class KeptCursor:
    """What dataclasses that say how far a feed got have in common: they are kept as JSON."""

    @classmethod
    def from_cursor(cls, kept: str | None) -> Self:
        """Read what :meth:`cursor` made; as at the beginning where it is none."""
        try:
            return cls(**msgspec.json.decode(kept or ""))
        except (msgspec.DecodeError, TypeError):
            return cls()

    @property
    def cursor(self) -> str:
        """What is kept of it."""
        return msgspec.json.encode(self).decode()
