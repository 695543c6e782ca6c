"""``demasque verify``: is everything as it was written down?"""

from typing import Final

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language

EXAMPLES: Final = ("demasque verify protest",)


def command(case: CasePath, lang: Lang = Language.EN) -> int:
    """Verify; 1 where something was changed."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note) as opened:
        found = opened.verify()
        lines, head = opened.custody_head()
    for sentence in found:
        screen.problem(screen.words.say(sentence))
    if not found:
        screen.say(screen.words.text("The evidence and the custody log are as they were written."))
        screen.say(
            screen.words.text(
                "The log has {lines} lines and ends on {hash}. Written down elsewhere, this proves "
                "later that nothing was taken off its end.",
                lines=screen.words.number(lines),
                hash=head,
            )
        )
    return int(bool(found))
