"""The analyst's list of channels: a CSV file of accounts and sites, and whose each is.

The classes are those of the EEAS (3rd Report on Foreign Information Manipulation and Interference
Threats, 2025: the Exposure Matrix): official, state-controlled, state-linked, state-aligned. They
are the analyst's words, with a source; the program proposes none. Without a class a channel is
``unassessed``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

from demasque.errors import Sentence, UsageError
from demasque.ingest import list_rows
from demasque.text import canonical_url


class ChannelClass(StrEnum):
    """Whose a channel is, by the analyst's list."""

    OFFICIAL = "official"
    STATE_CONTROLLED = "state-controlled"
    STATE_LINKED = "state-linked"
    STATE_ALIGNED = "state-aligned"
    UNASSESSED = "unassessed"

    @property
    def sentence(self) -> Sentence:
        """The class, for readers."""
        return _CLASSES[self]


_CLASSES: Final = {
    ChannelClass.OFFICIAL: Sentence("listed as official"),
    ChannelClass.STATE_CONTROLLED: Sentence("listed as state-controlled"),
    ChannelClass.STATE_LINKED: Sentence("listed as state-linked"),
    ChannelClass.STATE_ALIGNED: Sentence("listed as state-aligned"),
    ChannelClass.UNASSESSED: Sentence("listed, unassessed"),
}

_SPELLINGS: Final = {
    "": ChannelClass.UNASSESSED, "officiel": ChannelClass.OFFICIAL,
    "officielle": ChannelClass.OFFICIAL, "contrôlé par l'état": ChannelClass.STATE_CONTROLLED,
    "controle par l'etat": ChannelClass.STATE_CONTROLLED,
    "lié à l'état": ChannelClass.STATE_LINKED, "lie a l'etat": ChannelClass.STATE_LINKED,
    "aligné sur l'état": ChannelClass.STATE_ALIGNED,
    "aligne sur l'etat": ChannelClass.STATE_ALIGNED, "non évalué": ChannelClass.UNASSESSED,
    "non evalue": ChannelClass.UNASSESSED,
    **{each.value.replace("-", " "): each for each in ChannelClass},
}  # fmt: skip
"""What a class may be called, in small letters and with spaces, in English or French."""

_COLUMNS: Final = {
    "platform": "platform", "plateforme": "platform", "account": "account", "compte": "account",
    "account id": "account", "site": "site", "domain": "site", "domaine": "site",
    "class": "class", "classe": "class", "name": "name", "nom": "name", "source": "source",
    "source link": "source", "link": "source", "lien": "source",
}  # fmt: skip
"""What a column may be called."""

_PLATFORMS_SITES: Final = frozenset(
    {"twitter.com", "facebook.com", "instagram.com", "tiktok.com", "t.me", "telegram.me",
     "youtube.com", "reddit.com", "bsky.app", "threads.net", "threads.com", "vk.com", "vk.ru",
     "weibo.com", "linkedin.com", "medium.com"}
)  # fmt: skip
"""Sites that hold everybody's accounts: what links there leads to no channel."""

LINES_TOLD: Final = 10
"""Lines that cannot be used, told at once."""


@dataclass(frozen=True, slots=True)
class ListedChannel:
    """One line of a list: an account (``platform`` and its own id or handle), a site, or both."""

    line: int  # 1-based
    platform: str | None
    account: str | None
    site: str | None
    class_: ChannelClass
    name: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class ChannelFile:
    """A list as it was read, and the SHA-256 of its file."""

    channels: tuple[ListedChannel, ...]
    sha256: str


def read_channels(path: Path) -> ChannelFile:
    """Read a list: CSV with the columns platform and account, or site, and class, name, source.

    Columns may stand in any order, be called in French, and be parted by commas, semicolons or
    tabs.

    Raises:
        UsageError: the file cannot be read, or lines cannot be used: it says which, and why. A list
            is taken whole or not at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError("{path} cannot be read.", path=path) from error
    rows = list_rows(path, content)
    columns = _columns(path, next(rows, (1, []))[1])
    channels: list[ListedChannel] = []
    faults: list[Sentence] = []
    met: dict[tuple[str | None, str | None, str | None], ListedChannel] = {}
    for line, cells in rows:
        told = _channel(line, {name: cells[n] for name, n in columns.items() if n < len(cells)})
        if isinstance(told, ListedChannel):
            earlier = met.setdefault((told.platform, told.account, told.site), told)
            if earlier is told:
                channels.append(told)
                continue
            if earlier.class_ is told.class_:
                continue
            told = Sentence("the channel stands on line {line} already, otherwise",
                            line=earlier.line)  # fmt: skip
        faults.append(Sentence("line {line}: {reason}", line=line, reason=told))
    if faults:
        raise UsageError(
            "{path}: nothing was taken, since some lines cannot be used. {faults}.",
            path=path,
            faults=faults[:LINES_TOLD],
        )
    return ChannelFile(tuple(channels), sha256(content).hexdigest())


def _columns(path: Path, header: list[str]) -> Mapping[str, int]:
    """Column -> its place."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = _COLUMNS.get(_plain(cell))
        if name is not None:
            places.setdefault(name, place)
    if "site" not in places and not {"platform", "account"} <= set(places):
        raise UsageError(
            "{path}, line 1: a list of channels has the columns platform and account, or site, and "
            "class, name and source.",
            path=path,
        )
    return places


def _channel(line: int, told: Mapping[str, str]) -> ListedChannel | Sentence:
    """The channel of a line, or why there is none."""
    account = (told.get("account") or "").removeprefix("@") or None
    platform = (told.get("platform") or "").lower() or None
    class_ = _SPELLINGS.get(_plain(told.get("class", "")).replace("’", "'"))
    if class_ is None:
        known = ", ".join(ChannelClass)
        return Sentence("the class {name} is none of {known}", name=told["class"], known=known)
    if account is not None and platform is None:
        return Sentence("an account needs its platform")
    site = told.get("site") or None
    if site is not None:
        host = canonical_url(site)
        if host is None or re.search(r"[/?:]", host):
            return Sentence("{site} is no site: a host's name, such as example.org", site=site)
        if host in _PLATFORMS_SITES:
            return Sentence("{site} holds everybody's accounts; name one by platform and account",
                            site=site)  # fmt: skip
        site = host
    if account is None and site is None:
        return Sentence("neither an account nor a site")
    return ListedChannel(
        line,
        platform if account is not None else None,
        account,
        site,
        class_,
        told.get("name") or None,
        told.get("source") or None,
    )


def _plain(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())
