"""``demasque decide``: what a named person decides on accounts."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.commands.campaigns import show_set_aside
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from demasque.api import Case
    from demasque.wording import Wording

EXAMPLES: Final = (
    'demasque decide protest a_2kq7zd exclude --by "A. Example, an office" --because "A newsroom."',
    'demasque decide protest exclude --platform x --id 12345 --by "A. Example" --because "..."',
    'demasque decide protest a_2kq7zd --undo --by "A. Example, an office"',
    "demasque decide protest --list",
)

VERDICTS: Final = ("confirm", "exclude", "unsure")

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ACCOUNT... DECISION",
        help=text(
            "Pseudonyms of accounts as the report shows them, or how they begin (6 characters or "
            "more); then confirm, exclude or unsure."
        ),
        show_default=False,
    ),
]
Person = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help=text("Who decides, with the office.")),
]
Reason = Annotated[
    str | None,
    typer.Option(
        "--because", metavar="TEXT", help=text("The reason. It stays for good: name no person.")
    ),
]
Platform = Annotated[
    str | None,
    typer.Option(
        "--platform", metavar="PLATFORM", help=text("The platform that --id is an id of.")
    ),
]
Ids = Annotated[
    list[str] | None,
    typer.Option(
        "--id",
        metavar="ID",
        help=text("The platform's own id of an account, once per account; it is not kept."),
        show_default=False,
    ),
]
Undo = Annotated[
    bool,
    typer.Option("--undo", help=text("Take back what this person decided; it stays on record.")),
]
List = Annotated[bool, typer.Option("--list", help=text("List the decisions made so far."))]


def command(
    case: CasePath,
    words: Words = None,
    by: Person = None,
    because: Reason = None,
    platform: Platform = None,
    id_: Ids = None,
    undo: Undo = False,
    list_: List = False,
    lang: Lang = Language.EN,
) -> None:
    """Decide on accounts, take decisions back, or list them."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    if list_:
        if words or id_ or undo:
            raise UsageError("--list stands alone: leave out accounts, decisions and --undo.")
        with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
            _show_all(screen, opened)
        return
    accounts, verdict = _told_apart(words or [], undo=undo)
    if (platform is None) != (not id_):
        raise UsageError("Give --platform and --id together.")
    if accounts and id_:
        raise UsageError("Name accounts either by pseudonym or by --platform and --id.")
    if not by:
        raise UsageError("Say who decides: --by NAME, with the office.")
    if not (undo or because):
        raise UsageError("Say why: --because TEXT.")
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        meant = id_ or accounts
        if undo:
            made = opened.undecide(meant, by=by, platform=platform, progress=progress)
        else:
            made = opened.decide(
                meant, verdict, by=by, because=because or "", platform=platform, progress=progress
            )
        _show_made(screen, opened, made, undo=undo)


def _told_apart(words: list[str], *, undo: bool) -> tuple[list[str], str]:
    """The accounts, and the decision, which stands last."""
    if undo:
        if any(word.lower() in VERDICTS for word in words):
            raise UsageError("Give either a decision or --undo.")
        return words, ""
    if not words or words[-1].lower() not in VERDICTS:
        raise UsageError("Say last what you decide: confirm, exclude or unsure.")
    return words[:-1], words[-1].lower()


def _show_made(screen: Screen, case: "Case", made: "pa.Table", *, undo: bool) -> None:
    words = screen.words
    accounts = len(set(made["account"].to_pylist()))
    screen.say(
        words.plural(
            "The decision on {n} account was taken back; it stays on record.",
            "The decisions on {n} accounts were taken back; they stay on record.",
            accounts,
        )
        if undo
        else words.plural(
            "The decision on {n} account is written down.",
            "The decisions on {n} accounts are written down.",
            accounts,
        )
    )
    for row in made.to_pylist():
        if not undo and row["holds"] != row["decision"]:
            screen.note(
                words.text(
                    "{account}: {decision} holds, by another person's decision.",
                    account=row["account"],
                    decision=verdict_word(words, row["holds"]),
                )
            )
    show_set_aside(screen, case)


def _show_all(screen: Screen, case: "Case") -> None:
    words, found = screen.words, case.decisions()
    if not found.num_rows:
        screen.say(words.text("No decision on an account was made so far."))
        return
    headings = (
        words.text("Account"),
        words.text("Decision"),
        words.text("By"),
        words.text("Because"),
        words.text("On"),
        words.text("Stands"),
    )
    rows = [
        (
            row["account"],
            verdict_word(words, row["decision"]),
            row["by"],
            row["because"],
            words.date(row["at"]),
            words.text("yes") if row["stands"] else words.text("no"),
        )
        for row in found.to_pylist()
    ]
    screen.table(headings, rows)
    show_set_aside(screen, case)


def verdict_word(words: "Wording", verdict: str) -> str:
    """A decision in the reader's language."""
    return words.text(_WORDS[verdict])


_WORDS: Final = {
    "confirm": text("confirmed"),
    "unsure": text("unsure"),
    "exclude": text("excluded"),
}
