"""Alerts as notifications of the desktop, where there is one."""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final

from demasque.errors import UsageError
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.sinks.alert_texts import text_of
from demasque.watch.sinks.sink import DeliveryError
from demasque.wording import Wording

_SECONDS: Final = 5.0
"""Until a desktop that says nothing counts as absent: it answers within milliseconds."""

_NO_DESKTOP: Final = Sentence("There is no desktop here that shows notifications.")
_MARKUP: Final = str.maketrans({"<": "‹", ">": "›", "&": "+"})
"""Some desktops read HTML in a notification, others show it as it stands."""


class DesktopSink:
    """Shows one line for a message: what it is, or how many alerts of which kind."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        if find_spec("desktop_notifier") is None:
            raise UsageError(
                "Notifications of the desktop take a package that is not installed: pip install "
                "'demasque[watch]'."
            )
        self.id = "desktop"
        self.title = Sentence("Notifications of the desktop")
        self.keeps_each = False
        self._seconds = seconds

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        """Show one message; it is there when the desktop has taken it."""
        line = text_of(alerts, words).title.translate(_MARKUP)
        try:
            shown = asyncio.run(asyncio.wait_for(_show(line), self._seconds))
        except Exception as error:  # each system's own: D-Bus, WinRT, Cocoa
            raise DeliveryError(_NO_DESKTOP) from error
        if not shown:
            raise DeliveryError(_NO_DESKTOP)


async def _show(line: str) -> bool:
    from desktop_notifier import Capability, DesktopNotifier

    notifier = DesktopNotifier(app_name="Démasque", app_icon=None)
    if Capability.TITLE not in await notifier.get_capabilities():
        return False  # the library's stand-in for a desktop that it cannot reach
    shown: list[bool] = []
    await notifier.send("Démasque", line, on_dispatched=lambda: shown.append(True))
    return bool(shown)
