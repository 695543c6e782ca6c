"""What others add by entry point: sources, kinds of trace, indicators and exporters.

A package names its object in a group (``demasque.sources``, ``demasque.traces``,
``demasque.indicators``, ``demasque.exporters``). What cannot be loaded, is of the wrong type or
has an id that is taken is left out, and :func:`left_out` says so: it stops nothing and never stands
in for what is built in.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, overload

from demasque.sentences import Sentence

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_ID: Final = re.compile(r"[a-z][a-z0-9_-]*")
_left_out: list[Sentence] = []


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_HasId)


class Registry(Sequence[T]):
    """What is built in, in its order, then what extensions add, by package and name.

    Extensions are loaded when the registry is first looked at, so that they may import the room
    whose list this is. ``reserved`` are ids that an extension may not take either; ``adapt`` is
    applied to what an extension adds.
    """

    def __init__(
        self,
        group: str,
        type_: type[T],
        built_in: Iterable[T],
        reserved: Iterable[str] = (),
        adapt: Callable[[T], T] = lambda added: added,
    ) -> None:
        self._group, self._type, self._adapt = group, type_, adapt
        self._items = tuple(built_in)
        self._reserved = frozenset(reserved)
        self._loaded = False

    def _all(self) -> tuple[T, ...]:
        if not self._loaded:
            from importlib.metadata import entry_points

            self._loaded = True  # before loading: an extension may look at the list
            for point in sorted(entry_points(group=self._group), key=_package_and_name):
                self._add(point)
        return self._items

    def _add(self, point: "EntryPoint") -> None:
        try:
            added = point.load()
        except Exception as error:  # whatever an extension's own code raises
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            self._leave_out(point, Sentence("it cannot be loaded: {reason}", reason=reason))
            return
        if not isinstance(added, self._type):
            kind, found = self._type.__name__, type(added).__name__
            self._leave_out(point, Sentence("it is no {kind} but {found}", kind=kind, found=found))
        elif not isinstance(added.id, str) or not _ID.fullmatch(added.id):
            self._leave_out(
                point,
                Sentence("its id {id} is not of letters a to z, digits, - and _", id=added.id),
            )
        elif added.id in self._reserved | {item.id for item in self._items}:
            self._leave_out(point, Sentence("the id {id} is taken", id=added.id))
        else:
            self._items = (*self._items, self._adapt(added))

    def _leave_out(self, point: "EntryPoint", reason: Sentence) -> None:
        name = f"{_package_and_name(point)[0]}: {point.name} ({self._group})"
        leave_out(name, reason)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: Any) -> Any:
        return self._all()[at]

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


class RegistryById(Mapping[str, T]):
    """A registry looked up by id."""

    def __init__(self, registry: Registry[T]) -> None:
        self._registry = registry

    def __getitem__(self, id: str) -> T:
        found = next((item for item in self._registry if item.id == id), None)
        if found is None:
            raise KeyError(id)
        return found

    def __iter__(self) -> Iterator[str]:
        return (item.id for item in self._registry)

    def __len__(self) -> int:
        return len(self._registry)


def leave_out(name: str, reason: Sentence) -> None:
    """Note, once, that an extension is not used, and why."""
    sentence = Sentence(
        "The extension {name} is left out: {reason}. Ask its makers, or uninstall it.",
        name=name,
        reason=reason,
    )
    if sentence not in _left_out:
        _left_out.append(sentence)


def left_out() -> tuple[Sentence, ...]:
    """A sentence for each extension that was looked for so far and is not used."""
    return tuple(_left_out)


def _package_and_name(point: "EntryPoint") -> tuple[str, str]:
    return (point.dist.name if point.dist else "", point.name)
