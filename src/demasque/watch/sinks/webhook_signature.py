"""Signatures of webhooks as the Standard Webhooks specification has them.

https://github.com/standard-webhooks/standard-webhooks: HMAC-SHA256 over id, time and content, so
that a receiver knows who sent it, and that it is not an old message sent again.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from demasque.errors import UsageError

SECRET_VARIABLE: Final = "DEMASQUE_WEBHOOK_SECRET"
"""The environment variable that holds the secret where no file is named."""

_PREFIX: Final = "whsec_"
_BYTES: Final = (24, 64)  # as the specification asks


def signed_headers(name: str, seconds: int, content: bytes, secret: bytes) -> dict[str, str]:
    """Return the three headers of a message: its id, the time of sending, its signature.

    ``seconds`` are those since 1970, UTC.
    """
    signed = f"{name}.{seconds}.".encode() + content
    signature = base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
    return {
        "webhook-id": name,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{signature}",
    }


def read_secret(file: Path | None, environment: Mapping[str, str] = os.environ) -> bytes:
    """Read the secret from a file, or else from the environment: never from a command line.

    Raises:
        UsageError: there is none, or it is no base64 of 24 to 64 bytes.
    """
    if file is None:
        written = environment.get(SECRET_VARIABLE, "")
    else:
        try:
            written = file.read_text("ascii")
        except (OSError, ValueError) as error:
            raise UsageError("{file}: the secret cannot be read from it.", file=file) from error
    try:
        secret = base64.b64decode(written.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not _BYTES[0] <= len(secret) <= _BYTES[1]:
        raise UsageError(
            "Webhooks are signed with a secret that sender and receiver share: 24 to 64 random "
            "bytes in base64, in a file (--webhook-secret FILE) or in the environment variable "
            "{variable}. To make one: openssl rand -base64 32",
            variable=SECRET_VARIABLE,
        )
    return secret
