"""Every form in which a case leaves the analyst's hands: what the safety suite makes and reads."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import demasque
from demasque.errors import UsageError
from demasque.publish import EXPORTERS

Make = Callable[[demasque.Case, Path, str], object]
"""Makes one form at a path, in a language, without original ids."""


@dataclass(frozen=True)
class Form:
    """One form. ``ending`` is that of its file; ``needs`` names a module of an extra."""

    name: str
    make: Make
    ending: str = ""
    needs: str | None = None
    languages: tuple[str, ...] = ("en",)


def made_unless_refused(format: str, make: Callable[[], object]) -> bool:
    """Export; whether there is a file now.

    A format about campaigns may refuse a case for want of them; tables and networks may not.
    """
    try:
        make()
    except UsageError:
        if "campaigns" not in EXPORTERS[format].heeds:
            raise
        return False
    return True


def _export(format: str, case: demasque.Case, path: Path, lang: str) -> object:
    return case.export(format, path)


_NEEDS = {"stix": "stix2", "misp": "pymisp"}
FORMS: tuple[Form, ...] = (
    *(Form(name, partial(_export, name), needs=_NEEDS.get(name)) for name in EXPORTERS),
    Form(
        "network in time",
        lambda case, path, lang: case.export(
            "gexf", path, options=demasque.ExportOptions(dynamic=True, edges=60)
        ),
    ),
    Form(
        "report",
        lambda case, path, lang: case.report(path, lang),
        ".html",
        languages=("en", "fr"),
    ),
    Form(
        "brief for a target",
        lambda case, path, lang: case.brief_for(
            path, "Ministry of Minutes", lang=lang, country="CA"
        ),
        ".html",
        languages=("en", "fr"),
    ),
    Form("statement", lambda case, path, lang: case.statement(path, "C1"), ".html"),
    Form("statement as text", lambda case, path, lang: case.statement(path, "C1"), ".txt"),
    Form(
        "first page",
        lambda case, path, lang: case.brief(path, "C1", lang),
        ".html",
        languages=("en", "fr"),
    ),
    Form("pack", lambda case, path, lang: case.pack("C1", path), ".zip"),
)
"""Add a form here, and the suite in publish/test_handed_over.py covers it."""
