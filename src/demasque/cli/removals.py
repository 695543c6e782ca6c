"""What commands that take data out of a case say when they are done."""

from pathlib import Path
from typing import TYPE_CHECKING

from demasque.cli.screen import Screen

if TYPE_CHECKING:
    from demasque.ingest import Removal


def show_removal(screen: Screen, removal: "Removal", case: Path) -> None:
    """Say what went, and what is to be done now."""
    words = screen.words
    screen.say(
        words.text(
            "Taken out: {posts} of {accounts}. Files of evidence replaced by what is left of "
            "them: {rewritten}; removed: {removed}.",
            posts=words.plural("{n} post", "{n} posts", removal.posts),
            accounts=words.plural("{n} account", "{n} accounts", removal.accounts),
            rewritten=words.number(removal.files_rewritten),
            removed=words.number(removal.files_removed),
        )
    )
    if removal.findings:
        screen.say(
            words.text(
                "Findings named some of it and lost that: run demasque detect {case} again.",
                case=str(case),
            )
        )
    screen.warn(
        words.text(
            "Reports, exports and copies made before still hold it: they are yours to remove."
        )
    )
