"""Names that stay: what was called C1 is called C1 again, as long as most of its accounts stay.

Who is named by C1 is kept from one detection to the next. A group takes over the name of an
earlier one if it holds more than half of that one's accounts and if these are a fair share of its
own, so that a small group that is swallowed by a large one does not give it its name. Any other
group gets a number that no group of the case ever had.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore, CaseTables
from demasque.schema import LASTING_NAMES, NAME_CHANGES, NAMES_GIVEN

FAIR_SHARE: Final = 1 / 3
"""Of a group's accounts, how many must have had the name already for it to go on."""

Groups = Mapping[str, frozenset[str]]

# The findings that are being replaced stand in the main schema until the new ones are complete.
_BEFORE: Final = {
    "C": """SELECT campaign AS name, account FROM main.set_aside
        UNION ALL SELECT campaign, account FROM main.memberships
        ANTI JOIN main.set_aside USING (account)""",
    "O": """SELECT operation AS name, account FROM main.operations JOIN (
            SELECT campaign, account FROM main.memberships
            UNION ALL SELECT campaign, account FROM main.set_aside WHERE why <> 'apart'
        ) USING (campaign)""",
}
"""SQL: whom the names of the detection before stand for. Who was set aside counts on, so that no
name goes with the accounts that people exclude."""

_PARTS: Final = {
    "C": """SELECT m.campaign AS name, account FROM main.memberships m
        SEMI JOIN main.set_aside USING (account)""",
    "O": "SELECT '' AS name, '' AS account WHERE false",
}
"""SQL: names of parts into which campaigns fell when accounts were set aside."""


@dataclass(frozen=True)
class NameChange:
    """What became of a group of the detection before."""

    name: str
    change: str  # split: out of `other`; merged: `other` went into it; ended: found no more
    other: str | None
    accounts: int  # that both have; ended: that it had


@dataclass(frozen=True)
class EarlierNames:
    """The names of one letter: ``current`` ones of the detection before, and ``past`` ones."""

    letter: str
    current: Groups
    past: Groups
    highest: int  # number that any group ever had

    def of(self, groups: Sequence[frozenset[str]]) -> list[str]:
        """Name groups of accounts, in the order given; fresh numbers follow that order."""
        names: dict[int, str] = {}
        for known in (self.current, self.past):
            left = {name: whose for name, whose in known.items() if name not in names.values()}
            names |= _taken_over(groups, left, names)
        fresh = iter(range(self.highest + 1, self.highest + 1 + len(groups)))
        return [names.get(n) or f"{self.letter}{next(fresh)}" for n in range(len(groups))]

    def changes(self, named: Groups) -> list[NameChange]:
        """Say which groups of the detection before were split, merged or are found no more."""
        gone, fresh = self.current.keys() - named.keys(), named.keys() - self.current.keys()
        ended = [_end(name, self.current[name], named) for name in gone]
        split = [_split(name, named[name], self.current) for name in fresh]
        found = [change for change in (*ended, *split) if change is not None]
        return sorted(found, key=lambda each: (_number(each.name), each.change, each.other or ""))


def earlier_names(store: CaseTables, letter: str) -> EarlierNames:
    """Read the names of the detection before, and those of earlier ones that it did not find."""
    current = _groups(store.sql(_BEFORE[letter]))
    kept = _groups(store.sql("SELECT name, account FROM lasting_names WHERE name[1] = ?", [letter]))
    given = store.sql("SELECT highest FROM names_given WHERE letter = ?", [letter])["highest"]
    kept |= _groups(store.sql(_PARTS[letter]))
    past = {name: accounts for name, accounts in kept.items() if name not in current}
    numbers = [*given.to_pylist(), *map(_number, (*current, *past))]
    return EarlierNames(letter, current, past, max(numbers, default=0))


def add_changes(store: CaseTables, changes: Iterable[NameChange]) -> None:
    """Keep what became of names, after what was said in this detection; fills ``name_changes``."""
    known = store.sql("FROM name_changes").cast(NAME_CHANGES)
    added = pa.Table.from_pylist([asdict(change) for change in changes], NAME_CHANGES)
    store.replace({"name_changes": pa.concat_tables([known, added])})


def keep_names(store: CaseStore) -> None:
    """Remember whom each name stands for, once the findings that it comes from are in place.

    Killed before that, the names of these findings are still known from the findings themselves.
    """
    rows: list[dict[str, str]] = []
    given: dict[str, int] = {}
    for letter in _BEFORE:
        earlier = earlier_names(store, letter)
        for name, accounts in sorted({**earlier.current, **earlier.past}.items()):
            rows += [{"name": name, "account": account} for account in sorted(accounts)]
        given[letter] = earlier.highest
    numbers = [{"letter": letter, "highest": highest} for letter, highest in sorted(given.items())]
    store.replace(
        {
            "lasting_names": pa.Table.from_pylist(rows, LASTING_NAMES),
            "names_given": pa.Table.from_pylist(numbers, NAMES_GIVEN),
        }
    )


def _taken_over(
    groups: Sequence[frozenset[str]], known: Groups, taken: Mapping[int, str]
) -> dict[int, str]:
    """Names that go on, by the number of the group: of two, that of most accounts."""
    offers = sorted(_offers(groups, known), key=lambda offer: (-offer[0], _number(offer[1])))
    names: dict[int, str] = {}
    for _, name, group in offers:
        if group not in taken and group not in names:
            names[group] = name
    return names


def _offers(groups: Sequence[frozenset[str]], known: Groups) -> Iterator[tuple[int, str, int]]:
    """Yield (accounts that stay, name, group) where a group may take a name over."""
    place = {account: n for n, group in enumerate(groups) for account in group}
    for name, accounts in known.items():
        counts: dict[int, int] = {}
        for group in (place[account] for account in accounts if account in place):
            counts[group] = counts.get(group, 0) + 1
        for group, stay in counts.items():
            if 2 * stay > len(accounts) and stay >= FAIR_SHARE * len(groups[group]):
                yield stay, name, group


def _end(name: str, accounts: frozenset[str], named: Groups) -> NameChange | None:
    into = _most(accounts, named)
    if into is not None and 2 * len(accounts & named[into]) > len(accounts):
        return NameChange(into, "merged", name, len(accounts & named[into]))
    return NameChange(name, "ended", None, len(accounts))


def _split(name: str, accounts: frozenset[str], before: Groups) -> NameChange | None:
    out_of = _most(accounts, before)
    if out_of is not None and 2 * len(accounts & before[out_of]) > len(accounts):
        return NameChange(name, "split", out_of, len(accounts & before[out_of]))
    return None


def _most(accounts: frozenset[str], among: Groups) -> str | None:
    """The group that shares most accounts; of two the lower number."""
    ranked = ((-len(accounts & whose), _number(name), name) for name, whose in among.items())
    best = min(ranked, default=(0, 0, ""))
    return best[2] if best[0] < 0 else None


def _groups(table: pa.Table) -> dict[str, frozenset[str]]:
    members: dict[str, set[str]] = {}
    for name, account in zip(*table.to_pydict().values(), strict=True):
        members.setdefault(name, set()).add(account)
    return {name: frozenset(accounts) for name, accounts in members.items()}


def _number(name: str) -> int:
    return int(name[1:])
