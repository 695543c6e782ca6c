"""The socket that a server listens on, taken before anything costly is done."""

import socket
from errno import EADDRINUSE

from demasque.errors import DemasqueError


def listening(address: str, port: int) -> socket.socket:
    """Listen on a port of this machine; 0 is any that is free.

    Raises DemasqueError where the port is taken or not allowed, or the address is no address of
    this machine.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
    except OSError:
        raise DemasqueError("This machine has no address {address}.", address=address) from None
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen(256)
    except OSError as error:
        made.close()
        raise _in_words(error, address, port) from None
    return made


def _in_words(error: OSError, address: str, port: int) -> DemasqueError:
    match error:
        case PermissionError():
            return DemasqueError(
                "Port {port} may not be used by this user. Choose one of 1024 or more with --port.",
                port=str(port),
            )
        case OSError(errno=number) if number == EADDRINUSE:
            return DemasqueError(
                "Port {port} is taken by another program. Choose another with --port, or any that "
                "is free with --port 0.",
                port=str(port),
            )
    return DemasqueError("This machine has no address {address}.", address=address)
