"""The host that a browser would go to, and the domains that it lies under.

Hosts are read as the WHATWG URL Standard does: a backslash is a slash, what stands before ``@`` is
a user's name and no host, tabs and line ends are nothing, and names in other alphabets are compared
in their ASCII form (IDNA, Unicode TR46). So ``https://bild.de@evil.example/`` leads to
``evil.example``.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from demasque.dossier.library.refanging import normal_domain

_PLAIN: Final = re.compile(
    r"(?:https?://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?::\d{1,5})?(?=[/?#]|$)", re.IGNORECASE
)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):(?=/|\\)", re.IGNORECASE)
_OTHER_SCHEME: Final = re.compile(r"(?:about|data|javascript|mailto|magnet|tel|tg|urn):", re.I)
_NOTHING: Final = re.compile(r"[\t\r\n]")
_LONGEST: Final = 10_000  # characters: longer is no address that anybody follows

_INNER: Final = re.compile(r"https?(?::|%3a)(?:/|%2f){1,2}", re.IGNORECASE)
"""Where an address begins inside another one: redirects, archives, readers."""


def address_host(address: str) -> str | None:
    """The host of a web address, in lower case and ASCII; None where it has none.

    The scheme may be missing. Names of one label are no hosts that anybody lists.
    """
    plain = _PLAIN.match(address)
    if plain is not None:
        host = plain[1].lower()
        return host if "xn--" not in host else normal_domain(host)
    return _involved_host(address) if len(address) <= _LONGEST else None


def _involved_host(address: str) -> str | None:
    address = as_followed(address)
    scheme = _SCHEME.match(address)
    if scheme is not None and scheme[1].lower() not in ("http", "https"):
        return None
    if _OTHER_SCHEME.match(address):
        return None
    rest = address[scheme.end() if scheme else 0 :].lstrip("/")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    return normal_domain(unquote(re.sub(r":\d*$", "", authority)))


def as_followed(address: str) -> str:
    """An address with what a browser mends: spaces round it, line ends in it, backslashes."""
    page, mark, rest = _NOTHING.sub("", address.strip("\x00 \t\r\n")).partition("?")
    return page.replace("\\", "/") + mark + rest


def domains_above(host: str) -> Iterator[str]:
    """The host and every domain that it lies under, the longest first; no single label."""
    while "." in host:
        yield host
        host = host.partition(".")[2]


def inner_address(address: str) -> str | None:
    """The address that stands inside another, as redirects and archives have it; else None."""
    found = _INNER.search(address, 8)
    return None if found is None else unquote(address[found.start() :])
