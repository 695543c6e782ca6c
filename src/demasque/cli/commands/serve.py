"""``demasque serve``: look at a case in a browser on this machine."""

import os
import sys
import threading
from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import DemasqueError, UsageError

EXAMPLES: Final = ("demasque serve protest", "demasque serve protest --port 9000 --read-only")
PASSWORD: Final = "DEMASQUE_PASSWORD"

Port = Annotated[
    int,
    typer.Option(
        "--port",
        metavar="NUMBER",
        min=0,
        max=65535,
        help=text("Port to answer on; 0 is any that is free."),
    ),
]
ReadOnly = Annotated[
    bool, typer.Option("--read-only", help=text("Let nobody change anything from the page."))
]
PublicAddress = Annotated[
    str | None,
    typer.Option(
        "--public-address",
        metavar="ADDRESS",
        help=text(
            "Answer others at this name or address of this machine too: whoever reaches it and "
            "knows the password reads the case."
        ),
        show_default=False,
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help=text(
            "File whose first line is the password, of 12 characters or more; or set "
            "DEMASQUE_PASSWORD."
        ),
        show_default=False,
    ),
]
BehindHttps = Annotated[
    bool,
    typer.Option(
        "--behind-https",
        help=text(
            "A proxy on this machine speaks HTTPS at the public address and hands requests on to "
            "127.0.0.1."
        ),
    ),
]


def command(
    case: CasePath,
    port: Port = 8765,
    read_only: ReadOnly = False,
    public_address: PublicAddress = None,
    password_file: PasswordFile = None,
    behind_https: BehindHttps = False,
    lang: Lang = Language.EN,
) -> None:
    """Serve until Ctrl-C."""
    try:
        from demasque.web import ServeOptions, password_in, serve
    except ModuleNotFoundError as missing:
        if missing.name not in {"starlette", "uvicorn", "python_multipart", "multipart"}:
            raise
        raise DemasqueError(
            "Looking at a case in a browser takes what is not installed: pip install "
            "'demasque[web]'"
        ) from None
    if password_file is not None and public_address is None:
        raise UsageError("--password-file goes with --public-address.")
    word = os.environ.get(PASSWORD) if password_file is None else password_in(password_file)
    screen = Screen(lang.value)
    options = ServeOptions(port, lang.value, read_only, public_address, word, behind_https)
    with screen.progress() as progress:
        try:
            serve(case, options, screen.say, progress, screen.note)
        except KeyboardInterrupt:
            _end_now(130)
            raise
    _end_now(0)


def _end_now(code: int) -> None:
    """End the program although a thread reads still.

    What it reads has been taken away, and nobody waits for what it finds. The interpreter would end
    under it, which the libraries that it is in do not survive: the process would abort.
    """
    if threading.active_count() > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
