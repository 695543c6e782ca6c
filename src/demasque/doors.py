"""Doors that open when somebody enters: what a room names is imported when it is first asked for.

A room's ``__init__.py`` lists its names as imports that only type checkers and import-linter read,
and leaves the rest to :func:`opened`::

    if TYPE_CHECKING:
        from demasque.case.store import CaseStore
    else:
        __getattr__, __dir__ = opened(__name__)

So a command pays for the modules that it uses, whatever else their rooms hold. A name must not be
that of a module or folder of the room: Python would give that instead, once it is imported. Nothing
is kept in the door, so whoever puts something else in a name's place puts it in its own module.
"""

import ast
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec


def opened(room: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for the package called ``room``."""

    def look_up(name: str) -> object:
        if name not in _homes(room):
            raise AttributeError(f"module {room!r} has no attribute {name!r}", name=name)
        module, own_name = _homes(room)[name]
        return getattr(import_module(module), own_name)

    def names() -> list[str]:
        return sorted({*vars(sys.modules[room]), *_homes(room)})

    return look_up, names


@cache
def _homes(room: str) -> dict[str, tuple[str, str]]:
    """By name: the module that it is in, and its name there, as the room's own text says."""
    spec = find_spec(room)
    source: str = spec.loader.get_source(room)  # type: ignore[union-attr]
    (block,) = (
        each
        for each in ast.parse(source).body
        if isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING"
    )
    return {
        each.asname or each.name: (line.module or "", each.name)
        for line in block.body
        if isinstance(line, ast.ImportFrom)
        for each in line.names
    }
