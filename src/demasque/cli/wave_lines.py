"""What a command says of the most copied message of a case, tied accounts or not."""

from typing import TYPE_CHECKING, Final

from demasque.cli.screen import Screen
from demasque.sentences import Seconds

if TYPE_CHECKING:
    from demasque.api import Case

_WORDS_SHOWN: Final = 70


def show_waves(screen: Screen, case: "Case") -> None:
    """One line on the message that most accounts wrote, if three or more wrote one.

    A short formula, which people hit upon by themselves, is passed over.
    """
    texts = (row for row in case.waves().to_pylist() if row["kind"] == "text")
    waves = [row for row in texts if "formula" not in row["innocent"]]
    if not waves:
        return
    from demasque.findings import spread_seconds

    top = waves[0]
    words = " ".join(top["words"].split())
    screen.say(
        screen.words.text(
            "The most copied message: {accounts} accounts wrote it themselves in {posts} posts, "
            "half of them within {half}: “{words}” Carrying a message ties nobody; the report "
            "shows how it went round.",
            accounts=top["accounts"],
            posts=top["posts"],
            half=Seconds(spread_seconds(top["first_at"], top["half_at"])),
            words=words if len(words) <= _WORDS_SHOWN else words[: _WORDS_SHOWN - 1] + "…",
        )
    )
