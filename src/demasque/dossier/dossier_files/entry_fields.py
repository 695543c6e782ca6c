"""Which fields the body of an entry may have."""

from collections.abc import Mapping
from typing import Any

from demasque.errors import UsageError


def only_fields(body: Mapping[str, Any], fields: tuple[str, ...]) -> None:
    """Raise UsageError where a body has any other field."""
    for field in body:
        if field not in fields:
            raise UsageError(
                "there is no field {field}. Fields: {known}.", field=repr(field), known=fields
            )
