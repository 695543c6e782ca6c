"""The brief: the first page of the report alone, as HTML or PDF."""

import os
import re
from pathlib import Path
from typing import Final

from demasque.campaigns import Timetable
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.findings import CaseFindings, read_findings
from demasque.progress import Progress, quiet
from demasque.publish.brief_content import brief_content
from demasque.publish.paper import fitted_pdf
from demasque.publish.replacing import new_file, refuse_folder
from demasque.publish.templating import environment
from demasque.wording import catalogue

_ENDINGS: Final = (".html", ".htm", ".pdf")
_OPERATION: Final = re.compile(r"O\d+")


def write_brief(
    store: CaseStore,
    path: str | os.PathLike[str],
    campaign: str | None = None,
    lang: str = "en",
    progress: Progress = quiet,
    timetable: Timetable | None = None,
    show_media: bool = False,
) -> Path:
    """Write one page on a case, or on one of its campaigns, for readers who are no specialists.

    Args:
        store: an open case; one without findings gets a page that says so.
        path: the file to write, which ends in .html or .pdf; an older one is replaced once the new
            one is complete.
        campaign: a name such as "C1", or "O1" for an operation; None for the whole case.
        lang: "en" or "fr".
        progress: told the campaigns done.
        timetable: windows of the week that are tested on each campaign.
        show_media: whether small pictures are shown unblurred. Those of protected people never are.

    Returns:
        The path written. The same case gives the same bytes, a PDF with the same fonts.

    Raises:
        UsageError: no wording in this language, no such campaign or operation, the path cannot
            be written, or a PDF is asked for and what makes one is not installed.
    """
    words = catalogue(lang)
    target = Path(path)
    refuse_folder(target)
    if target.suffix.lower() not in _ENDINGS:
        raise UsageError(
            "{path} is neither .html nor .pdf: name a file that ends in one of them.", path=target
        )
    found = _findings(store, campaign, progress, timetable, show_media)
    content = brief_content(found, campaign)
    html = (
        environment(words)
        .get_template("brief.html")
        .render(brief=content, original_ids_beside=False)
    )
    made = fitted_pdf(html) if target.suffix.lower() == ".pdf" else html.encode()
    with new_file(target) as draft:
        draft.write_bytes(made)
    return target


def _findings(
    store: CaseStore,
    name: str | None,
    progress: Progress,
    timetable: Timetable | None,
    show_media: bool,
) -> CaseFindings:
    """Read what the page is about; a campaign alone is measured alone."""
    if name is None or not _OPERATION.fullmatch(name):
        alone = None if name is None else [name]
        return read_findings(
            store, progress, campaigns=alone, timetable=timetable, show_media=show_media
        )
    found = read_findings(store, progress, timetable=timetable, show_media=show_media)
    if name not in {each.operation for each in found.operations.several}:
        raise UsageError(
            "There is no operation {operation} of several campaigns in this case.",
            operation=repr(name),
        )
    return found
