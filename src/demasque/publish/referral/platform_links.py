"""Addresses of accounts and posts, from the ids that exports give: what a platform's staff open.

Each follows a pattern of the platform's own addresses, the same ones from which
``demasque.sources`` reads ids. Where an id fits none, there is no address, and the id stands alone.
"""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

_INSTAGRAM_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_HANDLE: Final = r"[A-Za-z0-9_.][A-Za-z0-9_.-]*"

_ACCOUNTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    # platform: (what the whole id looks like, its address)
    "x": ((r"(\d+)", "https://x.com/i/user/{0}"), (r"@?(\w{1,15})", "https://x.com/{0}")),
    "youtube": (
        (r"(UC[\w-]{22})", "https://www.youtube.com/channel/{0}"),
        (rf"(@{_HANDLE})", "https://www.youtube.com/{0}"),
    ),
    "facebook": ((rf"({_HANDLE})", "https://www.facebook.com/{0}"),),
    "instagram": ((r"(?!\d+$)([\w.]+)", "https://www.instagram.com/{0}/"),),
    "threads": ((r"(?!\d+$)([\w.]+)", "https://www.threads.com/@{0}"),),
    "tiktok": ((r"(?!\d+$)@?([\w.]+)", "https://www.tiktok.com/@{0}"),),
    "reddit": ((r"(?:u/)?([\w-]{3,20})", "https://www.reddit.com/user/{0}"),),
    "telegram": ((r"(?!\d+$)@?(\w+)", "https://t.me/{0}"),),
    "bluesky": ((r"(did:[\w.:%-]+)", "https://bsky.app/profile/{0}"),),
    "mastodon": ((rf"({_HANDLE})@([\w.-]+\.\w+)", "https://{1}/@{0}"),),
    "vk": ((r"-(\d+)", "https://vk.com/club{0}"), (r"(\d+)", "https://vk.com/id{0}")),
    "medium": ((r"(?!.* )@?([\w.-]+)", "https://medium.com/@{0}"),),
    "linkedin": ((r"(?!\d+$)([\w-]+)", "https://www.linkedin.com/in/{0}"),),
}


def account_link(platform: str, account: str) -> str | None:
    """The address of an account's page, by its original id; None where none can be built."""
    for shape, address in _ACCOUNTS.get(platform, ()):
        if found := re.fullmatch(shape, account):
            return address.format(*found.groups())
    return None


def post_link(platform: str, post: str, account: str, root: str | None = None) -> str | None:
    """The address of a post, by original ids; None where none can be built.

    ``root`` is the post that began the thread, where the export says so: comments on YouTube and
    Reddit have no address without it.
    """
    make = _POSTS.get(platform)
    return make(post, account, root) if make is not None else None


def _x(post: str, account: str, root: str | None) -> str | None:
    return f"https://x.com/i/web/status/{post}" if post.isdigit() else None


def _youtube(post: str, account: str, root: str | None) -> str | None:
    if re.fullmatch(r"[\w-]{11}", post):
        return f"https://www.youtube.com/watch?v={post}"
    if root is not None and re.fullmatch(r"[\w-]{11}", root) and re.fullmatch(r"[\w.-]+", post):
        return f"https://www.youtube.com/watch?v={root}&lc={post}"
    return None


def _facebook(post: str, account: str, root: str | None) -> str | None:
    return f"https://www.facebook.com/{post}" if re.fullmatch(r"\d+(_\d+)?", post) else None


def _instagram(post: str, account: str, root: str | None) -> str | None:
    code = _short_code(post.split("_")[0])
    return f"https://www.instagram.com/p/{code}/" if code else None


def _threads(post: str, account: str, root: str | None) -> str | None:
    page, code = account_link("threads", account), _short_code(post.split("_")[0])
    return f"{page}/post/{code}" if page and code else None


def _short_code(post: str) -> str | None:
    """A post's short code: itself, or its number in base 64 with Instagram's letters."""
    if not post.isdigit():
        return post if re.fullmatch(r"[\w-]{5,}", post) else None
    number, code = int(post), ""
    while number:
        number, digit = divmod(number, 64)
        code = _INSTAGRAM_LETTERS[digit] + code
    return code or None


def _tiktok(post: str, account: str, root: str | None) -> str | None:
    page = account_link("tiktok", account)
    return f"{page}/video/{post}" if page and post.isdigit() and root is None else None


def _reddit(post: str, account: str, root: str | None) -> str | None:
    found = re.fullmatch(r"(?:t([13])_)?(\w+)", post)
    if found is None:
        return None
    if found[1] != "1":
        return f"https://www.reddit.com/comments/{found[2]}"
    thread = re.fullmatch(r"(?:t3_)?(\w+)", root or "")
    return f"https://www.reddit.com/comments/{thread[1]}/_/{found[2]}" if thread else None


def _telegram(post: str, account: str, root: str | None) -> str | None:
    found = re.fullmatch(r"(\w+)[/-](\d+)", post)
    if found is None:
        return None
    return f"https://t.me/{'c/' if found[1].isdigit() else ''}{found[1]}/{found[2]}"


def _bluesky(post: str, account: str, root: str | None) -> str | None:
    found = re.fullmatch(r"at://(did:[\w.:%-]+)/app\.bsky\.feed\.post/(\w+)", post)
    return f"https://bsky.app/profile/{found[1]}/post/{found[2]}" if found else None


def _mastodon(post: str, account: str, root: str | None) -> str | None:
    if not re.fullmatch(r"https://[\w.-]+\.\w+/\S+", post):
        return None
    return quote(post, safe="/:@%?&=~+#.-_")


def _vk(post: str, account: str, root: str | None) -> str | None:
    found = re.fullmatch(r"(?:wall)?(-?\d+_\d+)", post)
    return f"https://vk.com/wall{found[1]}" if found else None


def _medium(post: str, account: str, root: str | None) -> str | None:
    return f"https://medium.com/p/{post}" if re.fullmatch(r"[0-9a-f]{8,12}", post) else None


_POSTS: Final[dict[str, Callable[[str, str, str | None], str | None]]] = {
    "x": _x,
    "youtube": _youtube,
    "facebook": _facebook,
    "instagram": _instagram,
    "threads": _threads,
    "tiktok": _tiktok,
    "reddit": _reddit,
    "telegram": _telegram,
    "bluesky": _bluesky,
    "mastodon": _mastodon,
    "vk": _vk,
    "medium": _medium,
}
