"""A letter as a word-processor file (DOCX), by python-docx, the extra ``letters``."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from demasque.errors import DemasqueError
from demasque.publish.referral.letters.letter_content import LetterContent
from demasque.publish.referral.letters.letter_rows import ListedAccount
from demasque.publish.referral.letters.letter_section import LetterSection
from demasque.sentences import Sentence
from demasque.wording import Wording

_LOCALES: Final = {"en": "en-CA", "fr": "fr-CA"}
_LABEL_WIDTH: Final = 4.5  # centimetres
_COLUMN_WIDTHS: Final = (4.2, 3.8, 7.4)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest day that a zip can hold


def can_make_documents() -> bool:
    """Whether python-docx is installed."""
    try:
        import docx  # noqa: F401
    except ImportError:
        return False
    return True


def letter_document(
    content: LetterContent,
    accounts: Sequence[ListedAccount],
    listing: Sequence[Sentence],
    words: Wording,
) -> bytes:
    """The letter in one language; the same content gives the same bytes.

    Raises:
        DemasqueError: python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.shared import Cm
    except ImportError as error:
        raise DemasqueError(
            "A .docx letter needs python-docx: pip install 'demasque[letters]'. A .html letter "
            "needs nothing."
        ) from error
    made = Document()
    _set_up(made, content, words)
    made.add_heading(words.say(content.title), level=0)
    for label, value in content.head:
        line = made.add_paragraph()
        line.paragraph_format.space_after = 0
        line.paragraph_format.tab_stops.add_tab_stop(Cm(_LABEL_WIDTH))
        line.add_run(words.say(label)).bold = True
        line.add_run(_plain(f"\t{words.say(value)}"))
    for section in content.sections:
        _section(made, section, words)
    made.add_paragraph()
    made.add_paragraph(words.text("Date, name and signature:") + " " + "_" * 40)
    _section(made, LetterSection(Sentence("Accounts and posts"), tuple(listing)), words)
    _table(made, accounts, words)
    return _same_bytes(made)


def _set_up(made: Any, content: LetterContent, words: Wording) -> None:
    """Language, and the properties that would otherwise tell of this machine and this minute."""
    from docx.oxml.ns import qn

    language = made.styles["Normal"].element.get_or_add_rPr()
    spoken = language.makeelement(qn("w:lang"), {qn("w:val"): _LOCALES[words.language]})
    language.append(spoken)
    about = made.core_properties
    about.author = about.last_modified_by = "Démasque"
    about.comments = ""
    about.title = words.say(content.title)
    about.language = _LOCALES[words.language]
    about.revision = 1
    about.created = about.modified = (content.found_at or datetime(1980, 1, 1, tzinfo=UTC)).replace(
        tzinfo=None, microsecond=0
    )


def _section(made: Any, section: LetterSection, words: Wording) -> None:
    made.add_heading(words.say(section.heading), level=1)
    for paragraph in section.paragraphs:
        made.add_paragraph(_plain(words.say(paragraph)))
    for point in section.points:
        made.add_paragraph(_plain(words.say(point)), style="List Bullet")


def _table(made: Any, accounts: Sequence[ListedAccount], words: Wording) -> None:
    from docx.shared import Cm

    headings = (words.text("Account"), words.text("Reason"), words.text("Posts"))
    table = made.add_table(rows=1 + len(accounts), cols=len(headings), style="Table Grid")
    table.autofit = False
    # LibreOffice goes by the grid, Word by the cells.
    for column, width in zip(table.columns, _COLUMN_WIDTHS, strict=True):
        column._gridCol.w = Cm(width)
    # Cells of a table are searched anew at each access: taken once, they are quick.
    cells = [row.cells for row in table.rows]
    for row in cells:
        for cell, width in zip(row, _COLUMN_WIDTHS, strict=True):
            cell.width = Cm(width)
    for cell, heading in zip(cells[0], headings, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    for account, (first, second, third) in zip(accounts, cells[1:], strict=True):
        first.text = _plain("\n".join(filter(None, (account.id, account.link))))
        second.text = _plain(words.say(account.why))
        lines = _posts(account, words)
        third.text = _plain(lines[0])
        for line in lines[1:]:
            third.add_paragraph(_plain(line))


def _posts(account: ListedAccount, words: Wording) -> list[str]:
    lines = []
    for each in account.named:
        moment = words.time(each.post.posted_at)
        lines += [f"{each.link or each.id} · {moment} · {words.say(each.why)}"]
    more = len(account.posts) - len(account.named)
    if more:
        lines.append(words.plural("and {n} more post", "and {n} more posts", more))
    return lines


def _plain(line: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(each for each in line if each in "\n\t" or each >= " ").replace("\ufffe", "")


def _same_bytes(made: Any) -> bytes:
    """The file, its parts packed anew in one order with one date."""
    first, packed = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as parts, zipfile.ZipFile(packed, "w") as anew:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            anew.writestr(entry, parts.read(name))
    return packed.getvalue()
