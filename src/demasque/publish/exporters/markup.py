"""What the two XML formats for graphs share: a writer that streams, and text that XML allows."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import pyarrow as pa

from demasque.case import CaseStore
from demasque.sentences import Sentence

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TYPES: Final = {"int64": "long", "double": "double", "string": "string"}
"""Names that both formats use for the types of columns."""


class Markup:
    """Writes elements to a file as they come, one to a line."""

    def __init__(self, generator: XMLGenerator) -> None:
        self._xml = generator

    @contextmanager
    def element(self, name: str, **attributes: object) -> Iterator[None]:
        """Open an element around what is written inside the block."""
        self._xml.startElement(name, _allowed(attributes))
        self._xml.characters("\n")
        yield
        self._xml.endElement(name)
        self._xml.characters("\n")

    def leaf(self, name: str, text: str = "", **attributes: object) -> None:
        """Write an element that holds text at most."""
        self._xml.startElement(name, _allowed(attributes))
        self._xml.characters(_FORBIDDEN.sub("", text))
        self._xml.endElement(name)
        self._xml.characters("\n")


def tell_if_empty(store: CaseStore, ties: int) -> None:
    """Have whoever asked for a network told that there is nothing in it."""
    if not ties:
        store.tell(
            Sentence(
                "No two accounts of this case are tied: the network is empty. The report says what "
                "was looked at, and what was not."
            )
        )


@contextmanager
def markup(path: Path) -> Iterator[Markup]:
    """Write an XML file in UTF-8."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        generator = XMLGenerator(file, "utf-8", short_empty_elements=True)
        generator.startDocument()
        yield Markup(generator)
        generator.endDocument()


def attribute_columns(schema: pa.Schema, ends: tuple[str, ...]) -> dict[str, str]:
    """Return the columns that become attributes of a node or an edge, with their types."""
    return {
        f.name: TYPES[str(f.type)]
        for f in schema
        if f.name not in ends and not pa.types.is_list(f.type)
    }


def records(reader: pa.RecordBatchReader) -> Iterator[Mapping[str, Any]]:
    """Give the rows of a reader one by one."""
    for batch in reader:
        yield from batch.to_pylist()


def _allowed(attributes: Mapping[str, object]) -> "AttributesImpl[str]":
    # A trailing underscore stands for names that Python keeps to itself, such as `for`.
    allowed = {name.rstrip("_"): _FORBIDDEN.sub("", str(v)) for name, v in attributes.items()}
    return AttributesImpl(allowed)
