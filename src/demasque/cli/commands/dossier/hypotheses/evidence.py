"""``demasque hypotheses evidence``: evidence that people bring."""

from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.hypotheses.weighing_terms import By, CampaignName, Says
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "evidence"
HELP: Final = text(
    "Add a row of evidence to the matrix of a campaign, with its source. How reliable the source "
    "is and how credible what it says are two answers (Admiralty code); they are never combined."
)
EXAMPLES: Final = (
    'demasque hypotheses evidence protest C1 --what "The accounts answer one employer" '
    "--source https://example.org/report --reliability B --credibility 2 "
    '--says fans=inconsistent,staff=consistent --by "A. Example, an office"',
)

What = Annotated[
    str, typer.Option("--what", help=text("The evidence, in one sentence."), show_default=False)
]
Source = Annotated[
    str,
    typer.Option(
        "--source", help=text("Where it is from: an address or a document."), show_default=False
    ),
]
ReliabilityGrade = Annotated[
    str,
    typer.Option(
        "--reliability",
        metavar="A-F",
        help=text(
            "Of the source: A completely, B usually, C fairly, D not usually, E not reliable, F "
            "cannot be judged."
        ),
        show_default=False,
    ),
]
CredibilityGrade = Annotated[
    str,
    typer.Option(
        "--credibility",
        metavar="1-6",
        help=text(
            "Of the information: 1 confirmed by others, 2 probably true, 3 possibly true, 4 "
            "doubtful, 5 improbable, 6 cannot be judged."
        ),
        show_default=False,
    ),
]
Cause = Annotated[
    str | None,
    typer.Option(
        "--cause",
        metavar="CAUSE",
        help=text("Rows of one cause count once: the cause of a row that this one says again."),
    ),
]


def command(
    case: CasePath,
    campaign: CampaignName,
    what: What,
    source: Source,
    reliability: ReliabilityGrade,
    credibility: CredibilityGrade,
    says: Says,
    by: By,
    cause: Cause = None,
    lang: Lang = Language.EN,
) -> None:
    """Add a row of evidence."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        added = opened.add_evidence(
            campaign,
            what,
            source=source,
            reliability=reliability,
            credibility=credibility,
            by=by,
            says=says,
            cause=cause,
        )
    screen.say(screen.words.text("The evidence is in the matrix as row {entry}.", entry=added))
