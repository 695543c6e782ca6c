"""``demasque refer``: a letter to a platform."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

EXAMPLES: Final = (
    'demasque refer protest C1 --platform youtube -o letter --reveal --by "A. Example, Example '
    'Office" --contact errors@example.org',
    "demasque refer protest C1 --platform x -o letter.docx --reveal --by ... --contact ... "
    '--trusted-flagger "awarded by the Example Coordinator on 4 March 2026" --lang fr',
)

Campaign = Annotated[
    str,
    typer.Argument(
        metavar="CAMPAIGN", help=text("Name of a campaign, such as C1."), show_default=False
    ),
]
Platform = Annotated[
    str,
    typer.Option(
        "--platform",
        metavar="NAME",
        help=text("The platform, as the case calls it: youtube, x, facebook, ..."),
        show_default=False,
    ),
]
Letter = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help=text(
            "A .html file, a .docx file (pip install 'demasque[letters]'), or a folder for both "
            "and the whole list as CSV."
        ),
        show_default=False,
    ),
]
By = Annotated[
    str,
    typer.Option("--by", metavar="NAME, OFFICE", help=text("Who writes."), show_default=False),
]
Contact = Annotated[
    str,
    typer.Option(
        "--contact",
        metavar="ADDRESS",
        help=text("Where the platform and holders of accounts report errors and appeal."),
        show_default=False,
    ),
]
Receiver = Annotated[
    str | None,
    typer.Option("--to", metavar="NAME", help=text("Who receives it; the platform unless given.")),
]
TrustedFlagger = Annotated[
    str | None,
    typer.Option(
        "--trusted-flagger",
        metavar="WORDS",
        help=text(
            "By whom and when the writer was made a trusted flagger (Digital Services Act, "
            "Article 22)."
        ),
    ),
]
Policies = Annotated[
    Path | None,
    typer.Option(
        "--policies",
        metavar="FILE",
        help=text("Headings of the platform's rules, instead of those that ship (TOML)."),
        show_default=False,
    ),
]
RevealIds = Annotated[
    bool,
    typer.Option(
        "--reveal",
        help=text("Needed: a platform finds accounts by their original ids, which this writes."),
    ),
]


def command(
    case: CasePath,
    campaign: Campaign,
    platform: Platform,
    output: Letter,
    by: By,
    contact: Contact,
    to: Receiver = None,
    trusted_flagger: TrustedFlagger = None,
    policies: Policies = None,
    reveal: RevealIds = False,
    lang: Lang = Language.EN,
) -> None:
    """Write the letter in the language that is spoken."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    words = screen.words
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        made = opened.refer(
            output, campaign, platform, by=by, contact=contact, to=to,
            trusted_flagger=trusted_flagger, policies=policies, reveal=reveal, lang=lang.value,
            progress=progress,
        )  # fmt: skip
    screen.say(
        words.text(
            "The letter to {receiver} is {path}: {accounts}, {posts}.",
            receiver=made.receiver,
            path=str(made.path),
            accounts=words.plural("{n} account", "{n} accounts", made.accounts),
            posts=words.plural("{n} post", "{n} posts", made.posts),
        )
    )
    for sentence in made.notes:
        screen.warn(sentence)
    screen.warn(
        words.text("It names accounts as the platforms do. Give it only to people who need that.")
    )
