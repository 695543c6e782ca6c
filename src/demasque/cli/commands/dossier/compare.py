"""``demasque compare``: how alike a campaign is to another, and how rare that is."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.comparison_lines import show_comparison
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import UsageError

EXAMPLES: Final = (
    "demasque compare protest C1 --with protest-2023:C2",
    "demasque compare protest C1 --with c1-2023.json -o links.csv",
    "demasque compare protest C1 --library",
    "demasque compare protest C1 --library --folder team/library",
)

Campaign = Annotated[
    str,
    typer.Argument(
        metavar="CAMPAIGN",
        help=text("A campaign, such as C1, or O1 for all of an operation."),
        show_default=False,
    ),
]
Other = Annotated[
    str | None,
    typer.Option(
        "--with",
        metavar="CASE:CAMPAIGN|FILE",
        help=text("Another case and its campaign (protest-2023:C2), or the file of a signature."),
        show_default=False,
    ),
]
Known = Annotated[
    bool,
    typer.Option("--library", help=text("Compare with every signature of a library.")),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="FOLDER",
        help=text("Folder of the library; without it, your own."),
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help=text("Write the table as .csv, or everything as .json."),
        show_default=False,
    ),
]
Draws = Annotated[
    int,
    typer.Option("--draws", min=199, max=9_999, help=text("Random groups of each case.")),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help=text("Draws the random groups."))]


def command(
    case: CasePath,
    campaign: Campaign,
    other: Other = None,
    library: Known = False,
    folder: Folder = None,
    output: Output = None,
    draws: Draws = 999,
    seed: Seed = 0,
    lang: Lang = Language.EN,
) -> None:
    """Compare, and show what was found."""
    screen = Screen(lang.value)
    library = library or folder is not None
    if library == (other is not None):
        raise UsageError("Give --with CASE:CAMPAIGN, --with FILE or --library: one of them.")
    if library and output is not None:
        raise UsageError("-o writes one comparison: name one file with --with.")
    if output is not None and output.suffix.lower() not in (".csv", ".json"):
        raise UsageError("{path}: a comparison is written as .csv or .json.", path=output)
    from demasque.api import open_case
    from demasque.dossier import Library, write_comparison

    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        if not opened.detected:
            screen.warn_undetected(case)
        if other is None:
            found = opened.compare_library(
                campaign, folder, draws=draws, seed=seed, progress=progress
            )
        else:
            one = opened.compare(campaign, _side(other), draws=draws, seed=seed, progress=progress)
            found = (one,)
    if other is None and (own := len(Library.open(folder).signatures()) - len(found)):
        screen.note(
            screen.words.plural(
                "{n} signature of the library seems to be of the same accounts and was left out.",
                "{n} signatures of the library seem to be of the same accounts and were left out.",
                own,
            )
        )
    for each in found:
        show_comparison(screen, each)
    if output is not None:
        write_comparison(found[0], output, lang.value)


def _side(given: str) -> str | tuple[str, str]:
    """A path, or a case and its campaign: a path that is there is one, colon or not."""
    where, colon, campaign = given.rpartition(":")
    if Path(given).exists() or not colon or not where:
        return given
    return where, campaign
