"""How long work tells its caller how far it is, without knowing who listens."""

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called as ``progress(step, done, total)``; ``total`` is None while it is not known."""


def quiet(step: str, done: int, total: int | None) -> None:
    """Listen to nothing: the default where nobody watches."""
