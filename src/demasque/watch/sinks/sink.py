"""What alerts go to, and how it says that it did not take them."""

from collections.abc import Sequence
from typing import Protocol

from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.wording import Wording


class DeliveryError(DemasqueError):
    """A sink did not take a message, as far as is known: it is sent again, under the same id."""


class SinkGoneError(DeliveryError):
    """A sink takes nothing more until the watch is started again."""


class Sink(Protocol):
    """Whom or what alerts go to.

    ``id`` tells sinks of one case apart in the tables and holds no secret; ``title`` is for people.
    ``keeps_each`` sinks take every alert by itself, however many there are; others are given one
    alert, or several that they sum up in one message.
    """

    id: str
    title: Sentence
    keeps_each: bool

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        """Hand over one message: when this returns, it is there.

        The same alerts may come again, after an answer that was lost or a kill: the message then
        bears the same id, so that whoever gets it can tell.

        Raises:
            DeliveryError: it is not known to have arrived.
            SinkGoneError: nothing more can be delivered.
        """
