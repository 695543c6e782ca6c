"""The report: one HTML file that needs nothing else, in English or French."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from demasque.accounts import INNOCENT_RUSHES
from demasque.assessment import Rung
from demasque.campaigns import Timetable
from demasque.case import CaseStore
from demasque.findings import (
    CAMPAIGNS_IN_FULL,
    PAIRS_SHOWN,
    POST_PAIRS,
    TIES,
    Meaning,
    read_findings,
)
from demasque.progress import Progress, quiet
from demasque.publish.brief_content import brief_content
from demasque.publish.dossier.claims_shown import carried_claims
from demasque.publish.drawing.wave_pictures import shown_waves
from demasque.publish.replacing import new_file, refuse_folder
from demasque.publish.report_content import (
    campaign_pages,
    media_sheet,
    returned_posts,
    reused_posts,
)
from demasque.publish.templating import environment
from demasque.wording import catalogue

MEMBERS_LISTED: Final = 100
"""Accounts, and likewise venues, listed per campaign."""

_LIMITS: Final = {
    "campaigns": CAMPAIGNS_IN_FULL,
    "members": MEMBERS_LISTED,
    "ties": TIES,
    "post_pairs": POST_PAIRS,
    "operation_pairs": PAIRS_SHOWN,
    # On paper: evidence is sampled, and the file holds the rest.
    "printed_in_full": 2,  # groups
    "printed_narratives": 2,
    "printed_ties": 1,
    "printed_waves": 1,
}


def write_report(
    store: CaseStore,
    path: str | os.PathLike[str],
    lang: str = "en",
    progress: Progress = quiet,
    meaning: Meaning | None = None,
    timetable: Timetable | None = None,
    lexicon: Sequence[str] | None = None,
    show_media: bool = False,
) -> Path:
    """Write the report of a case as one self-contained HTML file.

    Args:
        store: an open case; one without findings gets a report that says so.
        path: the file to write; an older one is replaced once the new one is complete.
        lang: "en" or "fr".
        progress: told the campaigns done.
        meaning: a model by which leads between messages are looked for; none without it.
        timetable: windows of the week that are tested on each campaign, and calendars.
        lexicon: words of the analyst's, counted in posts per target.
        show_media: whether small pictures are shown unblurred. Those of protected people never are.

    Returns:
        The path written. The same case gives the same bytes.

    Raises:
        UsageError: no wording in this language, or the path cannot be written.
    """
    words = catalogue(lang)
    target = Path(path)
    refuse_folder(target)
    found = read_findings(
        store,
        progress,
        meaning,
        timetable=timetable,
        lexicon=lexicon,
        show_media=show_media,
    )
    progress("report page", 0, None)
    template = environment(words).get_template("report.html")
    text = template.render(
        report=found,
        brief=brief_content(found),
        pages=campaign_pages(found),
        reuse_posts=reused_posts(found.reuse),
        returned=returned_posts(found.dossier.outcomes),
        waves=shown_waves(found.waves),
        media=media_sheet(found),
        claims_carried=carried_claims(found.dossier.claims),
        rungs=list(Rung),
        rushes_innocent=INNOCENT_RUSHES,
        limits=_LIMITS,
    )
    with new_file(target) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
    progress("report page", 1, 1)
    return target
