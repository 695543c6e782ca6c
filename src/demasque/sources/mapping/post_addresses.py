"""Posts named by addresses of their pages, such as ``https://x.com/NAME/status/1``.

Platforms number a post in more than one way, and exports of one platform do not agree on which to
give. So an address answers with every id that it implies; whoever has posts looks for each.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class NamedPost:
    """The platform of an address, and the ids that exports give the post, the likeliest first."""

    platform: str
    ids: tuple[str, ...]


_INSTAGRAM_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_PATHS: Final = tuple(
    (platform, re.compile(host), re.compile(path))
    for platform, host, path in (
        ("x", r"(?:twitter|x)\.com", r"/(?:i/web|i|\w+)/status(?:es)?/(\d+)"),
        ("tiktok", r"tiktok\.com", r"/@[\w.-]*/(?:video|photo)/(\d+)"),
        ("instagram", r"instagram\.com", r"(?:/[\w.]+)?/(?:p|reels?|tv)/([\w-]+)"),
        ("threads", r"threads\.(?:net|com)", r"/@[\w.]+/post/([\w-]+)"),
        ("youtube", r"youtu\.be", r"/([\w-]{11})"),
        ("youtube", r"youtube\.com", r"/(?:shorts|embed|live|v)/([\w-]{11})"),
        (
            "facebook",
            r"facebook\.com",
            r"/(?:[\w.-]+/)?(?:posts|videos|permalink|reel)/(?:[\w.-]+/)?(\w+)",
        ),
        ("reddit", r"reddit\.com", r"(?:/r/\w+)?/comments/\w+/[^/]*/(\w+)"),
        ("reddit", r"reddit\.com", r"(?:/r/\w+)?/comments/(\w+)"),
        ("bluesky", r"bsky\.app", r"/profile/([\w.:-]+)/post/(\w+)"),
        ("telegram", r"(?:t|telegram)\.me", r"/(?:s/)?(?:c/)?(\w+)/(\d+)"),
        ("vk", r"vk\.(?:com|ru)", r"/(?:wall|video|clip)(-?\d+)_(\d+)"),
    )
)  # fmt: skip
_IN_QUERY: Final = {
    "youtube.com": ("youtube", "v"),
    "facebook.com": ("facebook", "story_fbid fbid v"),
}
_PREFIXES: Final = ("www.", "m.", "mobile.", "old.", "web.", "vm.", "mbasic.", "new.")


def post_of_address(address: str) -> NamedPost | None:
    """The post that an address of its page names; None for other addresses and other words.

    An address of a platform that is not known names a post of the fediverse, where it is the id.
    """
    if "://" not in address:
        return None
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").casefold()
    except ValueError:
        return None
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    path = unquote(parts.path)
    for platform, known, pattern in _PATHS:
        if known.fullmatch(host) and (found := pattern.match(path)):
            return NamedPost(platform, _ids(platform, found.groups(), path))
    platform, keys = _IN_QUERY.get(host, ("", ""))
    given = parse_qs(parts.query)
    named = next((given[key][0] for key in keys.split() if given.get(key)), None)
    if named:
        return NamedPost(platform, (named,))
    return NamedPost("mastodon", (address.strip(),)) if re.search(r"/@|/users/", path) else None


def instagram_number(code: str) -> str | None:
    """The number of a post on Instagram or Threads, which its short code writes in base 64."""
    number = 0
    for letter in code[:11]:  # what follows is a private post's key
        value = _INSTAGRAM_LETTERS.find(letter)
        if value < 0:
            return None
        number = number * 64 + value
    return str(number)


def _ids(platform: str, groups: tuple[str, ...], path: str) -> tuple[str, ...]:
    first, last = groups[0], groups[-1]
    if platform in ("instagram", "threads"):
        number = instagram_number(first)
        return (first, number) if number else (first,)
    if platform == "reddit":
        kind = "t1" if re.search(r"/comments/\w+/[^/]*/\w+", path) else "t3"
        return (f"{kind}_{first}", first)
    if platform == "bluesky":
        return (f"at://{first}/app.bsky.feed.post/{last}",)
    if platform == "telegram":
        return (f"{first}/{last}", f"{first}-{last}")
    if platform == "vk":
        return (f"{first}_{last}", f"wall{first}_{last}")
    return (first,)
