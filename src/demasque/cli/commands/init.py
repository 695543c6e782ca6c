"""``demasque init``: make a case."""

from typing import Final

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language

EXAMPLES: Final = ("demasque init protest",)


def command(case: CasePath, lang: Lang = Language.EN) -> None:
    """Make a case that is not there yet."""
    from demasque.api import create_case

    screen = Screen(lang.value)
    with create_case(case):
        words = screen.words
        screen.say(words.text("{case} is a case now.", case=str(case)))
        screen.say(
            words.text(
                "Whoever holds pseudonym.key in it can bring back original ids; whoever destroys "
                "that file makes the case anonymous."
            )
        )
        screen.say(words.text("Next: demasque add {case} FILE...", case=str(case)))
