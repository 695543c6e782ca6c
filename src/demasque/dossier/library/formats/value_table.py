"""Tables of domains and other values with named columns: DIMA's, this program's own, and others'.

DIMA's ``match_type`` is its browser plugin's: ``exact`` and ``contains`` with a whole domain both
mean the domain with what is below it; the pattern of one domain is that domain; a part of a name
(``topnews``) would match strangers' sites and is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.formats.meta_networks import DAMAGED, NOTHING
from demasque.dossier.library.formats.misp_event import NOT_FOR_DETECTION
from demasque.dossier.library.known_values import KINDS, KnownRow, KnownValue, Loss
from demasque.dossier.library.reading_values import (
    BLANK,
    known_domain,
    known_hash,
    known_hashtag,
    known_link,
    known_text,
    read_value,
)
from demasque.dossier.library.source_file import SourceFile
from demasque.errors import DemasqueError
from demasque.sentences import Sentence

PART: Final = Loss(Sentence("a part of a domain's name, which strangers' sites may have too"))
OTHER_KIND: Final = Loss(Sentence("of a kind that is not kept: {detail}"))

_DIMA: Final = ("operation", "domain", "match_type", "source", "report_url", "identified_date")
_VALUES: Final = (
    "value",
    "indicator",
    "indicator_value",
    "ioc",
    "domain",
    "url",
    "hashtag",
    "hash",
)
_KINDS: Final = ("kind", "type", "indicator_type")
_OF_POSTS: Final = frozenset(
    (
        "author", "author_id", "author_name", "user", "user_id", "userid", "username", "account",
        "account_id", "account_name", "screen_name", "post_id", "tweet_id", "tweetid", "handle",
    )
)  # fmt: skip
"""Columns of which one makes a table of links a table of people's posts: none is an indicator."""
_OPERATIONS: Final = ("event_info", "operation", "network", "campaign", "collection")
_WORDS: Final = ("comment", "comments", "note", "notes", "description", "source", "risk")
_DATES: Final = ("date", "identified_date", "ds", "first_seen")
_LINKS: Final = ("link", "report_url", "reference", "report")
_ONE_DOMAIN: Final = re.compile(r"\(\^\|\\{1,2}\.\)((?:[\w-]+\\{1,2}\.)+[\w-]+)\$")
_KIND_NAMES: Final[Mapping[str, str]] = {
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(("domain_name", "domain-name", "hostname", "fqdn", "site"), "domain"),
    **dict.fromkeys(("uri", "link", "cib_url"), "url"),
    **dict.fromkeys(("headline", "title"), "text"),
    **dict.fromkeys(("md5", "sha1", "sha256", "pdq"), "hash"),
    **dict.fromkeys(("sha-1", "sha-256"), "hash"),
}


def _recognises(file: SourceFile) -> bool:
    named = set(file.header)
    return len(named) > 1 and any(name in named for name in _VALUES)


def _read(file: SourceFile) -> Iterator[KnownRow]:
    header = file.header
    value_column = next(name for name in _VALUES if name in header)
    if of_posts := next((name for name in header if name in _OF_POSTS), None):
        raise DemasqueError(
            "{name} is an export of posts or accounts, by its column {column}: add it to a case. "
            "The library takes what was published of operations. Nothing of it was used.",
            name=file.name,
            column=of_posts,
        )
    for line, cells in file.rows():
        if cells is None:
            yield KnownRow(line, losses=(DAMAGED,))
        elif not any(cell.strip() for cell in cells):
            yield KnownRow(line, losses=(BLANK,))
        else:
            row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            found = table_value(row, value_column)
            if isinstance(found, Loss):
                yield KnownRow(line, losses=(found,))
            else:
                yield KnownRow(line, (with_context(found, row),))


def table_value(row: Mapping[str, str], column: str) -> KnownValue | Loss:
    """The indicator of a row of named values, of which ``column`` has the value itself."""
    written = row.get(column, "")
    if not written:
        return NOTHING
    if row.get("to_ids", "").lower() in ("0", "false"):
        return NOT_FOR_DETECTION
    said = _first(row, _KINDS) or (column if column in _KIND_NAMES else "")
    if "match_type" in row:
        return _matched_domain(written, row["match_type"])
    kind = _KIND_NAMES.get(said.lower())
    if said and kind is None:
        return Loss(OTHER_KIND.reason, said[:80])
    match kind:
        case "domain":
            return known_domain(written)
        case "url":
            return known_link(written)
        case "hashtag":
            return known_hashtag(written, written)
        case "text":
            return known_text(written)
        case "hash":
            return known_hash(written, _algorithm(said, row))
        case _:
            return read_value(written)


def _algorithm(said: str, row: Mapping[str, str]) -> str | None:
    named = (row.get("algorithm") or (said if said.lower() != "hash" else "")).lower()
    return named.replace("-", "") if named in _KIND_NAMES else None


def _matched_domain(written: str, match_type: str) -> KnownValue | Loss:
    if match_type == "pattern":
        one = _ONE_DOMAIN.fullmatch(written)
        if one is None:
            return PART
        found = known_domain(one[1].replace("\\", ""))
        return replace(found, value=written) if isinstance(found, KnownValue) else found
    found = known_domain(written)
    return PART if match_type == "contains" and isinstance(found, Loss) else found


def with_context(value: KnownValue, row: Mapping[str, str]) -> KnownValue:
    """The value with what else its row says: operation, words, date and link."""
    of_words = ("words",) if "words" in row else _WORDS
    return replace(
        value,
        operation=_first(row, _OPERATIONS),
        words="; ".join(row[name] for name in of_words if row.get(name)) or None,
        date=_first(row, _DATES),
        link=_first(row, _LINKS),
    )


def _first(row: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((row[name] for name in names if row.get(name)), None)


def _is_dima(file: SourceFile) -> bool:
    return file.header[: len(_DIMA)] == _DIMA


DIMA_DOMAINS: Final = IndicatorFormat("dima-domains", Sentence("domains of DIMA"), _is_dima, _read)
VALUE_TABLE: Final = IndicatorFormat(
    "table",
    Sentence("table"),
    _recognises,
    _read,
    sure=False,
)
