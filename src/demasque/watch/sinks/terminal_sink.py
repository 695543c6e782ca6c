"""Alerts on the screen, or wherever standard output goes."""

from collections.abc import Callable, Sequence
from typing import Final

from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.sinks.alert_texts import text_of
from demasque.watch.sinks.sink import SinkGoneError
from demasque.wording import Wording

_NOBODY: Final = Sentence("Nobody reads the standard output any more.")


class TerminalSink:
    """Prints alerts with ``say``, which writes a text and ends the line."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.id = "terminal"
        self.title = Sentence("The terminal")
        self.keeps_each = False
        self._say: Callable[[str], None] | None = say

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        """Print one message, and an empty line after it."""
        if self._say is None:
            raise SinkGoneError(_NOBODY)
        try:
            self._say(text_of(alerts, words).body + "\n")
        except (OSError, ValueError, SystemExit) as error:
            # A closed pipe, a closed file; Rich asks the program to end when a pipe is closed, but
            # others may still want their alerts.
            self._say = None
            raise SinkGoneError(_NOBODY) from error
