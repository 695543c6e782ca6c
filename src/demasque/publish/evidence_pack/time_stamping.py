"""A time stamp (RFC 3161): somebody else vouches that a hash was known at a time.

Only the SHA-256 leaves the machine, and only for the server that the user names.
"""

import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from demasque.errors import UsageError
from demasque.sentences import Sentence

_SHA256: Final = "2.16.840.1.101.3.4.2.1"
_GRANTED: Final = (0, 1)  # granted, granted with modifications
_MOST: Final = 1 << 20
"""Bytes of an answer: real ones have 2 to 10 thousand."""

_SECONDS: Final = 30.0
_NEEDS: Final = (
    "A time stamp takes a package that is not installed: pip install 'demasque[timestamps]'."
)


@dataclass(frozen=True)
class TimeStamp:
    """A server's answer as it came, and the time (UTC) that it vouches for."""

    answer: bytes
    at: datetime


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The hash goes to the server that was named, and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


def check_server(server: str) -> None:
    """Refuse what is no address of a server, and a package that is missing, before any work.

    Raises:
        UsageError: either.
    """
    try:
        parts = urlsplit(server)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageError(
            "{server} is no address of a time-stamping server. Give one that begins with http:// "
            "or https://.",
            server=repr(server),
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "Give the address of the time-stamping server without a name and password: the case "
            "keeps what you type."
        )
    _client()


def time_stamp(content: bytes, server: str) -> TimeStamp:
    """Have ``server`` sign the hash of ``content``.

    What comes back is checked: it is granted, is about this hash, and repeats the random number of
    the question. Whether one trusts who signed it is for ``openssl ts -verify`` to say, with the
    authority's root certificate.

    Raises:
        UsageError: the server does not answer, refuses, or answers with something else; the extra
            ``timestamps`` is not installed.
    """
    client = _client()
    ask = client.TimestampRequestBuilder().data(content)
    ask = ask.hash_algorithm(client.HashAlgorithm.SHA256)
    problem: Sentence | None = None
    # Some authorities' chains of certificates are in an order that the reader refuses: without.
    for with_chain in (True, False):
        question = ask.cert_request(cert_request=with_chain).build()
        answer = _sent(question.as_bytes(), server)
        problem, at = _read(client, answer, sha256(content).digest(), question.nonce)
        if at is not None:
            return TimeStamp(answer, at)
    raise UsageError(
        "{server} gave no time stamp: {reason}. Nothing was written.", server=server, reason=problem
    )


def stamped_time(answer: bytes, content: bytes) -> tuple[Sentence | None, datetime | None]:
    """The time in a kept answer; and what is wrong where it is none, or about something else.

    Raises:
        UsageError: the extra ``timestamps`` is not installed.
    """
    return _read(_client(), answer, sha256(content).digest(), None)


def _read(
    client: Any, answer: bytes, digest: bytes, nonce: int | None
) -> tuple[Sentence | None, datetime | None]:
    try:
        read = client.decode_timestamp_response(answer)
        if read.status not in _GRANTED:
            return Sentence("it refuses (status {status})", status=str(read.status)), None
        info = read.tst_info
        imprint = info.message_imprint
    except Exception:  # the reader of foreign bytes may fail in any way
        return Sentence("what came back is no time stamp"), None
    if imprint.hash_algorithm.dotted_string != _SHA256 or imprint.message != digest:
        return Sentence("the time stamp is about something else"), None
    if nonce is not None and info.nonce != nonce:
        return Sentence("the time stamp answers another question"), None
    return None, info.gen_time.astimezone(UTC)


def _sent(question: bytes, server: str) -> bytes:
    request = urllib.request.Request(
        server, question, {"Content-Type": "application/timestamp-query"}, method="POST"
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_SECONDS) as answer:
            return bytes(answer.read(_MOST))
    except urllib.error.HTTPError as error:
        error.close()
        reason: object = Sentence("it answers with HTTP status {status}", status=str(error.code))
    except urllib.error.URLError as error:
        reason = error.reason
    except (OSError, HTTPException, ValueError) as error:
        reason = str(error) or type(error).__name__
    raise UsageError(
        "{server} cannot be asked for a time stamp: {reason}. Nothing was written.",
        server=server,
        reason=reason,
    )


def _client() -> Any:
    try:
        import rfc3161_client
    except ImportError as error:
        raise UsageError(_NEEDS) from error
    return rfc3161_client
