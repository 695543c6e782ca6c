"""What kind of indicator is a value? Persons and machines are none; nor is prose.

A library says what operations *used*: sites, addresses, words, pictures. It never holds accounts of
persons, their e-mail addresses or telephone numbers, whoever published them.
"""

import ipaddress
import re
import unicodedata
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from demasque.dossier.library.known_values import KnownValue, Loss
from demasque.dossier.library.refanging import bare, normal_domain, plain_domain, refang
from demasque.privacy import profiles_in
from demasque.sentences import Sentence
from demasque.text import canonical_url, long_enough, match_key

EMAIL: Final = Loss(Sentence("an e-mail address: a library holds nothing of persons"))
ACCOUNT: Final = Loss(Sentence("names an account: a library holds nothing of persons"))
PHONE: Final = Loss(Sentence("a telephone number: a library holds nothing of persons"))
MACHINE: Final = Loss(Sentence("an IP address: posts name sites, not machines"))
PROSE: Final = Loss(
    Sentence("prose or a name: no domain, link, hashtag or headline stands alone in it")
)
MENTIONS: Final = Loss(
    Sentence("prose that mentions a domain or hashtag: it may be a victim's or a service's")
)
SHORT: Final = Loss(Sentence("words too short to be anybody's in particular"))
LONG: Final = Loss(Sentence("a value of more than 10,000 characters"))
NOT_UTF8: Final = Loss(Sentence("characters that cannot be read (not UTF-8)"))
BLANK: Final = Loss(Sentence("blank row"))
NO_DOMAIN: Final = Loss(Sentence("no domain that can exist"))
NO_LINK: Final = Loss(Sentence("no address of a page"))
BLANKS: Final = Loss(Sentence("an address with blanks in it: which page is not sure"))
NO_HASH: Final = Loss(Sentence("no hash of 32, 40 or 64 hexadecimal digits"))

_MOST: Final = 10_000
_HASHTAG: Final = re.compile(r"[#＃](?!\d+$)\w+")
_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_ALGORITHMS: Final = {32: "md5", 40: "sha1", 64: "pdq or sha256"}
_EMAIL: Final = re.compile(r"(?<![\w/@])[\w.%+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?\(?\d[\d\s().-]{6,18}\d")
_HANDLE: Final = re.compile(r"@[\w.-]+(?:@[\w.-]+)?")
_QUOTED: Final = re.compile(r"""["“„«'‘].{2,}["”“»'’]""", re.DOTALL)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)
_PAGE: Final = re.compile(r"(?:[a-z]+:)?(?://)?[^/?#]+(?:/|\?)[^/]", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"(?:\s|[;,|](?=\s|\S{0,99}[.#])|\band\b|&(?=\s))+")
_MENTION: Final = re.compile(r"[\w-]\.[a-z]{2,}(?![\w-])|[#＃]\w", re.IGNORECASE)
_NOTE: Final = re.compile(r"^(\S+)\s+\(([^()]{1,300})\)\s*$", re.DOTALL)

_USER_HOSTS: Final = re.compile(
    r"[\w-]+\.(?:livejournal|tumblr|deviantart|substack|newgrounds)\.com", re.IGNORECASE
)
_USER_PATHS: Final = re.compile(r"/(?:@|(?:u|users?|members?|profiles?)/)[^/]+", re.IGNORECASE)
_FIRST_IS_USER: Final = re.compile(
    r"(?:[a-z]{2}\.)?(?:pinterest\.[a-z.]+|tumblr\.com|vimeo\.com|ok\.ru|gab\.com|vk\.com"
    r"|twitch\.tv|gettr\.com|truthsocial\.com|patreon\.com|github\.com|flickr\.com)",
    re.IGNORECASE,
)
_NO_USERS: Final = frozenset(
    ("pin", "search", "tag", "tagged", "explore", "watch", "channels", "groups", "wall", "video")
)
"""First parts of paths, on the sites above, that are no account."""


def read_value(text: str) -> KnownValue | Loss:
    """The indicator that a text is, alone; why it is none otherwise."""
    written = text.strip()
    if len(written) > _MOST:
        return LONG
    if "\ufffd" in written:
        return NOT_UTF8
    value = bare(refang(written))
    if not value:
        return BLANK
    if (normal := plain_domain(value)) and not _USER_HOSTS.fullmatch(normal):
        return KnownValue("domain", written, normal)  # nearly every value of a large list
    if _HASHTAG.fullmatch(value):
        return known_hashtag(written, value)
    if len(value) in _ALGORITHMS and _HEX.fullmatch(value):
        return known_hash(written)
    if loss := _of_a_person_or_machine(value):
        return loss
    if not re.search(r"\s", value):
        found = known_link(written)
        if isinstance(found, KnownValue) or found is ACCOUNT:
            return found
    elif _SCHEME.match(value):
        return BLANKS  # the host alone would be another claim: that of the whole site
    elif "/" not in value and isinstance(found := known_domain(written), KnownValue):
        return found
    if _QUOTED.fullmatch(written):
        return known_text(written)
    return _prose(value)


def read_values(text: str) -> tuple[list[KnownValue], list[Loss]]:
    """The indicators in a cell that holds nothing else, one or several; why there are none.

    What prose mentions is no indicator: whoever reports of an operation names its victims, the
    media that it imitates and the services that it used in the same sentences.
    """
    whole = read_value(text)
    if isinstance(whole, KnownValue):
        return [whole], []
    if whole == LONG:
        return [], [whole]
    if note := _NOTE.match(text.strip()):
        found = read_value(note[1])
        if isinstance(found, KnownValue):
            return [replace(found, words=note[2].strip())], []
    parts = [part for part in _BETWEEN.split(refang(text).strip()) if part]
    if len(parts) < 2:
        return [], [whole]
    each = [read_value(part) for part in parts]
    if any(found in (PROSE, MENTIONS, BLANK) for found in each):
        return [], [whole]
    values = [found for found in each if isinstance(found, KnownValue)]
    return values, [found for found in each if isinstance(found, Loss)]


def known_domain(text: str) -> KnownValue | Loss:
    """A text as a domain; an address of a page of it is that page, not the whole site."""
    if len(text) > _MOST:
        return LONG
    value = bare(refang(text))
    if loss := _of_a_person_or_machine(value):
        return loss
    if _PAGE.match(value):
        return known_link(text)
    normal = normal_domain(text)
    if normal is None:
        return NO_DOMAIN
    if _USER_HOSTS.fullmatch(normal):
        return ACCOUNT
    return KnownValue("domain", text.strip(), normal)


def known_link(text: str) -> KnownValue | Loss:
    """A text as an address of a page; as a domain where it names no page of it."""
    if len(text) > _MOST:
        return LONG
    value = bare(refang(text))
    if loss := _of_a_person_or_machine(value):
        return loss
    host = normal_domain(value)
    if host is None:
        return NO_LINK
    try:
        parts = urlsplit(value if _SCHEME.match(value) else f"https://{value}")
    except ValueError:
        return NO_LINK
    if names_an_account(host, parts.path):
        return ACCOUNT
    if parts.path in ("", "/") and not parts.query:
        return KnownValue("domain", text.strip(), host)
    normal = canonical_url(value)
    return NO_LINK if normal is None else KnownValue("url", text.strip(), normal)


def known_hashtag(written: str, value: str) -> KnownValue:
    """A hashtag, with or without its sign."""
    tag = value.lstrip("#＃")
    return KnownValue("hashtag", written, unicodedata.normalize("NFKC", tag).casefold())


def known_hash(text: str, algorithm: str | None = None) -> KnownValue | Loss:
    """Hexadecimal digits as a hash; ``algorithm`` is what the source calls it."""
    digits = text.strip()
    usual = _ALGORITHMS.get(len(digits))
    if usual is None or not _HEX.fullmatch(digits):
        return NO_HASH
    if algorithm is not None and algorithm not in usual:
        return NO_HASH
    return KnownValue("hash", digits, digits.lower(), algorithm or usual)


def known_text(text: str) -> KnownValue | Loss:
    """Words, such as a headline, that somebody's posts may repeat."""
    if len(text) > _MOST:
        return LONG
    key = match_key(text)
    return KnownValue("text", text.strip(), key) if long_enough(key) else SHORT


def names_an_account(host: str, path: str) -> bool:
    """Whether an address is that of an account, or of something that an account's name leads to.

    A case keeps no such address either: it could not be matched.
    """
    if profiles_in(f"https://{host}{path}"):
        return True
    if _USER_HOSTS.fullmatch(host) or _USER_PATHS.match(path):
        return True
    first = path.strip("/").split("/", 1)[0].lower()
    return bool(_FIRST_IS_USER.fullmatch(host) and first and first not in _NO_USERS)


def _of_a_person_or_machine(value: str) -> Loss | None:
    if not _SCHEME.match(value) and _EMAIL.search(value):
        return EMAIL
    if value.lower().startswith("mailto:"):
        return EMAIL
    if _HANDLE.fullmatch(value):
        return ACCOUNT
    if _is_machine(value):
        return MACHINE
    return PHONE if _PHONE.fullmatch(value) else None


def _is_machine(value: str) -> bool:
    address = _SCHEME.sub("", value)
    host = re.split(r"[/?#]", address.strip("[]"), maxsplit=1)[0]
    for name in (host.strip("[]"), re.sub(r"\]?:\d{1,5}$", "", host)):
        try:
            ipaddress.ip_address(name)
        except ValueError:
            continue
        return True
    return False


def _prose(value: str) -> Loss:
    return MENTIONS if _MENTION.search(value) else PROSE
