"""``demasque serve``: look at a case in a browser on this machine."""

from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import DemasqueError

NAME: Final = "serve"
HELP: Final = text(
    "Look at a case in a browser: explore, decide, print.\n\n"
    "Prints one line with the address, which lets one browser in. Only this machine is answered, "
    "nothing is asked of any other, and Ctrl-C ends it. Needs pip install 'demasque[web]'."
)
EXAMPLES: Final = ("demasque serve protest", "demasque serve protest --port 9000 --read-only")

Port = Annotated[
    int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help=text("Port to answer on."))
]
ReadOnly = Annotated[
    bool, typer.Option("--read-only", help=text("Let nobody change anything from the page."))
]


def command(
    case: CasePath,
    port: Port = 8765,
    read_only: ReadOnly = False,
    lang: Lang = Language.EN,
) -> None:
    """Serve until Ctrl-C."""
    try:
        from demasque.web import ServeOptions, serve
    except ModuleNotFoundError as missing:
        if missing.name not in {"starlette", "uvicorn", "python_multipart", "multipart"}:
            raise
        raise DemasqueError(
            "Looking at a case in a browser takes what is not installed: pip install "
            "'demasque[web]'"
        ) from None
    screen = Screen(lang.value)
    options = ServeOptions(port, lang.value, read_only)
    with screen.progress() as progress:
        serve(case, options, screen.say, progress)
