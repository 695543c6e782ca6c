"""``demasque export``: write the case in another format."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

EXAMPLES: Final = (
    "demasque export protest --format csv -o tables",
    "demasque export protest --format gexf -o network.gexf",
    "demasque export protest --format parquet -o tables --reveal",
    "demasque export protest --format stix --campaign C1 -o c1.json",
)

Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="NAME",
        help="csv, parquet, gexf, graphml, stix, misp, navigator, open",
        show_default=False,
    ),
]
Output = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help=text("Folder or file to write."),
        show_default=False,
    ),
]
Reveal = Annotated[
    bool,
    typer.Option(
        "--reveal",
        help=text("Add original ids of accounts and posts; the custody log keeps that you did."),
    ),
]

Campaigns = Annotated[
    list[str] | None,
    typer.Option(
        "--campaign",
        metavar="CAMPAIGN",
        help=text("Only this campaign; may be given several times (stix, misp, navigator, open)."),
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="OFFICE", help=text("The body that publishes it (stix, misp, open).")
    ),
]
Label = Annotated[
    str | None,
    typer.Option(
        "--tlp",
        metavar="LABEL",
        help=text("Whom it may reach, by TLP 2.0: clear, green, amber, amber+strict, red."),
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help=text("Objects of one receiver's own besides: opencti (stix)."),
    ),
]
WithDisarm = Annotated[
    bool,
    typer.Option(
        "--with-disarm",
        help=text("Write techniques of DISARM whole, not by their ids alone (stix)."),
    ),
]
Dynamic = Annotated[
    bool,
    typer.Option(
        "--dynamic", help=text("Write when each account and tie was there (gexf): keep it small.")
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="KIND", help=text("Only ties of one kind of trace (gexf, graphml).")
    ),
]
Edges = Annotated[
    int | None,
    typer.Option(
        "--edges",
        metavar="NUMBER",
        min=1,
        help=text("At most so many ties, those that hold the network up (gexf, graphml)."),
    ),
]


def command(
    case: CasePath,
    format: Format,
    output: Output,
    reveal: Reveal = False,
    campaign: Campaigns = None,
    by: By = None,
    tlp: Label = None,
    profile: Profile = None,
    with_disarm: WithDisarm = False,
    dynamic: Dynamic = False,
    kind: Kind = None,
    edges: Edges = None,
    lang: Lang = Language.EN,
) -> None:
    """Export in one format."""
    from demasque.api import ExportOptions, open_case
    from demasque.publish import EXPORTERS

    exporter = EXPORTERS.get(format)
    worded = exporter is not None and "lang" in exporter.heeds and lang is not Language.EN
    options = ExportOptions(
        campaigns=tuple(campaign or ()),
        by=by,
        tlp=tlp,
        profile=profile,
        with_disarm=with_disarm,
        dynamic=dynamic,
        kind=kind,
        edges=edges,
        # Other formats have both languages, or no words: there --lang is for the screen alone.
        lang=lang.value if worded else None,
    )

    screen = Screen(lang.value)
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        written = opened.export(format, output, reveal=reveal, options=options, progress=progress)
    words = screen.words
    screen.say(words.text("The export is {path}", path=str(written)))
    if reveal:
        screen.warn(
            words.text(
                "It names accounts as the platforms do. Give it only to people who need that."
            )
        )
