"""Exports: one form for each format of the registry, with the options that it heeds."""

from pathlib import Path
from typing import Final

from demasque.api import Case, ExportOptions
from demasque.errors import UsageError
from demasque.progress import Progress
from demasque.publish import EXPORTERS, TLP_MARKINGS, USUAL_LABEL, Exporter
from demasque.sentences import Sentence
from demasque.web.acting.act import Posted
from demasque.web.acting.page_forms import FormField, PageForm
from demasque.web.jobs.order_forms import (
    LANG,
    ORIGINAL_IDS,
    REVEAL,
    PageOrder,
    installed,
    words_or_none,
)
from demasque.web.jobs.page_job import Made, Ordered

TLP: Final = FormField(
    "tlp",
    Sentence("Whom it may reach (TLP 2.0)"),
    choices=tuple((each, f"TLP:{each.upper()}") for each in TLP_MARKINGS),
    value=USUAL_LABEL,
)
_OFFERED: Final = (
    FormField(
        "campaigns",
        Sentence("Groups"),
        Sentence("Their names, such as C1 C2; the foremost ones where nothing stands here."),
    ),
    FormField("publisher", Sentence("The body that publishes it")),
    TLP,
    FormField(
        "profile",
        Sentence("Objects of one receiver's own"),
        choices=(("", Sentence("none")), ("opencti", "OpenCTI")),
    ),
    FormField(
        "with_disarm", Sentence("Write techniques of DISARM whole, not by their ids"), tick=True
    ),
    FormField(
        "dynamic",
        Sentence("Write when each account and tie was there"),
        Sentence("Keep it small."),
        tick=True,
    ),
    FormField(
        "kind",
        Sentence("Only ties of one kind of trace"),
        Sentence("Such as url, or text; all where nothing stands here."),
    ),
    FormField("edges", Sentence("At most so many ties"), Sentence("Those that hold it up.")),
    LANG,
)
_DIGITS: Final = 9  # a case of a thousand million ties would take more than one machine
_HEEDED: Final = {"publisher": "by"}
"""Field -> the option that it fills, where the names differ: ``by`` is who sits at the page."""

_PACKAGES: Final = {
    "stix": (
        "stix2",
        Sentence("STIX takes a package that is missing: pip install 'demasque[stix]'."),
    ),
    "misp": (
        "pymisp",
        Sentence("MISP takes a package that is missing: pip install 'demasque[misp]'."),
    ),
}
_SUFFIXES: Final = {"stix": "json", "misp": "json", "navigator": "json"}
"""Formats whose files are not called after them."""


def export_orders() -> tuple[PageOrder, ...]:
    """One for each format, in the order of the registry."""
    return tuple(_of(each) for each in EXPORTERS.values())


def _of(exporter: Exporter) -> PageOrder:
    fields = [each for each in _OFFERED if _HEEDED.get(each.name, each.name) in exporter.heeds]
    if exporter.reveals:
        fields.append(REVEAL)
    package, missing = _PACKAGES.get(exporter.id, (None, None))
    form = PageForm(
        exporter.id,
        Sentence("{title}: {suits}", title=exporter.title, suits=exporter.suits),
        Sentence("Write it"),
        tuple(fields),
        missing=None if package is None or installed(package) else missing,
    )
    return PageOrder(form, lambda posted: _ordered(exporter, posted))


def _ordered(exporter: Exporter, posted: Posted) -> Ordered:
    options = _options(exporter, posted)
    reveal = exporter.reveals and bool(posted.value("reveal"))

    def work(case: Case, folder: Path, progress: Progress) -> Made:
        suffix = "" if exporter.is_folder else f".{_SUFFIXES.get(exporter.id, exporter.id)}"
        target = folder / f"{exporter.id}{suffix}"
        written = case.export(
            exporter.id, target, reveal=reveal, options=options, progress=progress
        )
        return Made((ORIGINAL_IDS,) if reveal else (), written)

    return Ordered(Sentence("Export: {what}", what=exporter.title), work)


def _options(exporter: Exporter, posted: Posted) -> ExportOptions:
    """What is asked for; the export itself refuses what its format does not heed."""
    worded = posted.value("lang") or posted.session.lang
    edges = posted.value("edges")
    if edges and not (edges.isdecimal() and len(edges) <= _DIGITS and int(edges)):
        raise UsageError("{number} is no number of ties.", number=repr(edges[:40]))
    return ExportOptions(
        campaigns=tuple(posted.value("campaigns").replace(",", " ").split()),
        by=words_or_none(posted, "publisher"),
        tlp=words_or_none(posted, "tlp"),
        profile=words_or_none(posted, "profile"),
        with_disarm=bool(posted.value("with_disarm")),
        dynamic=bool(posted.value("dynamic")),
        kind=words_or_none(posted, "kind"),
        edges=int(edges) if edges else None,
        # English is what is written where no language is asked for.
        lang=worded if worded != "en" and "lang" in exporter.heeds else None,
    )
