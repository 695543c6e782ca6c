"""The envelopes of Zeeschuimer by type, around whatever was captured."""

from collections.abc import Callable, Collection
from typing import Any

from msgspec import UNSET, Raw, UnsetType, defstruct

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.typed_records import Latest, Run, TypedRecords


def _envelope(item: Any) -> Any:
    """The type of a line: what was captured, and whence."""
    fields: list[Any] = [
        ("data", item),
        ("source_platform", str),
        ("meta", Raw | UnsetType, UNSET),
    ]
    return defstruct("Envelope", fields, rename={"meta": "__import_meta"}, gc=False)


def captured(
    platform: str,
    item: Callable[[Collection[str]], Any],
    is_plain: Callable[[Any], bool],
    take: Callable[[Builder, Run], None],
) -> TypedRecords:
    """How captures of a platform are read by type.

    ``item`` gives the type of what was captured, and ``is_plain`` says of one whether it may be
    taken so; ``take`` adds a run of envelopes, each with its ``data``.
    """

    def plain(record: Any, _: Latest) -> bool:
        here = record.source_platform == platform and record.meta is UNSET
        return here and is_plain(record.data)

    return TypedRecords(lambda seen: _envelope(item(seen)), plain, take)
