"""Sites, hashtags, named messages, accounts and groups that a search may mean besides words."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns import NAMES
from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED
from demasque.findings.searched.post_search import SITE
from demasque.text import canonical_url

MOST_NAMED: Final = 10
"""Of each kind that are listed, those in most posts."""

# What only excluded accounts posted keeps its name, with no post: one may still look for it.
_COUNTED: Final = f"""
SELECT name, count(DISTINCT t.post) FILTER (apart.post IS NULL) AS posts FROM ({{named}}) t
LEFT JOIN (SELECT post FROM posts WHERE account IN ({EXCLUDED})) apart USING (post)
WHERE name <> '' GROUP BY name ORDER BY posts DESC, name"""
_SITES: Final = _COUNTED.format(named=f"SELECT {SITE} AS name, post FROM links")
_TAGS: Final = _COUNTED.format(named="SELECT lower(tag) AS name, post FROM hashtags")
_LABELS: Final = f"""
SELECT trace, unnest(names) AS name FROM ({NAMES}) ORDER BY name, trace"""
_ACCOUNTS: Final = f"""
SELECT account FROM (
    SELECT DISTINCT account FROM posts WHERE starts_with(account, $1)
    UNION SELECT account FROM accounts WHERE starts_with(account, $1)
    UNION SELECT account FROM memberships WHERE starts_with(account, $1)
) ORDER BY account LIMIT {MOST_NAMED + 1}"""
_GROUPS: Final = "SELECT campaign FROM campaigns WHERE upper(campaign) = upper(?)"

_LINK: Final = f"""
SELECT value AS name, count(DISTINCT post) FILTER (d.account IS NULL) AS posts
FROM events e JOIN traces USING (kind, trace) LEFT JOIN ({EXCLUDED}) d ON d.account = e.account
WHERE kind = 'url' AND value = ? GROUP BY value"""

_SHORTEST: Final = 3  # characters of a pseudonym, beyond its mark


@dataclass(frozen=True)
class NamedThing:
    """A site, link or hashtag, and its posts, without those of excluded accounts."""

    name: str
    posts: int


@dataclass(frozen=True)
class NamedThings:
    """What bears the name that was looked for; of each kind the first, the rest left out."""

    links: tuple[NamedThing, ...]  # the very address, in the form in which links are compared
    sites: tuple[NamedThing, ...]
    tags: tuple[NamedThing, ...]
    labels: tuple[tuple[int, str], ...]  # number of a message, a name that people gave it
    accounts: tuple[str, ...]  # pseudonyms that begin so
    groups: tuple[str, ...]


def posted_names(store: CaseStore) -> dict[str, pa.Table]:
    """Every site and hashtag of a case with its posts: tables ``sites`` and ``tags``."""
    return {"sites": store.sql(_SITES), "tags": store.sql(_TAGS)}


def things_named(store: CaseStore, names: dict[str, pa.Table], written: str) -> NamedThings:
    """Look for a word among names; ``names`` are those of :func:`posted_names`."""
    word = written.strip().strip('"').lower()[:200]
    if not word:
        return NamedThings((), (), (), (), (), ())
    labels = store.sql(_LABELS).to_pylist()
    return NamedThings(
        links=_links(store, written.strip()[:2000]),
        sites=_with(names["sites"], word.removeprefix("www.")),
        tags=_with(names["tags"], word.removeprefix("#")),
        labels=tuple((row["trace"], row["name"]) for row in labels if word in row["name"].lower())[
            :MOST_NAMED
        ],
        accounts=_accounts(store, word),
        groups=tuple(store.sql(_GROUPS, (word,))["campaign"].to_pylist()),
    )


def _with(table: pa.Table, word: str) -> tuple[NamedThing, ...]:
    if not word:
        return ()
    found = table.filter(pc.match_substring(table["name"], word)).slice(0, MOST_NAMED)
    return tuple(NamedThing(**row) for row in found.to_pylist())


def _links(store: CaseStore, written: str) -> tuple[NamedThing, ...]:
    """The link that was written, with or without what stands before its site."""
    if "." not in written or "/" not in written or any(each.isspace() for each in written):
        return ()
    compared = canonical_url(written if "://" in written else f"https://{written}")
    rows = store.sql(_LINK, (compared,)).to_pylist() if compared else []
    return tuple(NamedThing(**row) for row in rows)


def _accounts(store: CaseStore, word: str) -> tuple[str, ...]:
    """Pseudonyms that begin so: what stands after their mark, "a_", may be asked for alone."""
    beginning = word if word.startswith("a_") else f"a_{word}"
    if len(beginning) < _SHORTEST + 2 or not beginning.isascii():
        return ()
    return tuple(store.sql(_ACCOUNTS, (beginning.rstrip("…."),))["account"].to_pylist())
