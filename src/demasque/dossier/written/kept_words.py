"""What a person writes, before it is kept for good: without names of the case's accounts.

Nothing can be taken out of the custody log again, so accounts of the case stand there under their
pseudonyms, and e-mail addresses, telephone numbers and the like are masked, as in texts of posts.
Every entry of the journal comes through here.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from demasque import privacy
from demasque.case import CaseStore
from demasque.dossier.written.name_places import NamePlace, name_places
from demasque.dossier.written.names_of_accounts import AccountNames
from demasque.errors import DemasqueError, Sentence

_WORDS: Final = frozenset(
    {"what", "who", "about", "because", "statement", "would_change", "title", "says", "words",
     "name", "cause"}
)  # fmt: skip
_ADDRESSES: Final = frozenset({"where", "archived", "source", "sources", "urls", "hashtags"})
"""Fields of an entry's body in which a person's own words stand, or an address that was typed."""


def without_names(store: CaseStore, words: str, *, noted: bool = True) -> str:
    """Words as they are kept: see :func:`kept_body`."""
    kept: str = kept_body(store, {"because": words}, noted=noted)["because"]
    return kept


def kept_body(store: CaseStore, body: Mapping[str, Any], *, noted: bool = True) -> dict[str, Any]:
    """The body of an entry as it is kept.

    What was replaced is added up in ``store.replaced``, unless ``noted`` is false.

    Raises:
        DemasqueError: there are @names, or addresses of accounts' pages, and the key is gone.
    """
    (kept,) = kept_bodies(store, [body], noted=noted)
    return kept


def kept_bodies(
    store: CaseStore, bodies: Sequence[Mapping[str, Any]], *, noted: bool = True
) -> list[dict[str, Any]]:
    """The bodies of several entries, as :func:`kept_body` has each; asks the case once for all."""
    counts: Counter[str] = Counter()

    def masked(words: str, is_address: bool) -> str:
        return _masked(words, is_address, counts)

    clean = [_each(body, masked) for body in bodies]
    places = [
        place
        for body in clean
        for name, said in body.items()
        for words, is_address in _in(name, said)
        for place in name_places(words, is_address)
    ]
    names = _names(store, places, counts)
    if names is not None:

        def unnamed(words: str, is_address: bool) -> str:
            return _unnamed(words, is_address, names, counts)

        clean = [_each(body, unnamed) for body in clean]
    if noted:
        store.replaced.update(counts)
    return clean


def _each(body: Mapping[str, Any], change: Callable[[str, bool], str]) -> dict[str, Any]:
    return {name: _changed(name, said, change) for name, said in body.items()}


def what_was_replaced(store: CaseStore) -> tuple[Sentence, ...]:
    """What was replaced in people's words since this was asked last, in sentences."""
    counts = Counter(store.replaced)
    store.replaced.clear()
    said: list[Sentence] = []
    if names := counts.pop("names", 0):
        said.append(
            Sentence.counted(
                "{n} name of an account was written as its pseudonym.",
                "{n} names of accounts were written as pseudonyms.",
                names,
            )
        )
    if counts.pop("not looked for", 0):
        said.append(
            Sentence(
                "Names of accounts could not be looked for in these words: the case's key is gone."
            )
        )
    if details := counts.total():
        said.append(
            Sentence.counted(
                "{n} e-mail address, telephone number or other personal detail was masked.",
                "{n} e-mail addresses, telephone numbers or other personal details were masked.",
                details,
            )
        )
    return tuple(said)


def _names(store: CaseStore, places: list[NamePlace], counts: Counter[str]) -> AccountNames | None:
    if not places:
        return None
    try:
        return AccountNames(store, places)
    except DemasqueError:
        if not all(each.bare for each in places):
            raise
        counts["not looked for"] += 1
        return None


def _in(name: str, said: object) -> Iterator[tuple[str, bool]]:
    """Every piece of words in a field, and whether it is an address."""
    if isinstance(said, str) and name in _WORDS | _ADDRESSES:
        yield said, _is_address(name, said)
    elif isinstance(said, list | tuple):
        for each in said:
            yield from _in(name, each)
    elif isinstance(said, dict) and name == "channels":
        for field, each in said.items():
            yield from _in(field, each)


def _changed(name: str, said: object, change: Callable[[str, bool], str]) -> Any:
    """A field with every piece of words in it changed."""
    if isinstance(said, str) and name in _WORDS | _ADDRESSES:
        return change(said, _is_address(name, said))
    if isinstance(said, list | tuple):
        return [_changed(name, each, change) for each in said]
    if isinstance(said, dict) and name == "channels":
        return {field: _changed(field, each, change) for field, each in said.items()}
    return said


def _is_address(name: str, said: str) -> bool:
    return name in _ADDRESSES and not any(sign.isspace() for sign in said)


def _masked(words: str, is_address: bool, counts: Counter[str]) -> str:
    column = pa.array([words], pa.string())
    if not is_address:
        made, found = privacy.masked_column(column, pa.nulls(1, pa.string()))
        counts.update({kind: n for _, kind, n in found})
        return str(made[0].as_py())
    masked = str(privacy.masked_links(column)[0].as_py())
    counts["email"] += masked.count(privacy.MASKS["email"]) - words.count(privacy.MASKS["email"])
    return masked


def _unnamed(words: str, is_address: bool, names: AccountNames, counts: Counter[str]) -> str:
    taken: list[tuple[int, int, str]] = []
    for place in name_places(words, is_address):
        apart = all(place.end <= start or end <= place.start for start, end, _ in taken)
        if apart and (pseudonym := names.pseudonym(place)) is not None:
            taken.append((place.start, place.end, pseudonym))
    for start, end, pseudonym in sorted(taken, reverse=True):
        words = words[:start] + pseudonym + words[end:]
    counts["names"] += len(taken)
    return words
