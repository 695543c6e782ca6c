"""How a command line ended, and the kind of function that runs one."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ran:
    """Exit code, and what was written to stdout and stderr."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
