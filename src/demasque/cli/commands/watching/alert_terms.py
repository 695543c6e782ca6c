"""Whom alerts go to: options of a watch."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.terms import text

DIGEST_AFTER: Final = 5

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
