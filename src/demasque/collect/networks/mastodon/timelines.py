"""Which public timelines of which servers are read, and where they are found."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from demasque.errors import UsageError

_HOST: Final = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}(?::\d{1,5})?"
)
_OWN: Final = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d{1,5})?")


@dataclass(frozen=True)
class PublicTimeline:
    """One public timeline: everything that a server sees, what is written on it, or a hashtag."""

    host: str
    tag: str | None = None
    local: bool = False

    @property
    def name(self) -> str:
        """What tells it from the others: ``mastodon.example public``, ``... local``, ``... #tag``.

        It names its place in what is kept.
        """
        return f"{self.host} {f'#{self.tag}' if self.tag else 'local' if self.local else 'public'}"

    @property
    def page(self) -> str:
        """Where pages of it are asked for."""
        return f"/api/v1/timelines/tag/{self.tag}" if self.tag else "/api/v1/timelines/public"

    @property
    def page_params(self) -> dict[str, str]:
        """What is asked of each page."""
        return {"local": "true"} if self.local else {}

    @property
    def stream(self) -> str:
        """Where it is streamed."""
        if self.tag:
            return "/api/v1/streaming/hashtag"
        return f"/api/v1/streaming/public{'/local' if self.local else ''}"

    @property
    def stream_params(self) -> Mapping[str, str]:
        """What is asked of the stream."""
        return {"tag": self.tag} if self.tag else {}


def address_of(host: str) -> str:
    """Where a server is asked: over HTTPS, but for one on this machine, for tests."""
    return f"{'http' if _OWN.fullmatch(host) else 'https'}://{host}"


def host_named(server: str) -> str:
    """The host that somebody wrote as a name or an address. Raise UsageError where it is none."""
    host = re.sub(r"^https?://", "", server.strip().lower()).rstrip("/")
    if not (_HOST.fullmatch(host) or _OWN.fullmatch(host)):
        raise UsageError(
            "{server} is no server. Name its host, such as mastodon.example.",
            server=repr(server),
        )
    return host


def timelines_of(
    servers: Iterable[str], hashtags: Iterable[str] = (), *, local: bool = False
) -> tuple[PublicTimeline, ...]:
    """The timelines to read: those of hashtags where some are named, or else the public ones.

    ``local`` leaves it at what is written on the servers themselves. Raise UsageError for what is
    no server or no hashtag, and where nothing is named.
    """
    hosts = dict.fromkeys(map(host_named, servers))
    if not hosts:
        raise UsageError("Name at least one server: --server mastodon.example.")
    tags = dict.fromkeys(map(_tag, hashtags))
    if tags:
        return tuple(PublicTimeline(host, tag) for host in hosts for tag in tags)
    return tuple(PublicTimeline(host, local=local) for host in hosts)


def _tag(written: str) -> str:
    tag = written.strip().lstrip("#＃").lower()
    if not re.fullmatch(r"\w{1,200}", tag):
        raise UsageError("{tag} is no hashtag.", tag=repr(written))
    return tag
