"""What statuses and accounts of the fediverse are called, from their addresses and numbers."""

import re
from urllib.parse import urlsplit

_LOCAL = re.compile(r"(https?://[^/]+)/(?:(?:ap/)?users/[^/]+/statuses|@[^/]+)/(\d+)(?:/activity)?")
"""Addresses of a status: as others know it (of a boost, of the act), as people see it."""


def name_of_status(address: str | None) -> str | None:
    """A status's address without its author, whom an answer to it does not name."""
    local = _LOCAL.fullmatch(address) if address else None
    return f"{local[1]}/statuses/{local[2]}" if local else address


def neighbour(own: str | None, address: str, number: str) -> str:
    """The address of another status of the same server, from its number there.

    ``own`` and ``address`` are the number and the address of a status of that server.
    """
    same_form = own is not None and address.endswith("/" + own)
    return address[: -len(own)] + number if same_form and own else number


def name_on_server(name: str | None, url: str) -> str | None:
    """``user@host`` of an account, by its own address where its server leaves out the host."""
    if name is None or "@" in name:
        return name
    host = _host(url)
    return f"{name}@{host}" if host else name


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
