"""What forms of long work have in common: fields, and whether what they need is installed."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from demasque.sentences import Sentence
from demasque.web.acting.act import Posted
from demasque.web.acting.page_forms import Choice, FormField, PageForm
from demasque.web.jobs.page_job import Ordered

ORIGINAL_IDS: Final = Sentence(
    "It names accounts as the platforms do. Give it only to people who need that."
)


@dataclass(frozen=True)
class PageOrder:
    """Long work that can be ordered: its form, and what becomes of it once that is filled.

    ``order`` raises UsageError for what makes no sense.
    """

    form: PageForm
    order: Callable[[Posted], Ordered]


CAMPAIGN: Final = FormField(
    "campaign", Sentence("Group"), Sentence("Its name, such as C1."), required=True
)
LANG: Final = FormField(
    "lang",
    Sentence("Language"),
    choices=(("en", Sentence("English")), ("fr", Sentence("French"))),
)
REVEAL: Final = FormField(
    "reveal",
    Sentence("Add original ids of accounts and posts"),
    Sentence("The custody log keeps that you did. Whoever gets the file can find the accounts."),
    tick=True,
)
_PDF: Final = Sentence("A PDF takes a package that is not installed: pip install 'demasque[pdf]'.")
_DOCX: Final = Sentence(
    "A .docx letter takes a package that is not installed: pip install 'demasque[letters]'."
)


def shapes(*names: str) -> FormField:
    """A field that asks for the kind of file; it says which are left out here, and why."""
    packages = {"pdf": ("weasyprint", _PDF), "docx": ("docx", _DOCX)}
    missing = {name for name in names if name in packages and not installed(packages[name][0])}
    choices: tuple[Choice, ...] = tuple((each, f".{each}") for each in names if each not in missing)
    hint = next((packages[name][1] for name in names if name in missing), None)
    return FormField("shape", Sentence("Kind of file"), hint, choices)


def shape_of(posted: Posted) -> str:
    """The kind of file that is asked for: never a path, whatever was posted."""
    asked = posted.value("shape")
    return asked if asked in ("html", "pdf", "docx", "txt") else "html"


def installed(package: str) -> bool:
    """Whether a package of an extra is there, without loading it."""
    return find_spec(package) is not None


def words_or_none(posted: Posted, name: str) -> str | None:
    """A field of the form; None where nothing stands in it."""
    return posted.value(name) or None
