"""``demasque alerts``: what a watch has to tell, and who saw it."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.watch import ListedAlert

EXAMPLES: Final = (
    "demasque alerts protest",
    "demasque alerts protest --all",
    'demasque alerts protest --seen A1b2c3 --by "A. Example, an office" --because "Looked at."',
)

Seen = Annotated[
    str | None,
    typer.Option(
        "--seen",
        metavar="ALERT",
        help=text("An alert that was looked at: its id, or how it begins."),
        show_default=False,
    ),
]
Person = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help=text("Who looked at it, with the office.")),
]
Words = Annotated[
    str | None,
    typer.Option(
        "--because",
        metavar="TEXT",
        help=text("What that person says of it. It stays for good: name no person."),
    ),
]
Everything = Annotated[
    bool, typer.Option("--all", help=text("List those that were acknowledged, too."))
]


def command(
    case: CasePath,
    seen: Seen = None,
    by: Person = None,
    because: Words = None,
    all_: Everything = False,
    lang: Lang = Language.EN,
) -> None:
    """List alerts, or acknowledge one."""
    from demasque.watch import read_alerts, see_alert

    screen = Screen(lang.value)
    if seen is None:
        if by or because:
            raise UsageError("Say which alert was looked at: --seen ALERT.")
        _list(screen, read_alerts(case, open_only=not all_, on_wait=screen.note), all_=all_)
        return
    if not by:
        raise UsageError("Say who looked at it: --by NAME, with the office.")
    made = see_alert(case, seen, by=by, because=because, on_wait=screen.note)
    screen.say(
        screen.words.text(
            "That {person} saw {alert} is written down.",
            person=made.seen[-1].by,
            alert=made.alert.id,
        )
    )


def _list(screen: Screen, listed: "list[ListedAlert]", *, all_: bool) -> None:
    words = screen.words
    if not listed:
        screen.say(words.text("There is no alert.") if all_ else words.text("No alert is open."))
    for each in listed:
        alert = each.alert
        screen.say(f"{alert.id}  {words.time(alert.noticed_at, seconds=False)}")
        screen.say(f"  {words.say(alert.what)}")
        if alert.since is not None:
            screen.say("  " + words.text("Since {since}.", since=alert.since))
        screen.say("  " + words.text("How sure: {sentence}", sentence=alert.how_sure))
        for sentence in alert.innocent:
            screen.say("  " + words.text("It may be innocent: {sentence}", sentence=sentence))
        for sentence in alert.evidence:
            screen.say("  " + words.text("Evidence: {sentence}", sentence=sentence))
        for said in each.seen:
            screen.say(
                "  " + words.text("Seen by {person}, {day}.", person=said.by, day=said.at.date())
            )
            if said.because:
                screen.say(f"    {said.because}")
