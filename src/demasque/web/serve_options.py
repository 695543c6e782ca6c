"""How a case is served, and what has to go together for it."""

from dataclasses import dataclass
from typing import Final

from demasque.errors import UsageError
from demasque.sentences import Sentence
from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.passwords import Password

LOOPBACK: Final = "127.0.0.1"
_EVERYWHERE: Final = ("0.0.0.0", "::", "*", "")


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
        return LOOPBACK if self.behind_https else self.public_address or LOOPBACK

    def doorway(self) -> Doorway:
        """How the server is reached and entered. UsageError where options make no sense."""
        address = self.public_address
        if address is None:
            if self.behind_https:
                raise UsageError("--behind-https goes with --public-address.")
            return Doorway()
        if address in _EVERYWHERE or any(sign in address for sign in "/@?# "):
            raise UsageError(
                "{address} is no address that a browser could call. Give the one name or address "
                "of this machine, such as 192.168.1.20.",
                address=repr(address),
            )
        if self.password is None:
            raise UsageError(
                "Whoever reaches {address} could read this case: that takes a password, in a file "
                "(--password-file FILE) or in DEMASQUE_PASSWORD. To look from another machine "
                "without that: ssh -L {port}:127.0.0.1:{port} THIS-MACHINE",
                address=address,
                port=str(self.port or ServeOptions.port),
            )
        name = f"[{address.strip('[]')}]" if ":" in address else address
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
