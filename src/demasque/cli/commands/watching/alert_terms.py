"""What is told, and to whom: options of a watch."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.terms import text

DIGEST_AFTER: Final = 5


class Strengths(StrEnum):
    """What a campaign must come to before it is told, least first."""

    ANY = "any"
    COORDINATION = "coordination"
    INDICATORS = "indicators"


Strength = Annotated[
    Strengths,
    typer.Option("--strength", help=text("What a campaign must come to before it is told.")),
]
USUAL_ALARMS: Final = 1.0
FalseAlarms = Annotated[
    float,
    typer.Option(
        "--false-alarms",
        metavar="NUMBER",
        help=text(
            "Alarms of rates a month that chance may give, over all that is watched in the case."
        ),
    ),
]
RulesFile = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="FILE",
        help=text(
            "TOML file of rules: words, hashtags, sites, media, languages, venues, campaigns to be "
            "told of. A rule that names an account is refused."
        ),
        show_default=False,
    ),
]
LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="FOLDER",
        help=text("Library of known indicators and signatures to compare posts with."),
        show_default=False,
    ),
]
AlertFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--alerts",
        metavar="FILE",
        help=text("Put every alert as a line of JSON at the end of a file."),
        show_default=False,
    ),
]
AtomFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--atom",
        metavar="FILE",
        help=text("Keep the last 200 alerts in a file, as an Atom feed."),
        show_default=False,
    ),
]
Webhooks = Annotated[
    list[str] | None,
    typer.Option(
        "--webhook",
        metavar="URL",
        help=text("Post alerts to a web server, signed. Needs pip install 'demasque[watch]'."),
        show_default=False,
    ),
]
WebhookSecret = Annotated[
    Path | None,
    typer.Option(
        "--webhook-secret",
        metavar="FILE",
        help=text("File of the secret that signs; or set DEMASQUE_WEBHOOK_SECRET."),
        show_default=False,
    ),
]
MailTo = Annotated[
    list[str] | None,
    typer.Option(
        "--mail-to",
        metavar="ADDRESS",
        help=text("Mail alerts to an address, through the server of --smtp."),
        show_default=False,
    ),
]
SmtpFile = Annotated[
    Path | None,
    typer.Option(
        "--smtp",
        metavar="FILE",
        help=text("TOML file of the mail server; or set DEMASQUE_SMTP_HOST and the like."),
        show_default=False,
    ),
]
Desktop = Annotated[
    bool,
    typer.Option(
        "--desktop",
        help=text("Show alerts on this desktop. Needs pip install 'demasque[watch]'."),
    ),
]
DigestAfter = Annotated[
    int,
    typer.Option(
        "--digest-after",
        min=1,
        help=text("More alerts than so many at once go together in one message."),
    ),
]
