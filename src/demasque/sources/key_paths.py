"""The keys of a JSON value as dotted paths: which there are, and what stands at one."""

from typing import Any

_DEPTH = 4  # levels of keys
_ALIKE = 20  # items of a list that are looked at


def values_at(value: Any, path: str = "") -> int:
    """How many values stand at a path of keys; a list's items are on the list's own path."""
    if isinstance(value, list):
        return sum(values_at(item, path) for item in value)
    if not path:
        return int(value not in (None, "", {}))
    first, _, rest = path.partition(".")
    return values_at(value.get(first), rest) if isinstance(value, dict) else 0


def has_path(record: Any, path: str, depth: int = _DEPTH) -> bool:
    """Whether :func:`key_paths` gives this path; a key may hold dots itself."""
    if isinstance(record, list):
        return any(has_path(item, path, depth) for item in record[:_ALIKE])
    if not isinstance(record, dict) or depth <= 0:
        return False
    if path in record:
        return True
    dot = path.find(".")
    while dot >= 0:
        if path[:dot] in record and has_path(record[path[:dot]], path[dot + 1 :], depth - 1):
            return True
        dot = path.find(".", dot + 1)
    return False


def key_paths(*records: Any) -> list[str]:
    """Dotted paths of the keys of JSON values, to four levels; items share their list's path.

    They come in the order in which they are first met.
    """
    found: dict[str, None] = {}
    _gather(records, "", _DEPTH, {}, found)
    return list(found)


_Known = dict[str, Any]
"""Key -> its path, and what is known of the keys below it: a key that was met is met again."""


def _gather(
    value: Any,
    above: str,
    depth: int,
    known: _Known,
    found: dict[str, None],
    most: int | None = None,
) -> None:
    if isinstance(value, (list, tuple)):
        for item in value[:most]:
            if isinstance(item, (dict, list)):
                _gather(item, above, depth, known, found, _ALIKE)
        return
    for key, held in value.items():
        if key not in known:
            path = f"{above}.{key}" if above else str(key)
            known[key] = path, {}
            found[path] = None
        if depth > 1 and isinstance(held, (dict, list)):
            path, below = known[key]
            _gather(held, path, depth - 1, below, found, _ALIKE)
