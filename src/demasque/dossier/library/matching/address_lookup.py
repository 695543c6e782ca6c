"""Which indicators an address carries: its host's domains, and its page."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from demasque.dossier.library.matching.address_hosts import (
    address_host,
    as_followed,
    domains_above,
    inner_address,
)
from demasque.dossier.library.matching.wanted_indicators import Wanted
from demasque.text import canonical_url

Carried = tuple[tuple[int, bool], ...]
"""Numbers of indicators, and whether each stands in an address inside the address."""

_CACHED: Final = 200_000  # addresses: most are posted more than once
_NESTED: Final = 3  # addresses inside addresses that are followed


class AddressLookup:
    """Looks indicators up by address, each distinct address once."""

    def __init__(self, sought: Wanted) -> None:
        self._sought = sought
        self._page_hosts = {page.partition("/")[0].partition("?")[0] for page in sought.urls}
        self._hosts = {host.partition(":")[0] for host in self._page_hosts}
        if "youtube.com" in self._hosts:
            self._hosts.add("youtu.be")
        self._queries = _by_parameters(sought.urls)
        self._of_host = lru_cache(_CACHED)(self._look_at_host)
        self.carried = lru_cache(_CACHED)(self._look)

    def _look(self, address: str) -> Carried:
        """Indicators that an address carries, and those of an address inside it."""
        found = dict.fromkeys(self._outer(address), False)
        inner = inner_address(address)
        for _ in range(_NESTED):
            if inner is None:
                break
            for number in self._outer(inner):
                found.setdefault(number, True)
            inner = inner_address(inner)
        return tuple(found.items())

    def _outer(self, address: str) -> Iterator[int]:
        host = address_host(address)
        if host is None:
            return
        numbers, has_pages = self._of_host(host)
        yield from numbers
        if has_pages:
            yield from self._pages(address)

    def _look_at_host(self, host: str) -> tuple[tuple[int, ...], bool]:
        """Domains among the indicators that a host lies under; whether any has pages listed."""
        above = list(domains_above(host))
        numbers = (self._sought.domains.get(domain) for domain in above)
        home = canonical_url(f"https://{host}/")
        pages = home in self._hosts or not self._hosts.isdisjoint(above)
        return tuple(number for number in numbers if number is not None), pages

    def _pages(self, address: str) -> Iterator[int]:
        """Listed pages that an address is, or lies below; more parameters make no other page."""
        page = canonical_url(as_followed(address))
        if page is None:
            return
        path, mark, query = page.partition("?")
        for above in _pages_above(path):
            if (number := self._sought.urls.get(above)) is not None:
                yield number
        given = set(query.split("&")) if mark else set()
        for parameters, number in self._queries.get(path, ()):
            if parameters <= given:
                yield number


def _pages_above(path: str) -> Iterator[str]:
    """A page (host and path), and those above it at a slash; the bare host is none."""
    while "/" in path:
        yield path
        path = path.rpartition("/")[0]


def _by_parameters(urls: Mapping[str, int]) -> Mapping[str, list[tuple[frozenset[str], int]]]:
    """Listed pages that parameters tell apart: by path, the parameters and the number."""
    listed: dict[str, list[tuple[frozenset[str], int]]] = {}
    for page, number in urls.items():
        path, mark, query = page.partition("?")
        if mark:
            listed.setdefault(path, []).append((frozenset(query.split("&")), number))
    return listed
