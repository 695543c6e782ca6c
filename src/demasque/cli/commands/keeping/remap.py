"""``demasque remap``: read the evidence again with today's mapping."""

from typing import Final

from demasque.cli.commands.add import show_added
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language

EXAMPLES: Final = ("demasque remap protest",)


def command(case: CasePath, lang: Lang = Language.EN) -> None:
    """Read every file of evidence again."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        with screen.progress() as progress:
            added = opened.remap(progress=progress)
        show_added(screen, added, case)
        if opened.detected:
            screen.say(
                screen.words.text(
                    "Findings are as they were: run demasque detect {case} to look again.",
                    case=str(case),
                )
            )
