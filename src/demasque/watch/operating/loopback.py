"""The address of this machine that no other reaches."""

from typing import Final

from demasque.errors import UsageError

LOOPBACK: Final = "127.0.0.1"


def health_port(address: str) -> int:
    """The port of ``127.0.0.1:PORT``; UsageError for every other address."""
    host, _, port = address.rpartition(":")
    if host != LOOPBACK or not port.isdecimal() or int(port) > 65_535:
        raise UsageError(
            "--health {address}: it answers this machine only. Write 127.0.0.1:9090, or another "
            "port.",
            address=address,
        )
    return int(port)
