"""From an indicator as people write it, made harmless to click, to what it means.

Reports write ``hxxps://bild[.]pics`` so that nobody opens it by mistake. The habits read here are
those of Meta's, MISP's and STIX producers' files; a domain's normal form follows UTS #46
(non-transitional) and IDNA 2008, with older registrations (emoji) by plain punycode.
"""

import re
import unicodedata
from typing import Final

import idna

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Blanks are few on purpose: a run of a million of them must not be tried from each of its places.
_DOT: Final = re.compile(
    r"\s{0,3}(?:\[\s?(?:\.|dot)\s?[\])]|\(\s?(?:\.|dot)\s?\)|\{\s?(?:\.|dot)\s?\}|<\s?\.\s?>"
    r"|\[\.|(?<=\w)\.\]|\\\.)\s{0,3}",
    re.IGNORECASE,
)
_AT: Final = re.compile(
    r"\s{0,3}(?:\[\s?(?:@|at)\s?\]|\(\s?(?:@|at)\s?\)|\{\s?(?:@|at)\s?\})\s{0,3}", re.IGNORECASE
)
_SCHEME: Final = re.compile(
    r"(?<![a-z0-9])h(?:xx|tt|x|t|\*\*|__)p(s?)\s?"
    r"(?:\[:\]|\(:\)|\{:\}|:|\[:(?=//\]))\s?(?:\\/\\/|//\]?|\[/\]\[/\]|\[//\]|/\[/\])\s?",
    re.IGNORECASE,
)
_SLASH: Final = re.compile(r"\[/\]")

_QUOTES: Final = " \t\r\n\v\f\u00a0\"'`“”„«»‘’‹›"
_ENDS: Final = ".,;:!"
_PAIRS: Final = {")": "(", "]": "[", "}": "{", ">": "<"}

_PLAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LAST_LABEL: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_BEFORE_HOST: Final = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}:)?//(?:[^/?#]*@)?", re.IGNORECASE)
_FILES: Final = re.compile(
    r"avif|bmp|css|csv|docx?|exe|dll|gif|html?|jpe?g|js|json|pdf|php|png|svg|txt|webp|xlsx?|xml"
)
"""Endings of files that are no domains of the highest level."""

_LONGEST_HOST: Final = 253
_LONGEST_VALUE: Final = 10_000


def refang(text: str) -> str:
    """A text with its indicators as they are: ``hxxps[:]//bild[.]pics`` is ``https://bild.pics``.

    Read are ``[.] (.) {.} [dot] \\.`` and halves of brackets, ``[at]``, ``hxxp``, ``[:]//``,
    ``[://]`` and blanks around them; characters that are not seen (bidirectional controls, zero
    width) are out. All else stays.
    """
    seen = _UNSEEN.sub("", text)
    if "[" in seen or "(" in seen or "{" in seen or "<" in seen or "\\" in seen:
        seen = _SLASH.sub("/", _AT.sub("@", _DOT.sub(".", _scheme(seen))))
    return _scheme(seen)


def shown(text: str) -> str:
    """A text as it may be shown: without what is not seen or would steer a terminal or a page."""
    return _CONTROLS.sub("\ufffd", _UNSEEN.sub("", text))


def _scheme(text: str) -> str:
    return _SCHEME.sub(lambda found: f"http{found[1].lower()}://", text)


def bare(text: str) -> str:
    """A value without what encloses it and the sign that ends its sentence."""
    value = text.strip(_QUOTES)
    while value:
        shorter = value.rstrip(_ENDS).strip(_QUOTES)
        if shorter and shorter[-1] in _PAIRS and _PAIRS[shorter[-1]] not in shorter[1:]:
            opened = shorter[0] == _PAIRS[shorter[-1]]
            shorter = shorter[1:-1] if opened else shorter[:-1]
        if shorter == value:
            break
        value = shorter
    return value


def normal_domain(text: str) -> str | None:
    """The domain that a text is, or that its address is on; None where it is neither.

    Lower case, punycode, without ``www.``, port, path and a closing dot: ``hxxps://www.Bücher[.]de/x``
    is ``xn--bcher-kva.de``. Numbers of machines (IP) and e-mail addresses are no domains. Two texts
    that a browser takes to one host have one normal form but for ``www.``; a lookalike in another
    script has another.
    """
    if plain := plain_domain(text):
        return plain
    if len(text) > _LONGEST_VALUE:
        return None
    value = bare(refang(text))
    address = _BEFORE_HOST.match(value)
    host = value[address.end() :] if address else value
    host = re.split(r"[/?#\\]", host, maxsplit=1)[0]
    if "@" in host:
        return None
    host = re.sub(r":\d{0,5}$", "", host)
    host = re.sub(r"\s{0,3}\.\s{0,3}", ".", host).strip().removeprefix("*.")
    return _normal_host(host)


def plain_domain(text: str) -> str | None:
    """A domain that is in normal form already; None for everything else."""
    plain = _PLAIN.fullmatch(text) and not text.startswith("www.") and len(text) <= _LONGEST_HOST
    return text if plain and "xn--" not in text and _ends_like_a_domain(text) else None


def _normal_host(host: str) -> str | None:
    labels = [_normal_label(label) for label in _mapped(host).strip(".").split(".")]
    if len(labels) < 2 or None in labels:
        return None
    name = ".".join(filter(None, labels))
    if name.startswith("www.") and name.count(".") > 1:
        name = name.removeprefix("www.")
    return name if len(name) <= _LONGEST_HOST and _ends_like_a_domain(name) else None


def _mapped(host: str) -> str:
    """A host with capitals, wide forms and other dots mapped (UTS #46)."""
    if host.isascii():
        return host.lower()
    try:
        return idna.uts46_remap(host, std3_rules=False, transitional=False)
    except idna.IDNAError:
        return re.sub("[。．｡]", ".", unicodedata.normalize("NFKC", host).lower())


def _normal_label(label: str) -> str | None:
    if not label.isascii():
        if re.search(r"\s", label):
            return None
        try:
            label = idna.alabel(label).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            # Registered before IDNA 2008, such as emoji.
            label = "xn--" + label.encode("punycode", "ignore").decode("ascii")
    return label if _LABEL.fullmatch(label) else None


def _ends_like_a_domain(name: str) -> bool:
    last = name.rsplit(".", 1)[-1]
    return _LAST_LABEL.fullmatch(last) is not None and not _FILES.fullmatch(last)
