"""What a network's feed is to the rest: something that runs until it is told to stop."""

import threading
from typing import Final, Protocol

from demasque.collect.record_sink import RecordSink

AGENT: Final = "demasque (https://pypi.org/project/demasque/)"
"""Who asks, as every network is told."""


class Feed(Protocol):
    """One network, asked through the interface that it offers for this.

    ``network`` is a word for names of files: ``jetstream``. ``source`` says which server is asked,
    without a key or token.
    """

    network: str
    source: str

    def run(self, sink: RecordSink, stop: threading.Event) -> None:
        """Hand on to ``sink`` what is wanted, until ``stop`` is set.

        What can be mended by trying again is tried again. Raise DemasqueError where it cannot: a
        key that is not valid, a server that is none.
        """
