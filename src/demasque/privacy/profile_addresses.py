"""Accounts named by addresses of their pages, such as ``https://x.com/NAME/status/1``."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple


class Named(NamedTuple):
    """An account in an address: characters ``start`` to ``end`` of a text are its name."""

    start: int
    end: int
    platform: str
    name: str


_NAME: Final = r"(?P<name>[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])"
_NO_ACCOUNTS: Final = {
    "x": "i intent share hashtag search home explore settings login signup tos privacy about "
    "download notifications messages compose who_to_follow",
    "facebook": "watch groups events photo photos photo.php story.php sharer sharer.php share "
    "permalink.php profile.php pages hashtag reel plugins login help policies dialog l.php media "
    "search video.php notes marketplace gaming ads business permalink tr privacy",
    "instagram": "p reel reels tv stories explore accounts about direct share",
    "vk": "feed im search login join about terms privacy apps groups friends video music market "
    "settings support jobs dev help away share blog business",
    "mastodon": "sign_in sign_up login logout settings password edit new auth me",
    "medium": "www help policy blog api miro glyph cdn cdn-client about jobs status engineering",
    "telegram": "s c joinchat addstickers share proxy iv socks",
}
"""First parts of an address's path that are no account."""

_PLACES: Final = (
    # platform, host, what stands before the name
    ("x", r"(?:twitter|x)\.com", "/@?"),
    ("facebook", r"(?:facebook|fb)\.com", r"/(?:profile\.php\?id=|people/[^/\s]+/)?"),
    ("instagram", r"instagram\.com", "/(?:stories/)?"),
    ("tiktok", r"tiktok\.com", "/@"),
    ("telegram", r"(?:t|telegram)\.me", "/(?:s/)?"),
    ("reddit", r"reddit\.com", "/u(?:ser)?/"),
    ("youtube", r"youtube\.com", "/(?:@|c/|user/|channel/)"),
    ("medium", r"medium\.com", "/@"),
    ("bluesky", r"bsky\.app", "/profile/"),
    ("linkedin", r"linkedin\.com", "/in/"),
    # What begins with a kind of content and a number is a post or a picture, not its author.
    (
        "vk",
        r"(?:m\.)?vk\.(?:com|ru)",
        r"/(?!(?:wall|photo|video|clip|topic|doc|app|album|audio|market|product|article|poll|page"
        r"|note|story|stickers|board|playlist|podcast)s?-?\d)(?:id(?=\d))?",
    ),
    ("threads", r"threads\.(?:net|com)", "/@"),
)
_KNOWN: Final = tuple(
    (platform, re.compile(rf"(?<![\w-]){host}{before}{_NAME}", re.IGNORECASE))
    for platform, host, before in _PLACES
)
# Mastodon and its relatives live on any host.
_ANYWHERE: Final = re.compile(
    rf"https?://(?P<host>[\w.-]+\.[a-z]{{2,}})/(?:@|users/){_NAME}", re.IGNORECASE
)
# Medium also gives its authors a host of their own.
_OWN_HOST: Final = re.compile(
    r"(?<![\w.@-])(?P<name>[a-z0-9][a-z0-9-]*)\.medium\.com(?![\w-]|\.\w)", re.IGNORECASE
)
_CONTENT_HOST: Final = re.compile(r"cdn-|miro|glyph", re.IGNORECASE)
_FILES: Final = (".php", ".js", ".html", ".json")

# Reddit's way to name somebody, in any text.
_IN_WORDS: Final = re.compile(r"(?<![\w/.-])/?u/(?P<name>[A-Za-z0-9_-]{3,20})(?![\w/-])")

PROFILE_HINT: Final = (
    "(?i)"
    + "|".join(f"{host}/" for _, host, _ in _PLACES)
    + r"|\.medium\.com|https?://[^/\s]+/(?:@|users/)|\bu/[A-Za-z0-9_-]{3}"
)
"""RE2 expression that every text with such an address matches."""


OWN_HOST_HINT: Final = ".medium.com"
"""What an address without any slash that names an account by its host holds."""


def profiles_in(text: str) -> list[Named]:
    """The accounts named by addresses in a text, in order."""
    found = {named.start: named for named in (*_elsewhere(text), *_own_hosts(text))}
    for match in _IN_WORDS.finditer(text):
        found[match.start("name")] = Named(*match.span("name"), "reddit", match["name"])
    for platform, pattern in _KNOWN:
        for match in pattern.finditer(text):
            if _names_an_account(platform, match["name"]):
                start, end = match.span("name")
                found[start] = Named(start, end, platform, match["name"])
    return [found[start] for start in sorted(found)]


def _names_an_account(platform: str, name: str) -> bool:
    reserved = _NO_ACCOUNTS.get(platform, "").split()
    return name.lower() not in reserved and not (platform == "vk" and name.endswith(_FILES))


def _elsewhere(text: str) -> Iterator[Named]:
    for match in _ANYWHERE.finditer(text):
        name, at = match["name"], match.start("name")
        if text[at - 1] != "@" and (
            name.lower() in _NO_ACCOUNTS["mastodon"].split() or name.lower().endswith(_FILES)
        ):
            continue
        yield Named(at, match.end("name"), "mastodon", f"{name}@{match['host'].lower()}")


def _own_hosts(text: str) -> Iterator[Named]:
    for match in _OWN_HOST.finditer(text):
        name = match["name"].lower()
        if name not in _NO_ACCOUNTS["medium"].split() and not _CONTENT_HOST.match(name):
            yield Named(*match.span("name"), "medium", name)
