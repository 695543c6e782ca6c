"""The statement for the public in English and French, as HTML, PDF or plain text."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from demasque.case import CaseStore
from demasque.dossier import keep_handover
from demasque.errors import UsageError
from demasque.findings import handed_campaigns, read_findings, refuse_unsourced
from demasque.progress import Progress, quiet
from demasque.publish.paper import fitted_pdf
from demasque.publish.replacing import new_file, refuse_folder
from demasque.publish.statement.statement_content import public_statement
from demasque.publish.statement.statement_values import PublicStatement
from demasque.publish.templating import environment
from demasque.sentences import Sentence
from demasque.wording import LANGUAGES, Wording, catalogue

_ENDINGS: Final = (".html", ".htm", ".pdf", ".txt")
_SIZES: Final = (8.8,)
"""Points of the text: a statement takes the pages that it takes."""

_FINDING: Final = Sentence("Finding")
_HOW: Final = Sentence("How to get it")
_PYTHON: Final = Sentence(
    "How to get it is Python: case is demasque.open_case(...), and profile, assessment = "
    "case.campaign(...)."
)

Worded = tuple[Wording, PublicStatement]


def write_statement(
    store: CaseStore,
    path: str | os.PathLike[str],
    campaign: str,
    by: str | None = None,
    progress: Progress = quiet,
) -> Path:
    """Draft a statement for the public on one campaign, in English and French in one file.

    Args:
        store: an open case.
        path: the file to write, which ends in .html, .pdf or .txt; an older one is replaced once
            the new one is complete.
        campaign: a name such as "C1".
        by: who signs it for publication, with the office; None for a draft, which is marked as one.
        progress: told the campaigns read.

    Returns:
        The path written. The same case gives the same bytes, a PDF with the same fonts. A signed
        one leaves a line in the custody log.

    Raises:
        UsageError: no such campaign, a judgement without the source that it needs, the path cannot
            be written, or a PDF is asked for and what makes one is not installed.
    """
    target = Path(path)
    refuse_folder(target)
    ending = target.suffix.lower()
    if ending not in _ENDINGS:
        raise UsageError(
            "{path} is neither .html nor .pdf nor .txt: name a file that ends in one of them.",
            path=target,
        )
    signed = " ".join(by.split()) if by is not None else None
    if signed == "":
        raise UsageError("Say who signs the statement: a name, and the office.")
    found = read_findings(store, progress, campaigns=[campaign])
    (handed,) = handed_campaigns(found)
    refuse_unsourced([handed])
    stated = [(catalogue(lang), public_statement(store, found, handed, lang)) for lang in LANGUAGES]
    content = _text(stated, signed) if ending == ".txt" else _html(stated, signed)
    made = fitted_pdf(content, sizes=_SIZES) if ending == ".pdf" else content.encode()
    with new_file(target) as draft:
        draft.write_bytes(made)
        if signed is not None:
            keep_handover(store, "statement", "the public", made, campaign=campaign)
    return target


def _html(stated: list[Worded], signed: str | None) -> str:
    template = environment(stated[0][0]).get_template("statement.html")
    return template.render(stated=stated, signed=signed, finding=_FINDING, how=_HOW, python=_PYTHON)


def _text(stated: list[Worded], signed: str | None) -> str:
    lines: list[str] = []
    for words, statement in stated:
        lines += _one_language(words, statement, signed)
    words, statement = stated[0]
    lines += [" / ".join(each.text("Annex: what each sentence rests on") for each, _ in stated)]
    lines += [*(each.say(_PYTHON) for each, _ in stated), ""]
    for n, source in enumerate(statement.annex, 1):
        titled = (
            each.text("{title}: {value}", title=one.annex[n - 1].title, value=one.annex[n - 1].said)
            for each, one in stated
        )
        lines += [f"[{n}] {' / '.join(titled)}", f"    {source.how}"]
    return "\n".join(lines) + "\n"


def _one_language(words: Wording, statement: PublicStatement, signed: str | None) -> Iterator[str]:
    if signed is None:
        yield words.text("DRAFT: nobody has signed this statement.")
        if statement.to_check is not None:
            yield words.say(statement.to_check)
    for said in (statement.doubt, statement.advised_against):
        if said is not None:
            yield words.say(said)
    yield ""
    yield words.say(statement.title).upper()
    yield ""
    for part in statement.parts:
        yield words.say(part.heading)
        for each in part.sentences:
            numbers = "".join(f"[{n}]" for n in statement.numbers(each))
            yield f"- {words.say(each.words)} {numbers}"
        yield ""
    yield words.text("Signed for publication: {name}", name=signed or "_" * 40)
    yield words.text("Date: {line}", line="_" * 20)
    yield ""
