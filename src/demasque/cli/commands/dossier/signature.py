"""``demasque signature``: what characterises a campaign, as a file for others; checking one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.dossier import Signature

EXAMPLES: Final = (
    "demasque signature protest C1 -o c1.json",
    "demasque signature protest C1 -o c1.json --sign private.pem",
    "demasque signature protest -a a_2bq3 -a a_7xyz -a a_p4mn -o three.json",
    "demasque signature --new-key private.pem",
    "demasque signature --check c1.json --public-key private.pem.pub",
)

Case = Annotated[
    Path | None,
    typer.Argument(metavar="CASE", help=text("Folder of the case."), show_default=False),
]
Campaign = Annotated[
    str | None,
    typer.Argument(
        metavar="CAMPAIGN",
        help=text("A campaign, such as C1, or O1 for all of an operation."),
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help=text("File to write."), show_default=False),
]
Account = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        "-a",
        metavar="ACCOUNT",
        help=text(
            "In place of a campaign, an account, as the case names it or its platform; may be "
            "given several times."
        ),
        show_default=False,
    ),
]
Name = Annotated[
    str | None,
    typer.Option(
        "--name", metavar="NAME", help=text("What it is called; the campaign's name without it.")
    ),
]
Note = Annotated[
    str,
    typer.Option(
        "--note", metavar="WORDS", help=text("What its reader should know; name nobody in it.")
    ),
]
LeastAccounts = Annotated[
    int, typer.Option("--k", "-k", min=2, help=text("Leave out what fewer accounts have."))
]
Background = Annotated[
    int,
    typer.Option(
        "--background",
        min=0,
        max=999,
        help=text(
            "How many random groups of the case go with it, by which others see what chance "
            "gives; 0 for none."
        ),
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help=text("Draws the random groups."))]
Sign = Annotated[
    Path | None,
    typer.Option(
        "--sign",
        metavar="KEY",
        help=text("Sign it with this private key (Ed25519, PEM)."),
        show_default=False,
    ),
]
Check = Annotated[
    Path | None,
    typer.Option(
        "--check",
        metavar="FILE",
        help=text("Say what this file is, and whether its digital signature fits."),
        show_default=False,
    ),
]
PublicKey = Annotated[
    Path | None,
    typer.Option(
        "--public-key",
        metavar="KEY",
        help=text("With --check: the key that it should be signed by."),
        show_default=False,
    ),
]
NewKey = Annotated[
    Path | None,
    typer.Option(
        "--new-key",
        metavar="FILE",
        help=text("Make a private key, and the public one beside it (.pub)."),
        show_default=False,
    ),
]

PROBLEM: Final = 1


def command(
    case: Case = None,
    campaign: Campaign = None,
    output: Output = None,
    account: Account = None,
    name: Name = None,
    note: Note = "",
    k: LeastAccounts = 3,
    background: Background = 199,
    seed: Seed = 0,
    sign: Sign = None,
    check: Check = None,
    public_key: PublicKey = None,
    new_key: NewKey = None,
    lang: Lang = Language.EN,
) -> int:
    """Make a signature, check one, or make keys."""
    screen = Screen(lang.value)
    if sum(given is not None for given in (case, check, new_key)) != 1:
        raise UsageError("Give a case, or --check FILE, or --new-key FILE: one of the three.")
    if public_key is not None and check is None:
        raise UsageError("--public-key says by whom the file of --check should be signed.")
    if check is not None:
        return _check(screen, check, public_key)
    if new_key is not None:
        return _make_key(screen, new_key)
    if output is None:
        raise UsageError("Say where to write it: -o FILE")
    from demasque.api import open_case

    with (
        open_case(case or "", on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        if not opened.detected:
            screen.warn_undetected(case)
        made = opened.signature(
            campaign,
            accounts=account or None,
            path=output,
            key=sign,
            name=name,
            note=note,
            k=k,
            draws=background,
            seed=seed,
            progress=progress,
        )
    screen.say(screen.words.text("The signature is {path}", path=str(output)))
    _tell(screen, made)
    if background and not made.draws:
        screen.warn(
            screen.words.text(
                "The case has too few other accounts for random groups: of chance the file says "
                "nothing."
            )
        )
    return 0


def _check(screen: Screen, file: Path, public_key: Path | None) -> int:
    from demasque.dossier import public_key_of, read_signature

    named = None if public_key is None else public_key_of(public_key)
    found = read_signature(file)
    _tell(screen, found)
    said = screen.words.say(found.remark(named))
    if named is not None and found.signed_by != named:
        screen.problem(said)
        return PROBLEM
    screen.say(said)
    return 0


def _make_key(screen: Screen, file: Path) -> int:
    from demasque.dossier import new_key

    public, key = new_key(file)
    words = screen.words
    screen.say(words.text("The private key is {path}: give it to nobody.", path=str(file)))
    screen.say(
        words.text(
            "The public key is {path}: {key}. Publish it where people know that it is yours.",
            path=str(public),
            key=key,
        )
    )
    return 0


def _tell(screen: Screen, made: "Signature") -> None:
    """What it is: its header, and how many features of each class it has."""
    from demasque.dossier import CLASSES, quoted

    words = screen.words
    screen.say(
        words.text(
            "{name}: {accounts} accounts, {posts} posts, {first} to {last}; made on {day} with "
            "{program}; nothing of fewer than {k} accounts; {draws} random groups.",
            name=quoted(made.shown_name),
            accounts=made.accounts,
            posts=made.posts,
            first=made.first_at.date(),
            last=made.last_at.date(),
            day=made.made_at.date(),
            program=made.shown_maker,
            k=made.k,
            draws=made.draws,
        )
    )
    if made.note:
        screen.say(words.text("Note: {note}", note=quoted(made.note.translate(_PLAIN_MARKS))))
    counts = made.features["class"].value_counts().to_pylist()
    held = {row["values"]: row["counts"] for row in counts}
    screen.table(
        (words.text("class"), words.text("features")),
        [(words.text(_WORDED[kind]), held.get(kind, 0)) for kind in CLASSES if kind in _WORDED],
    )


_PLAIN_MARKS: Final = dict.fromkeys(map(ord, "“”«»"), "'")
"""So that a note that strangers wrote cannot end the quotation marks in which it is shown."""

_WORDED: Final = {
    "words": text("words"),
    "media": text("pictures and clips"),
    "sites": text("sites"),
    "hashtags": text("hashtags"),
    "sources": text("sources passed on"),
    "names": text("how names are made"),
    "hours": text("hours of the week"),
    "languages": text("languages"),
    "platforms": text("platforms and their order"),
    "venues": text("kinds of venues"),
}
