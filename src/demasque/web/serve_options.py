"""How a case is served, and what has to go together for it."""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from demasque.errors import UsageError
from demasque.sentences import Sentence
from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.passwords import Password

LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True)
class ServeOptions:
    """How a case is served.

    ``public_address`` and ``password`` come together: whoever knows both reads the case.
    ``behind_https``: a proxy on this machine speaks HTTPS at the public address and hands on.
    """

    port: int = 8765
    lang: str = "en"
    read_only: bool = False
    public_address: str | None = None
    password: str | None = None
    behind_https: bool = False

    @property
    def bound(self) -> str:
        """The address of this machine that is listened on."""
        if self.behind_https or self.public_address is None:
            return LOOPBACK
        return _canonical(self.public_address) or self.public_address

    def doorway(self) -> Doorway:
        """How the server is reached and entered. UsageError where options make no sense."""
        if self.public_address is None:
            if self.behind_https:
                raise UsageError("--behind-https goes with --public-address.")
            return Doorway()
        address = _canonical(self.public_address)
        if address is None or (not self.behind_https and _is_everywhere(address)):
            raise UsageError(
                "{address} is no address that a browser could call. Give the one name or address "
                "of this machine, such as 192.168.1.20.",
                address=repr(self.public_address),
            )
        if self.password is None:
            raise UsageError(
                "Whoever reaches {address} could read this case: that takes a password, in a file "
                "(--password-file FILE) or in DEMASQUE_PASSWORD. To look from another machine "
                "without that: ssh -L {port}:127.0.0.1:{port} THIS-MACHINE",
                address=address,
                port=str(self.port or ServeOptions.port),
            )
        name = f"[{address}]" if ":" in address else address
        password = Password(self.password)
        if self.behind_https:
            return Doorway((name.lower(),), 443, "https", password=password)
        return Doorway((name.lower(),), password=password)

    def warning(self) -> Sentence | None:
        """What it means that others reach the server; None where nobody else does."""
        if self.public_address is None:
            return None
        if self.behind_https:
            return Sentence(
                "Whoever reaches {address} and knows the password reads this case.",
                address=self.public_address,
            )
        return Sentence(
            "Whoever reaches {address} and knows the password reads this case. Nothing is "
            "encrypted on the way: who listens there reads it too, with the password. Better: a "
            "proxy that speaks HTTPS, and --behind-https; or no public address and ssh -L "
            "{port}:127.0.0.1:{port} THIS-MACHINE",
            address=self.public_address,
            port=str(self.port or ServeOptions.port),
        )


def _canonical(written: str) -> str | None:
    """An address as browsers write it, or a name as it is; None where it is neither.

    What only the C library takes for an address (0, 127.1, 0x7f000001, 010.0.0.1) is neither:
    browsers read it as another one than is meant, or call none.
    """
    bare = written[1:-1] if written.startswith("[") and written.endswith("]") else written
    with suppress(ValueError):
        address = ip_address(bare)
        return None if _is_unspecified(address) else str(address)
    with suppress(OSError, ValueError):
        socket.inet_aton(bare)
        return None
    is_name = bare == written and re.fullmatch(r"[^\s/@?#:*\[\]]+", written)
    return written if is_name else None


def _is_everywhere(address: str) -> bool:
    """Whether this name stands for every address of this machine here."""
    with suppress(OSError, ValueError):  # the attempt to listen there says what is wrong
        found = socket.getaddrinfo(address, None, type=socket.SOCK_STREAM)
        return any(_is_unspecified(ip_address(str(each[4][0]))) for each in found)
    return False


def _is_unspecified(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return not int(address if mapped is None else mapped)
