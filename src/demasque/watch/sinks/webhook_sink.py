"""Alerts to a web server that the user names: signed, in order, at least once."""

import ipaddress
import logging
import re
from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from demasque.clocks import Clock
from demasque.errors import UsageError
from demasque.sentences import Seconds, Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.sinks.alert_records import as_json, message_id, posted_record
from demasque.watch.sinks.sink import DeliveryError, SinkGoneError
from demasque.watch.sinks.webhook_signature import signed_headers
from demasque.wording import Wording

if TYPE_CHECKING:
    import httpx

_SECONDS: Final = 10.0
"""Until a server that says nothing counts as silent (tried: 5, 10, 30): the case stays taken."""

_NO_MORE: Final = Sentence("The server said that it wants no more (410 Gone).")
_GONE: Final = 410
_ATTEMPTS: Final = 4  # in one round, after about 1, 2 and 4 seconds; the next round tries again
_AT_MOST: Final = 30.0
"""Seconds of one round that a server in trouble may take, and the longest pause that is waited."""

_WRITTEN: Final = re.compile("[!-~]+").fullmatch  # what addresses are written with (RFC 3986)
_PUT_OFF: Final = 86_400.0  # seconds that a server may ask for: no slip of it hides alerts for good


class _NotNowError(DeliveryError):
    """The server is in trouble, and may be asked again, ``after`` so many seconds."""

    after: float | None = None


class WebhookSink:
    """Posts each message as JSON. Redirects are not followed: alerts go to the named server only.

    An answer of 2xx takes the message; 408, 429, 5xx and lost connections are tried again, after
    the pause that the server asks for (``Retry-After``); 410 switches the sink off; any other
    answer is tried again in the next round.
    """

    def __init__(
        self, address: str, secret: bytes, clock: Clock, case: str = "", seconds: float = _SECONDS
    ) -> None:
        host = _checked_host(address)
        self.id = f"webhook:{host}:{sha256(address.encode()).hexdigest()[:8]}"
        self.title = Sentence("The webhook at {host}", host=host)
        self.keeps_each = False
        self._address = address
        self._near = _is_loopback(host)
        self._secret = secret
        self._clock = clock
        self._case = case
        self._seconds = seconds
        self._gone = False
        self._not_before = clock.ticks()

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        """Post one message until it is taken, for some seconds at most."""
        if self._gone:
            raise SinkGoneError(_NO_MORE)
        left = self._not_before - self._clock.ticks()
        if left > 0:
            raise DeliveryError(Sentence("The server asked to be left in peace for a while."))
        name, content = message_id(alerts, self._case), as_json(posted_record(alerts, self._case))
        try:
            self._post_until_taken(name, content)
        except SinkGoneError:
            self._gone = True
            raise
        except _NotNowError as error:
            self._not_before = self._clock.ticks() + min(error.after or 0.0, _PUT_OFF)
            raise

    def _post_until_taken(self, name: str, content: bytes) -> None:
        import httpx
        import stamina

        # Nobody set up logs here: what stamina says of each attempt would go to the screen.
        logging.getLogger("stamina").addHandler(logging.NullHandler())
        with httpx.Client(timeout=self._seconds, trust_env=not self._near) as client:
            for attempt in stamina.retry_context(
                on=worth_another_try,
                attempts=_ATTEMPTS,
                timeout=_AT_MOST,
                wait_initial=1.0,
                wait_max=_AT_MOST,
            ):
                with attempt:
                    self._post(client, name, content)

    def _post(self, client: "httpx.Client", name: str, content: bytes) -> None:
        import httpx

        now = self._clock.now()
        headers = signed_headers(name, int(now.timestamp()), content, self._secret)
        headers |= {"content-type": "application/json", "user-agent": "demasque"}
        try:
            with client.stream("POST", self._address, content=content, headers=headers) as answer:
                self._judge(answer)
        except httpx.TimeoutException as error:
            raise _NotNowError(
                Sentence("The server did not answer within {time}.", time=Seconds(self._seconds))
            ) from error
        except httpx.HTTPError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise DeliveryError(
                    Sentence(
                        "The server's certificate does not prove that it is the one that was named."
                    )
                ) from error
            raise _NotNowError(Sentence("The server cannot be reached, or broke off.")) from error

    def _judge(self, answer: "httpx.Response") -> None:
        status = answer.status_code
        if answer.is_success:
            return
        if status == _GONE:
            raise SinkGoneError(_NO_MORE)
        if answer.is_redirect:
            raise DeliveryError(
                Sentence(
                    "The server says that it has moved ({status}); alerts go to the named address "
                    "only.",
                    status=str(status),
                )
            )
        refused = Sentence("The server answered {status}.", status=str(status))
        if status in (408, 429) or status >= 500:
            error = _NotNowError(refused)
            error.after = self._asked_pause(answer.headers.get("retry-after", ""))
            raise error
        raise DeliveryError(refused)

    def _asked_pause(self, written: str) -> float | None:
        """Seconds that a server asks for: a number, or a date (RFC 9110); None for neither."""
        if written.strip().isdecimal():
            return float(written)
        try:
            until = parsedate_to_datetime(written)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max((until - self._clock.now()).total_seconds(), 0.0)


def worth_another_try(error: Exception) -> bool | float:
    """Say whether to post again in this round: after a pause of our choice, or of the server's."""
    if not isinstance(error, _NotNowError):
        return False
    if error.after is None:
        return True
    return error.after if error.after <= _AT_MOST else False


def _checked_host(address: str) -> str:
    """Return the host of an address that alerts may be sent to.

    Raises:
        UsageError: it is none, is not encrypted, holds a password, or a package is missing.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in ("http", "https") or port == 0 or not _WRITTEN(address):
        raise UsageError("--webhook takes the address of a server: https://HOST/PATH")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "--webhook takes an address without a name and password: others on this machine can "
            "read what is typed. The signature says who sends."
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise UsageError(
            "Alerts leave this machine encrypted only: the webhook's address begins with https://."
        )
    if find_spec("httpx") is None or find_spec("stamina") is None:
        raise UsageError(
            "A webhook takes packages that are not installed: pip install 'demasque[watch]'."
        )
    return host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
