"""By which address is the server reached, and how does one enter?"""

from dataclasses import dataclass, field, replace
from typing import Final, Self

from starlette.types import Scope

from demasque.web.guarding.passwords import Password
from demasque.web.guarding.web_limits import WebLimits

_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_USUAL: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Doorway:
    """How a server is reached and entered.

    ``names`` are the hosts that a browser may call it by; ``port`` is what stands behind them in an
    address, or None for the port that the connection came in by. With a ``password`` one enters
    with that; without, with the token of the address.
    """

    names: tuple[str, ...] = _LOOPBACK
    port: int | None = None
    scheme: str = "http"  # as the browser sees it
    cookie: str = "demasque"
    password: Password | None = None
    limits: WebLimits = field(default_factory=WebLimits)

    def at(self, port: int) -> Self:
        """The same at a port of this machine: cookies of one host are shared by its ports."""
        own = f"__Host-demasque-{port}" if self.scheme == "https" else f"demasque-{port}"
        return replace(self, cookie=own, port=port if self.port is None else self.port)

    @property
    def address(self) -> str:
        """What a person types to reach it, once its port is known."""
        usual = self.port == _USUAL[self.scheme]
        return f"{self.scheme}://{self.names[0]}" + ("" if usual else f":{self.port}")

    def origin(self, scope: Scope) -> str | None:
        """The origin that pages of this request have; None where its Host is not this server's."""
        given = [value for name, value in scope["headers"] if name == b"host"]
        host = given[0].decode("latin-1").lower() if len(given) == 1 else ""
        port = self.port if self.port is not None else (scope.get("server") or ("", None))[1]
        usual = port == _USUAL[self.scheme]
        known = {f"{name}:{port}" for name in self.names} | set(self.names if usual else ())
        return f"{self.scheme}://{host}" if host in known else None
