"""Texts for people: report, briefs, statement, letter to a platform, evidence pack, signature."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from demasque.api import Case
from demasque.progress import Progress
from demasque.sentences import Sentence
from demasque.web.acting.act import Posted
from demasque.web.acting.page_forms import BY, FormField, PageForm
from demasque.web.jobs.export_orders import TLP
from demasque.web.jobs.order_forms import (
    CAMPAIGN,
    LANG,
    ORIGINAL_IDS,
    REVEAL,
    PageOrder,
    shape_of,
    shapes,
    words_or_none,
)
from demasque.web.jobs.page_job import Made, Ordered

_WRITE = Sentence("Write it")


def telling_orders() -> tuple[PageOrder, ...]:
    """All of them, those for more readers first."""
    return (*_for_readers(), *_for_receivers())


def _for_readers() -> tuple[PageOrder, ...]:
    maybe = replace(CAMPAIGN, required=False)
    return (
        _order(
            "report",
            Sentence("Report: everything that was found, one HTML file"),
            (
                LANG,
                FormField(
                    "show_media",
                    Sentence("Do not blur small pictures"),
                    Sentence("Pictures of protected people are never shown."),
                    tick=True,
                ),
            ),
            _report,
        ),
        _order(
            "brief",
            Sentence("Brief: the report's first page alone"),
            (
                replace(
                    maybe,
                    hint=Sentence("C1, or O1 for an operation; the whole case where it is empty."),
                ),
                LANG,
                shapes("html", "pdf"),
            ),
            _brief,
        ),
        _order(
            "target-brief",
            Sentence("Brief for a person or body that the posts address"),
            (
                FormField(
                    "venue",
                    Sentence("Whom it is for"),
                    Sentence("A name on the list of venues, or the pseudonym of the account."),
                    required=True,
                ),
                maybe,
                FormField(
                    "country",
                    Sentence("Country"),
                    Sentence("Whose list of contacts is added, such as CA."),
                ),
                LANG,
                shapes("html", "pdf"),
            ),
            _target_brief,
        ),
        _order(
            "statement",
            Sentence("Statement for the public, in English and French"),
            (
                CAMPAIGN,
                FormField(
                    "signer",
                    Sentence("Who signs it for publication, with the office"),
                    Sentence("It is a draft where this is empty."),
                ),
                shapes("html", "pdf", "txt"),
            ),
            _statement,
        ),
    )


def _for_receivers() -> tuple[PageOrder, ...]:
    return (
        _order(
            "pack",
            Sentence("Evidence pack: a ZIP file that holds without this program"),
            (CAMPAIGN, FormField("to", Sentence("Who gets it")), TLP, REVEAL),
            _pack,
        ),
        _order(
            "referral",
            Sentence("Referral: a letter to a platform"),
            _referral_fields(),
            _referral,
        ),
        _order(
            "signature",
            Sentence("Signature of a group: what marks it, without personal data"),
            (CAMPAIGN, FormField("name", Sentence("Name")), FormField("note", Sentence("Note"))),
            _signature,
        ),
    )


def _referral_fields() -> tuple[FormField, ...]:
    """A platform finds accounts by their original ids alone: whoever writes to it ticks that."""
    return (
        CAMPAIGN,
        FormField(
            "platform",
            Sentence("Platform"),
            Sentence("As the case calls it: youtube, x, facebook, ..."),
            required=True,
        ),
        replace(BY, label=Sentence("Who writes: name and office"), hint=None),
        FormField(
            "contact",
            Sentence("Where errors are reported"),
            Sentence("Where the platform and holders of accounts report errors and appeal."),
            required=True,
        ),
        FormField(
            "to",
            Sentence("Who receives it"),
            Sentence("The platform where this is empty."),
        ),
        FormField(
            "trusted_flagger",
            Sentence("Trusted flagger"),
            Sentence(
                "By whom and when the writer was made a trusted flagger (Digital Services Act, "
                "Article 22)."
            ),
        ),
        LANG,
        shapes("html", "docx"),
        replace(
            REVEAL,
            label=Sentence("Write original ids of accounts and posts"),
            hint=Sentence(
                "Needed: a platform finds accounts by their original ids, which this writes."
            ),
            required=True,
        ),
    )


def _order(
    id: str,
    title: Sentence,
    fields: tuple[FormField, ...],
    work: Callable[[Case, Path, Progress, Posted], Made],
) -> PageOrder:
    def order(posted: Posted) -> Ordered:
        return Ordered(title, lambda case, folder, heard: work(case, folder, heard, posted))

    return PageOrder(PageForm(id, title, _WRITE, fields), order)


def _lang(posted: Posted) -> str:
    return "fr" if (posted.value("lang") or posted.session.lang) == "fr" else "en"


def _report(case: Case, folder: Path, progress: Progress, posted: Posted) -> Made:
    shown = bool(posted.value("show_media"))
    written = case.report(folder / "report.html", _lang(posted), progress, show_media=shown)
    return Made(file=written)


def _brief(case: Case, folder: Path, progress: Progress, posted: Posted) -> Made:
    path = folder / f"brief.{shape_of(posted)}"
    return Made(file=case.brief(path, words_or_none(posted, "campaign"), _lang(posted), progress))


def _target_brief(case: Case, folder: Path, progress: Progress, posted: Posted) -> Made:
    written = case.brief_for(
        folder / f"target-brief.{shape_of(posted)}",
        posted.value("venue"),
        words_or_none(posted, "campaign"),
        _lang(posted),
        progress,
        country=words_or_none(posted, "country"),
    )
    return Made(file=written)


def _statement(case: Case, folder: Path, progress: Progress, posted: Posted) -> Made:
    written = case.statement(
        folder / f"statement.{shape_of(posted)}",
        posted.value("campaign"),
        by=words_or_none(posted, "signer"),
        progress=progress,
    )
    return Made(file=written)


def _pack(case: Case, folder: Path, progress: Progress, posted: Posted) -> Made:
    reveal = bool(posted.value("reveal"))
    made = case.pack(
        posted.value("campaign"),
        folder / "evidence-pack.zip",
        reveal=reveal,
        to=words_or_none(posted, "to"),
        tlp=posted.value("tlp"),
        progress=progress,
    )
    said = (
        Sentence.counted("{n} account", "{n} accounts", made.accounts),
        Sentence.counted("{n} post", "{n} posts", made.posts),
        Sentence("SHA-256 of its list of checksums: {digest}", digest=made.sha256),
        *made.warnings,
    )
    return Made((*said, ORIGINAL_IDS) if reveal else said, made.path)


def _referral(case: Case, folder: Path, progress: Progress, posted: Posted) -> Made:
    made = case.refer(
        folder / f"referral.{shape_of(posted)}",
        posted.value("campaign"),
        posted.value("platform"),
        by=posted.value("by"),
        contact=posted.value("contact"),
        to=words_or_none(posted, "to"),
        trusted_flagger=words_or_none(posted, "trusted_flagger"),
        reveal=bool(posted.value("reveal")),
        lang=_lang(posted),
        progress=progress,
    )
    said = Sentence(
        "A letter to {receiver}: {accounts}, {posts}.",
        receiver=made.receiver,
        accounts=Sentence.counted("{n} account", "{n} accounts", made.accounts),
        posts=Sentence.counted("{n} post", "{n} posts", made.posts),
    )
    return Made((said, *made.notes, ORIGINAL_IDS), made.path)


def _signature(case: Case, folder: Path, progress: Progress, posted: Posted) -> Made:
    path = folder / "signature.json"
    made = case.signature(
        posted.value("campaign"),
        path=path,
        name=words_or_none(posted, "name"),
        note=posted.value("note"),
        progress=progress,
    )
    said = Sentence.counted("{n} account", "{n} accounts", made.accounts)
    return Made((said,), path)
