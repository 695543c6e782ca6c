"""Where mail is handed in, and as whom: from a TOML file, or from the environment."""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from pathlib import Path
from typing import Any, Final

from demasque.errors import UsageError

_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_NAMES: Final = ("host", "port", "security", "user", "password", "from", "ca_file")
_VARIABLE: Final = "DEMASQUE_SMTP_"


@dataclass(frozen=True)
class MailSettings:
    """A mail server. ``security`` is ``starttls``, ``tls`` or, on this machine only, ``none``.

    ``ca_file`` names certificates (PEM) that are trusted besides the system's.
    """

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = None
    ca_file: Path | None = None

    def __repr__(self) -> str:
        return f"MailSettings(host={self.host!r}, port={self.port})"  # never the password

    @classmethod
    def read(cls, file: Path | None, environment: Mapping[str, str] = os.environ) -> "MailSettings":
        """Read a TOML file; variables ``DEMASQUE_SMTP_HOST``, ``..._PASSWORD`` go before it.

        Raises:
            UsageError: something is missing or wrong, which the sentence names.
        """
        given: dict[str, Any] = {} if file is None else _read(file)
        unknown = sorted(set(given) - set(_NAMES))
        if unknown:
            raise UsageError(
                "{file}: nothing is known of {names}. The settings are {known}.",
                file=file,
                names=", ".join(unknown),
                known=", ".join(_NAMES),
            )
        for name in _NAMES:
            given[name] = environment.get(_VARIABLE + name.upper()) or given.get(name)
        return cls._checked(given)

    @classmethod
    def _checked(cls, given: Mapping[str, Any]) -> "MailSettings":
        host, security = given["host"], given["security"] or "starttls"
        if not isinstance(host, str) or not given["from"]:
            raise UsageError(
                "E-mail takes a server and a sender: host and from in a TOML file "
                "(--smtp FILE), or DEMASQUE_SMTP_HOST and DEMASQUE_SMTP_FROM in the environment."
            )
        if security not in _PORTS:
            raise UsageError("The mail server's security is starttls, tls or none.")
        if security == "none" and not _on_this_machine(host):
            raise UsageError(
                "Mail leaves this machine encrypted only: security is starttls or tls."
            )
        port = str(_PORTS[security] if given["port"] is None else given["port"])
        if not port.isdecimal() or not 0 < int(port) < 65_536:
            raise UsageError("The mail server's port is a number from 1 to 65535.")
        user, password = given["user"], given["password"]
        if (user is None) != (password is None):
            raise UsageError(
                "The mail server's user and password go together. The password is best given "
                "in the environment variable DEMASQUE_SMTP_PASSWORD."
            )
        trusted = None if given["ca_file"] is None else Path(str(given["ca_file"]))
        if trusted is not None and not trusted.is_file():
            raise UsageError("{file}: there is no such file of certificates.", file=trusted)
        sender = checked_address(str(given["from"]))
        return cls(
            host,
            int(port),
            security,
            sender,
            user=None if user is None else str(user),
            password=None if password is None else str(password),
            ca_file=trusted,
        )


def checked_address(address: str) -> str:
    """Return an address for mail that is one, and nothing else that a header could hold.

    Raises:
        UsageError: it is none.
    """
    try:
        if not address.isascii() or any(c in address for c in "\r\n\0 ,;<>"):
            raise ValueError(address)
        found = Address(addr_spec=address)
        if not found.username or not found.domain:
            raise ValueError(address)
    except (ValueError, IndexError) as error:  # email.errors are ValueErrors
        raise UsageError(
            "{address} is no e-mail address: NAME@HOST.", address=repr(address)
        ) from error
    return address


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError("{file} cannot be read.", file=file) from error
    except ValueError as error:
        raise UsageError("{file}: this is no TOML.", file=file) from error


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
