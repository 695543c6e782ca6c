"""Find networks of accounts that act as one, in exports of public posts, and show the evidence.

With a case (a folder that keeps the evidence, the findings and who did what)::

    import demasque

    with demasque.open_case("protest", create=True) as case:
        case.add("posts.csv")
        case.detect(windows=["60s"])
        case.report("report.html")

Without one: :func:`find_ties` on a table of events, :func:`find_copies` on a table of posts.
What goes wrong is raised as :class:`DemasqueError`, or :class:`UsageError` where the request itself
was wrong, with a sentence that says what to do.
"""

from typing import TYPE_CHECKING, Any

from demasque.errors import DemasqueError, UsageError

if TYPE_CHECKING:
    from demasque.api import Case, Findings, create_case, open_case
    from demasque.coordination import find_ties
    from demasque.text import find_copies

__all__ = [
    "Case",
    "DemasqueError",
    "Findings",
    "UsageError",
    "create_case",
    "find_copies",
    "find_ties",
    "open_case",
]

# Looked up when first used, so that `import demasque` and `demasque --help` are quick.
_HOMES = {
    "Case": "demasque.api",
    "Findings": "demasque.api",
    "create_case": "demasque.api",
    "find_copies": "demasque.text",
    "find_ties": "demasque.coordination",
    "open_case": "demasque.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'demasque' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
