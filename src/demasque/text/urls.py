"""Canonical addresses: two links to the same page are the same string.

Nothing is fetched. Where a shortener's target is known (from a file the user gives), `expand`
brings it in before the address is made canonical.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from demasque.errors import UsageError

Expand = Callable[[str], str]

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_PREFIXES: Final = ("www.", "m.", "mobile.", "amp.", "touch.", "wap.")
_TRACKERS: Final = re.compile(
    r"utm_.*|mc_[ce]id|mkt_tok|_hs(enc|mi)|(fb|g|dc|msclk|tw|yc|ttc|li_fat_)l?(clid|id)|gclsrc"
    r"|[gw]braid|igsh(id)?|fb_(action_ids|action_types|ref|source)|ref_(src|url)|s_(cid|kwcid)"
    r"|cmp(id)?|ocid|ncid|guccounter|guce_.*|at_(medium|campaign|custom\d?)|xtor|smid|wt_mc|_ga|trk"
    r"|__twitter_impression|outputtype|spm|share_(id|source|medium)|from_source|vd_source",
    re.IGNORECASE,
)
# On these sites only the named parameters say which page it is.
_KEPT_ON: Final = {
    "youtube.com": {"v", "list"},
    "twitter.com": {"q"},
    "tiktok.com": {"q"},
    "instagram.com": set[str](),
}
_SAME_SITE: Final = {
    "x.com": "twitter.com",
    "youtube-nocookie.com": "youtube.com",
    "music.youtube.com": "youtube.com",
    "old.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "new.reddit.com": "reddit.com",
    "web.facebook.com": "facebook.com",
    "mbasic.facebook.com": "facebook.com",
}
_YOUTUBE_PATH: Final = re.compile(r"/(?:shorts|embed|live|v)/([\w-]{6,})")


def canonical_url(url: str | None, expand: Expand | None = None) -> str | None:
    """The canonical form of an address, without its scheme; None where it is none.

    `https://m.youtube.com/watch?v=X&feature=share` and `https://youtu.be/X?t=3` are both
    `youtube.com/watch?v=X`. Trackers, fragments, default ports and a closing slash are out.
    """
    if not url or len(url) > 10_000:
        return None
    url = url.strip()
    if expand is not None:
        url = expand(url)
    if re.match(r"[a-z][a-z+-]*:(?!//|\d)", url, re.IGNORECASE):
        return None
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port
    except ValueError:
        return None
    host = _canonical_host(parts.hostname or "")
    if parts.scheme.lower() not in _DEFAULT_PORTS or "." not in host:
        return None
    if re.search(r"[\s<>\"]", host):
        return None
    host, path, query = _canonical_page(host, _canonical_path(parts.path), parts.query)
    if port is not None and port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{port}"
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def read_expansions(path: Path) -> Expand:
    """Read a file of two columns, short address and full address (CSV, or TSV by its name).

    Rows that are not two addresses, such as a heading, are passed over. Raise UsageError when the
    file cannot be read or holds no pair of addresses.
    """
    known: dict[str, str] = {}
    delimiter = "\t" if path.suffix == ".tsv" else ","
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file, delimiter=delimiter):
                pair = [canonical_url(address) for address in row[:2]]
                if len(pair) == 2 and pair[0] and pair[1]:
                    known[pair[0]] = row[1]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            "The file of expanded addresses {path} cannot be read: {reason}",
            path=path,
            reason=error,
        ) from error
    if not known:
        raise UsageError(
            "{path} holds no pair of addresses: it takes a short and a full address in each row.",
            path=path,
        )

    def expand(url: str) -> str:
        return known.get(canonical_url(url) or url, url)

    return expand


def _canonical_host(host: str) -> str:
    host = host.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    stripped = True
    while stripped:
        stripped = False
        for prefix in _PREFIXES:
            if host.startswith(prefix) and host.count(".") >= 2:
                host, stripped = host.removeprefix(prefix), True
    return _SAME_SITE.get(host, host)


def _canonical_path(path: str) -> str:
    path = quote(
        unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._", errors="replace"
    )
    path = re.sub(r"/{2,}", "/", path)
    for ending in ("/amp", ".amp", "/amp.html", "/index.html", "/index.php"):
        path = path.rstrip("/").removesuffix(ending)
    return re.sub(r"\.amp\.html$", ".html", path).removeprefix("/amp/s") or ""


def _canonical_page(host: str, path: str, query: str) -> tuple[str, str, str]:
    parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    if host == "youtu.be" and len(path) > 1:
        host, parameters, path = "youtube.com", [("v", path.split("/")[1])], "/watch"
    elif host == "youtube.com" and (clip := _YOUTUBE_PATH.match(path)):
        parameters, path = [("v", clip[1])], "/watch"
    if host == "youtube.com" and path == "/watch":
        parameters = [item for item in parameters if item[0] == "v"]
    kept = _KEPT_ON.get(host)
    parameters = [
        (name, value)
        for name, value in parameters
        if (name in kept if kept is not None else not _TRACKERS.fullmatch(name))
    ]
    return host, path, urlencode(sorted(parameters), errors="replace")
