"""Requests to networks' interfaces: retried, as slow as they ask for, without secrets in words.

This module takes the extra ``collect`` and is imported only when something is collected.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import httpx
import stamina

from demasque.collect.network_feed import AGENT
from demasque.sources import parse_time

TIMEOUT: Final = httpx.Timeout(30.0, connect=15.0)
"""Seconds: ten were too few for timelines of large servers at busy hours, more helps nobody."""
ATTEMPTS: Final = 3
"""Tried at once, some seconds apart; what fails longer is asked again at the next turn."""
LONGEST_WAIT: Final = 3600.0
"""Seconds. A server that asks for more is asked again after an hour: clocks of servers err."""

_TOO_MANY, _UNAVAILABLE = 429, 503


class ServerTroubleError(Exception):
    """A server's own fault (5xx), or none answered: asked again later."""


def new_client(
    token: str | None = None, transport: httpx.BaseTransport | None = None
) -> httpx.Client:
    """Return a client. ``token`` goes into a header, which neither logs nor errors ever show."""
    headers = {"User-Agent": AGENT}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx.Client(headers=headers, timeout=TIMEOUT, transport=transport)


def answer(
    client: httpx.Client,
    address: str,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Ask, and again where nobody answers or the server is in trouble; or raise ServerTroubleError.

    A server that says how long to wait (503 with Retry-After) is not asked again: its answer is
    returned, as are refusals.
    """
    try:
        for attempt in stamina.retry_context(
            on=(httpx.TransportError, ServerTroubleError),
            attempts=ATTEMPTS,
            wait_initial=1.0,
            wait_max=5.0,
        ):
            with attempt:
                found = client.get(address, params=params, headers=headers)
                says_when = found.status_code == _UNAVAILABLE and "retry-after" in found.headers
                if found.status_code >= 500 and not says_when:
                    raise ServerTroubleError(f"{found.status_code}")
                return found
    except httpx.HTTPError as error:
        raise ServerTroubleError(type(error).__name__) from error
    raise AssertionError("an attempt returns or raises")


def asked_wait(found: httpx.Response, now: datetime) -> float | None:
    """Seconds that an answer asks to wait before the next request; None where it asks nothing.

    Retry-After counts in seconds or names a moment (RFC 9110, 10.2.3); X-RateLimit-Reset names one
    too, and counts where nothing is left of the allowance or the answer says "too many".
    """
    refused = found.status_code in (_TOO_MANY, _UNAVAILABLE)
    if refused and "retry-after" in found.headers:
        return _bounded(_seconds(found.headers["retry-after"], now))
    used_up = found.headers.get("x-ratelimit-remaining", "").strip() == "0"
    if (refused or used_up) and "x-ratelimit-reset" in found.headers:
        return _bounded(_seconds(found.headers["x-ratelimit-reset"], now))
    return 60.0 if refused else None


def _bounded(seconds: float | None) -> float:
    return 60.0 if seconds is None else min(max(seconds, 1.0), LONGEST_WAIT)


def _seconds(said: str, now: datetime) -> float | None:
    said = said.strip()
    if said.isdecimal():
        number = int(said[:12])
        # Some servers count from 1970 where Mastodon names a moment.
        return number - now.timestamp() if number > 1_000_000_000 else float(number)
    moment = parse_time(said)
    return None if moment is None else (moment - now).total_seconds()
