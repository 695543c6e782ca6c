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
    in_host: bool = False
    """Whether the name is part of the host, where only letters, digits, - and _ may stand."""


_NAME: Final = r"(?P<name>[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])"
_NO_ACCOUNTS: Final = {
    "x": "i intent share hashtag search home explore settings login signup tos privacy about "
    "download notifications messages compose who_to_follow",
    "facebook": "watch groups events photo photos photo.php story.php sharer sharer.php share "
    "permalink.php profile.php pages hashtag reel plugins login help policies dialog l.php media "
    "search video.php notes marketplace gaming ads business permalink tr privacy",
    "instagram": "p reel reels tv stories explore accounts about direct share",
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
    ("threads", r"threads\.(?:net|com)", "/@"),
)
_KNOWN: Final = tuple(
    (platform, re.compile(rf"(?<![\w-]){host}{before}{_NAME}", re.IGNORECASE))
    for platform, host, before in _PLACES
)
# Mastodon and its relatives live on any host, and name an account in two ways.
_ANYWHERE: Final = re.compile(
    rf"https?://(?P<host>[\w.-]+\.[a-z]{{2,}})/(?:@|(?P<users>users/)){_NAME}", re.IGNORECASE
)
_NO_USERS: Final = re.compile(
    r"(?:sign|log)_?-?(?:in|up|out)|password|settings|edit|new|auth|me|register|search|invite|all"
    r"|list|index|confirmation|.*\.(?:html?|php|jsp|aspx?|json|xml|js)",
    re.IGNORECASE,
)
"""What stands behind ``/users/`` and is no account."""

# Other parts of VK (dev.vk.com and the like) have no accounts.
_VK: Final = re.compile(
    r"(?<![A-Za-z0-9_.-])(?:(?:www|m)\.)?vk\.(?:com|ru)/@?(?P<name>[A-Za-z0-9_.]*[A-Za-z0-9_])",
    re.IGNORECASE,
)
_VK_NUMBER: Final = re.compile(r"(?:id|(?P<page>club|public|event))(?P<number>\d+)", re.IGNORECASE)
_NOT_ON_VK: Final = re.compile(
    # What a number may follow: wall-1_2, video1_2.
    r"(?:wall|video|photo|clip|topic|doc|app|album|albums|audio|audios|audio_playlist|board"
    r"|market|product|note|page|podcast|playlist|story|poll|gift|gifts|docs|videos|photos|clips"
    r"|apps|tag|im|write|feed|search|stories|article|sticker|stickers|uslugi)(?:-?\d*(?:_\d+)*)"
    r"|mail|friends|groups|settings|login|join|restore|about|terms|privacy|rules|help|support|dev"
    r"|games|music|news|bookmarks|fave|jobs|ads|adscreate|brands|business|legal|data_protection"
    r"|safety|share|away|mobile|menu|notifications|communities|images|css|js|emoji|method|live"
    r"|public|club|event|id|blog|press|licence|unblock|badbrowser|.*\.(?:php|js)",
    re.IGNORECASE,
)
"""First parts of a path on VK that are neither a person nor a page."""

_ON_MEDIUM: Final = re.compile(
    r"(?:(?<=%2F)|(?<![A-Za-z0-9_.@%-]))(?:www\.)?"
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)\.medium\.com(?![A-Za-z0-9-]|\.[A-Za-z0-9])",
    re.IGNORECASE,
)
_NOT_ON_MEDIUM: Final = re.compile(
    r"www|m|help|miro|glyph|policy|blog|api|about|status|cdn|static|assets|analytics|events|link"
    r"|links|email|mail|press|jobs|engineering|cdn-client|(?:cdn|static|cdn-\w+|cdn-static)-\d+",
    re.IGNORECASE,
)
"""Parts of Medium's own that stand where an account's name may stand."""

# Reddit's way to name somebody, in any text.
_IN_WORDS: Final = re.compile(r"(?<![\w/.-])/?u/(?P<name>[A-Za-z0-9_-]{3,20})(?![\w/-])")

MEDIUM_HOST: Final = ".medium.com"
"""What stands behind an account's name that is part of a host."""

PROFILE_HINT: Final = (
    "(?i)"
    + "|".join(f"{host}/" for _, host, _ in _PLACES)
    + r"|vk\.(?:com|ru)/|\.medium\.com|https?://[^\s/]+/(?:@|users/)|\bu/[A-Za-z0-9_-]{3}"
)
"""RE2 expression that every text with such an address matches."""


PROFILE_PLATFORMS: Final = frozenset(
    {*(platform for platform, _, _ in _PLACES), "mastodon", "medium", "reddit", "vk"}
)
"""Platforms that an address may tell."""


def profiles_in(text: str) -> list[Named]:
    """The accounts named by addresses in a text, in order, none inside another."""
    # Of two that begin together the later of these counts: bsky.app/profile/alice.medium.com.
    found: dict[int, Named] = {}
    plain = text.lower()
    if MEDIUM_HOST in plain:
        found |= {named.start: named for named in _hosts(text)}
    found |= {named.start: named for named in _elsewhere(text)}
    if "vk." in plain:
        found |= {named.start: named for named in _on_vk(text)}
    for match in _IN_WORDS.finditer(text):
        found[match.start("name")] = Named(*match.span("name"), "reddit", match["name"])
    for platform, pattern in _KNOWN:
        reserved = _NO_ACCOUNTS.get(platform, "").split()
        for match in pattern.finditer(text):
            if match["name"].lower() not in reserved:
                start, end = match.span("name")
                found[start] = Named(start, end, platform, match["name"])
    apart: list[Named] = []
    for start in sorted(found):
        if not apart or start >= apart[-1].end:
            apart.append(found[start])
    return apart


def _hosts(text: str) -> Iterator[Named]:
    for match in _ON_MEDIUM.finditer(text):
        if not _NOT_ON_MEDIUM.fullmatch(match["name"]):
            yield Named(*match.span("name"), "medium", match["name"], in_host=True)


def _elsewhere(text: str) -> Iterator[Named]:
    for match in _ANYWHERE.finditer(text):
        if not (match["users"] and _NO_USERS.fullmatch(match["name"])):
            start, end = match.span("name")
            yield Named(start, end, "mastodon", f"{match['name']}@{match['host'].lower()}")


def _on_vk(text: str) -> Iterator[Named]:
    """People and pages of VK; ``id1`` is account 1 and ``club1`` is -1, as in VK's own exports."""
    for match in _VK.finditer(text):
        name = match["name"]
        if _NOT_ON_VK.fullmatch(name):
            continue
        if number := _VK_NUMBER.fullmatch(name):
            name = ("-" if number["page"] else "") + number["number"]
        yield Named(*match.span("name"), "vk", name)
