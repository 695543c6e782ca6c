"""What a command says of the time in which most accounts of a case were created."""

from typing import TYPE_CHECKING

from demasque.cli.screen import Screen

if TYPE_CHECKING:
    from demasque.api import Case


def show_rushes(screen: Screen, case: "Case") -> None:
    """One line on the most surprising rush of creation, if there is one."""
    found = case.account_overview()
    if found.rushes:
        screen.say(
            screen.words.text(
                "{rush} That is said of all accounts, tied or not; the report shows {n} such times "
                "and what they may mean.",
                rush=found.rushes[0].sentence,
                n=len(found.sentences_of_rushes),
            )
        )
