"""Calls of YouTube's Data API v3, and what its refusals mean.

Interface: developers.google.com/youtube/v3/docs. The key goes into a header, so that no address,
and nothing that names one, holds it.
"""

import threading
from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx
import msgspec

from demasque.clocks import Clock
from demasque.collect.networks.asking import ServerTroubleError, answer, asked_wait
from demasque.collect.networks.youtube.quota_budget import QuotaBudget, QuotaUsedUpError
from demasque.errors import DemasqueError, Sentence

ADDRESS: Final = "https://www.googleapis.com/youtube/v3"
TOO_FAST_PAUSE: Final = 60.0
"""Seconds, where it says that it is asked too fast (403) and not how long to wait: quotas of that
kind count by the minute."""

_QUOTA: Final = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_KEY: Final = frozenset(
    {
        "keyInvalid",
        "keyExpired",
        "API_KEY_INVALID",
        "API_KEY_SERVICE_BLOCKED",
        "SERVICE_DISABLED",
        "accessNotConfigured",
        "ipRefererBlocked",
    }
)


class AskingStoppedError(Exception):
    """It was stopped before an answer came: what was asked for is still to be read."""


class CommentsClosedError(Exception):
    """Nobody may comment under this video."""


class VideoGoneError(Exception):
    """The video, channel, comment or list is private, gone, or never was."""


class PageGoneError(Exception):
    """The interface does not know the page any more that a walk would go on with."""


class KeyRefusedError(DemasqueError):
    """The key is not valid, or may not be used for this."""


class YoutubeCalls:
    """What is asked of the interface. Waits end early when ``stop`` is set."""

    def __init__(
        self,
        client: httpx.Client,
        budget: QuotaBudget,
        clock: Clock,
        stop: threading.Event,
        address: str = ADDRESS,
    ) -> None:
        self._client, self._budget = client, budget
        self._clock, self._stop, self._address = clock, stop, address

    def listed(self, method: str, **params: str) -> dict[str, Any]:
        """One page of a method's ``list``.

        Raise QuotaUsedUpError, CommentsClosedError, VideoGoneError, PageGoneError, KeyRefusedError,
        ServerTroubleError, or AskingStoppedError.
        """
        while not self._stop.is_set():
            self._budget.spend(method)
            found = answer(self._client, f"{self._address}/{method}", params)
            if found.status_code == httpx.codes.OK:
                page = _decoded(found)
                if page is None:
                    raise ServerTroubleError("no JSON")
                return page
            seconds = self._judged(found)
            self._clock.wait(seconds, self._stop)
        raise AskingStoppedError

    def pages(self, method: str, **params: str) -> Iterator[dict[str, Any]]:
        """All pages of a method's ``list``, as far as they are asked for."""
        while True:
            page = self.listed(method, **params)
            yield page
            token = page.get("nextPageToken")
            if not isinstance(token, str) or not token:
                return
            params["pageToken"] = token

    def _judged(self, found: httpx.Response) -> float:
        """Seconds to wait where it may be asked again, or else what the refusal means, raised."""
        reasons = _reasons(_decoded(found) or {})
        if reasons & _QUOTA:
            self._budget.use_up()
            raise QuotaUsedUpError
        if found.status_code in (429, 503) or reasons & _TOO_FAST:
            return asked_wait(found, self._clock.now()) or TOO_FAST_PAUSE
        if reasons & _KEY or found.status_code == httpx.codes.UNAUTHORIZED:
            raise KeyRefusedError(
                Sentence(
                    "YouTube refuses the key ({reason}). It takes a key of a project for which "
                    "the YouTube Data API v3 is enabled.",
                    reason=", ".join(sorted(reasons)) or str(found.status_code),
                )
            )
        if "commentsDisabled" in reasons:
            raise CommentsClosedError
        if "invalidPageToken" in reasons:
            raise PageGoneError
        if found.status_code in (403, 404):
            raise VideoGoneError
        raise ServerTroubleError(", ".join(sorted(reasons)) or str(found.status_code))


def _decoded(found: httpx.Response) -> dict[str, Any] | None:
    try:
        value = msgspec.json.decode(found.content)
    except msgspec.DecodeError:
        return None
    return value if isinstance(value, dict) else None


def _reasons(body: Mapping[str, Any]) -> frozenset[str]:
    """Reasons of a refusal, in the form of this interface and in that of newer ones."""
    error = body.get("error")
    if not isinstance(error, dict):
        return frozenset()
    said = [*_list(error.get("errors")), *_list(error.get("details"))]
    reasons = (each.get("reason") for each in said if isinstance(each, dict))
    return frozenset(reason for reason in reasons if isinstance(reason, str))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
