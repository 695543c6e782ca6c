"""Work that finds something out: comparisons, known indicators, whether the case is unchanged."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from demasque.api import Case
from demasque.progress import Progress
from demasque.sentences import Sentence
from demasque.web.acting.act import Posted
from demasque.web.acting.page_forms import FormField, PageForm
from demasque.web.jobs.order_forms import CAMPAIGN, PageOrder
from demasque.web.jobs.page_job import Made, Ordered

_COMPARE: Final = PageForm(
    "compare",
    Sentence("Compare a group with another of this case"),
    Sentence("Compare them"),
    (
        CAMPAIGN,
        FormField("other", Sentence("The other group"), Sentence("Its name, such as C2.")),
    ),
    (Sentence("With the other field empty, it is compared with every signature of your library."),),
)
_MATCH: Final = PageForm(
    "match",
    Sentence("Look for known indicators: what your library holds, in the posts"),
    Sentence("Look for them"),
    (),
)
_VERIFY: Final = PageForm(
    "verify",
    Sentence("Check that the evidence and the custody log are as they were written"),
    Sentence("Check them"),
    (),
)


def _compare(posted: Posted) -> Ordered:
    campaign, other = posted.value("campaign"), posted.value("other")

    def work(case: Case, folder: Path, progress: Progress) -> Made:
        found = (
            (case.compare(campaign, (case, other), progress=progress),)
            if other
            else case.compare_library(campaign, progress=progress)
        )
        said = [sentence for each in found for sentence in (each.told(), *each.unknown)]
        return Made(tuple(said), onward=f"/campaigns/{quote(campaign)}")

    return Ordered(_COMPARE.title, work)


def _match(posted: Posted) -> Ordered:
    def work(case: Case, folder: Path, progress: Progress) -> Made:
        found = case.library_matches(progress=progress)
        said = [
            Sentence.counted(
                "{n} indicator of the library was compared with the posts.",
                "{n} indicators of the library were compared with the posts.",
                found.indicators - found.not_compared,
            ),
            Sentence.counted(
                "{n} of them stands in posts.", "{n} of them stand in posts.", len(found.known)
            ),
        ]
        return Made(tuple(said))

    return Ordered(_MATCH.title, work)


def _verify(posted: Posted) -> Ordered:
    def work(case: Case, folder: Path, progress: Progress) -> Made:
        problems = case.verify()
        if problems:
            return Made(tuple(Sentence(each) for each in problems))
        lines, head = case.custody_head()
        return Made(
            (
                Sentence("The evidence and the custody log are as they were written."),
                Sentence(
                    "The log has {lines} lines and ends on {hash}. Written down elsewhere, this "
                    "proves later that nothing was taken off its end.",
                    lines=lines,
                    hash=head,
                ),
            )
        )

    return Ordered(_VERIFY.title, work)


LOOKING: Final = (
    PageOrder(_COMPARE, _compare),
    PageOrder(_MATCH, _match),
    PageOrder(_VERIFY, _verify),
)
"""Work that makes no file."""
