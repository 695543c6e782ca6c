"""Details of persons in the words of posts: found, masked before a text is stored, and counted.

Phone numbers, e-mail and postal addresses and numbers of identity documents, as they are written in
English, French and Chinese. Publishing somebody's details is a weapon (doxing): the count is an
indicator, and the detail itself is nobody's business, so the stores, reports and exports hold
``[phone]`` where a number stood. The original stays in the evidence.

What looks alike must stay: dates, prices, counts, ids, addresses of pages, hashtags, mentions.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.privacy.handles import rows_matching
from demasque.privacy.identity_documents import DOCUMENT_HINT, documents_in
from demasque.privacy.phone_numbers import PHONE_HINT, phones_in
from demasque.privacy.pseudonyms import MENTION

DETAIL_KINDS: Final = ("email", "phone", "address", "id_document")

MASKS: Final = {kind: f"[{kind.replace('_', ' ')}]" for kind in DETAIL_KINDS}
"""What stands in a stored text in the place of a detail."""


Counted = list[tuple[int, str, int]]
"""Row of a column, kind of detail, how many."""


class Detail(NamedTuple):
    """One detail: characters ``start`` to ``end`` of a text, and which of ``DETAIL_KINDS``."""

    start: int
    end: int
    kind: str


_LATIN: Final = "A-Za-zÀ-ɏ0-9"
_UNSEEN: Final = "\u00ad\u200b-\u200d\u2060\ufeff"  # put between letters to get past filters
EMAIL: Final = re.compile(
    # Chinese stands right before and behind an address, so letters that bound it are Latin ones.
    rf"(?<![{_LATIN}_.@＠/%+-])[{_LATIN}][{_LATIN}{_UNSEEN}._%+-]{{0,63}}@"
    rf"(?:[{_LATIN}{_UNSEEN}-]{{1,63}}\.)+"
    rf"(?!(?:png|jpe?g|gif|webp|svg|js|css|html?|php)\b)[A-Za-z{_UNSEEN}]{{2,24}}(?![{_LATIN}_@])"
)
_IN_QUERY: Final = re.compile(
    r"(?:(?<==)|(?<=mailto:)|(?<=%3D))[\w.%+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"
)

_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_HASHTAG: Final = re.compile(r"[#＃]\w+")

_CITY: Final = r"[A-ZÀ-Ý][\w'’.-]+(?: [A-ZÀ-Ý][\w'’.-]+){0,2}"
_POST: Final = (
    # City, region and postal code: of the United States and France, Canada, Britain, Australia.
    rf"(?:,? {_CITY}(?:,? (?:[A-Z]{{2}}|\([A-ZÀ-Ý][\w'’. -]{{2,20}}\)))?,? "
    r"(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}"
    r"|(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) \d{4})\b)?"
)
# A house number, words that begin with a capital, and the sort of street.
_ENGLISH: Final = re.compile(
    r"(?<![\w.,:/$€£#-])\d{1,5}[A-Za-z]?,? (?:(?:[NSEW]\.?|North|South|East|West) )?"
    r"(?!(?:Wall|Main|Downing|Sesame|Million|Billion|Hours) )"
    r"(?:[A-Z][\w'’-]+ |\d{1,3}(?:st|nd|rd|th) ){1,3}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Terrace|Crescent"
    r"|Close|Parkway|Pkwy|Gardens|Mews)\b\.?"
    r"(?:,? (?:Apt|Apartment|Flat|Unit|Suite)\.? ?#?\w{1,5})?" + _POST
)
_FRENCH: Final = re.compile(
    r"(?<![\w.,:/$€£#-])\d{1,4}(?: ?(?:bis|ter|quater|[A-D]))?,? "
    r"(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Bb]oulevard|[Bb]d\.?|[Cc]hemin|[Ii]mpasse|[Aa]llée|[Rr]oute|[Qq]uai"
    r"|[Ss]quare|[Ss]entier|[Ff]aubourg|[Rr]uelle|[Vv]enelle|[Pp]lace) "
    r"(?:(?:de la|de l['’]|des|du|de|d['’]|la|le|les|aux?|à la) ?)?"
    r"[A-ZÀ-Ý][\w'’-]+(?:[ -](?:(?:de la|de|du|des|et) )?[A-ZÀ-Ý][\w'’-]+){0,4}"
    r"(?:,? ?(?:à )?\d{5} [A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+){0,3})?" + _POST
)
_CHINESE: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{2,7}(?:省|市|区|區|县|縣|镇|鎮|乡|鄉))*"
    r"[\u4e00-\u9fff]{1,6}(?:大道|胡同|路|街|巷|弄)(?:[一二三四五六七八九十]段)? ?"
    r"\d{1,5} ?(?:号|號)(?:院|楼|樓)?"
    r"(?:[\d一二三四五六七八九十东西南北]{1,6}(?:号楼|號樓|栋|棟|幢|单元|單元|楼|樓|层|層|室))*"
    r"(?:\d{2,5}室?)?"
)
_STREETS: Final = (_ENGLISH, _FRENCH, _CHINESE)

HINT: Final = "|".join(
    (
        r"[^\s@](?:@|%40)[^\s@]+\.[A-Za-z]",
        PHONE_HINT,
        DOCUMENT_HINT,
        r"\b[0-9]{1,5}(?: ?bis| ?ter| ?[A-Za-z])?,? (?i:rue|avenue|av\.|boulevard|bd|chemin|impasse"
        r"|allée|route|quai|square|sentier|faubourg|ruelle|venelle|place) ",
        r" (?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Terrace"
        r"|Crescent|Close|Parkway|Pkwy|Gardens|Mews)\b",
        r"(?:道|同|路|街|巷|弄|段) ?[0-9]{1,5} ?(?:号|號)",
    )
)
"""RE2 expression that every text with a detail matches: what does not is not looked at further."""

SIGNS: Final = b"@0123456789" + bytes(range(128, 256))
"""Every text with a detail has one of these bytes, which all characters beyond ASCII have."""


@lru_cache(maxsize=8192)
def details_in(text: str, lang: str | None = None) -> tuple[Detail, ...]:
    """The details in a text, in order, none inside another.

    ``lang`` (a code as in ``posts.lang``) says how numbers without a country code are read; without
    it the script of the text does.
    """
    found = [Detail(m.start(), m.end(), "email") for m in _emails(text)]
    hidden = _hide(text, found)
    for kind, spans in (
        ("id_document", documents_in),
        ("phone", lambda words: phones_in(words, lang)),
        ("address", _streets),
    ):
        new = [Detail(start, end, kind) for start, end in spans(hidden)]
        found += new
        hidden = _blank(hidden, new)
    return tuple(sorted(found))


def masked(text: str, details: tuple[Detail, ...]) -> str:
    """The text with each detail's place taken by its mask."""
    pieces, end = [], 0
    for detail in details:
        pieces += [text[end : detail.start], MASKS[detail.kind]]
        end = detail.end
    return "".join((*pieces, text[end:]))


def masked_column(texts: pa.Array, langs: pa.Array) -> tuple[pa.Array, Counted]:
    """A column of texts with every detail masked, and what was masked.

    ``langs`` are the texts' languages, or nulls. Most texts match no :data:`HINT` and are not
    touched.
    """
    at = rows_matching(texts, HINT, SIGNS)
    if not len(at):
        return texts, []
    rows, counted, new = pa.array(at), [], []
    words, spoken = texts.take(rows).to_pylist(), langs.take(rows).to_pylist()
    for row, text, lang in zip(at, words, spoken, strict=True):
        details = details_in(text, lang)
        new.append(masked(text, details) if details else text)
        tally = Counter(detail.kind for detail in details)
        counted += [(int(row), kind, tally[kind]) for kind in DETAIL_KINDS if kind in tally]
    if not counted:
        return texts, []
    concerned = np.zeros(len(texts), np.bool_)
    concerned[at] = True
    masks = pa.array(new, pa.string())
    return pc.replace_with_mask(texts, pa.array(concerned), masks), counted


def masked_links(links: pa.Array) -> pa.Array:
    """A column of addresses of pages with the e-mail addresses in them masked."""
    concerned = pc.fill_null(pc.match_substring_regex(links, "@|%40"), False)
    if not pc.any(concerned).as_py():
        return links
    new = []
    for link in links.filter(concerned).to_pylist():
        found = tuple(Detail(m.start(), m.end(), "email") for m in _emails(link))
        new.append(masked(link, found))
    return pc.replace_with_mask(links, concerned, pa.array(new, pa.string()))


def _emails(text: str) -> Iterator[re.Match[str]]:
    """Addresses in the words, and those that a link carries to a form."""
    links = [m.span() for m in _LINK.finditer(text)]
    for found in EMAIL.finditer(text):
        if not any(start <= found.start() < end for start, end in links):
            yield found
    for start, end in links:
        yield from _IN_QUERY.finditer(text, start, end)


def _hide(text: str, found: list[Detail]) -> str:
    """The text with links, hashtags, mentions and what was found made letters of equal length."""
    hidden = _blank(text, found)
    for pattern in (_LINK, MENTION, _HASHTAG):
        hidden = pattern.sub(lambda m: "x" * len(m[0]), hidden)
    return hidden


def _blank(text: str, found: list[Detail]) -> str:
    for start, end, _ in found:
        text = text[:start] + "x" * (end - start) + text[end:]
    return text


def _streets(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    for pattern in _STREETS:
        for found in pattern.finditer(text):
            if found.start() >= end:
                yield found.span()
        end = 0
