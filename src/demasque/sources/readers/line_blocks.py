"""A file as blocks of whole lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.sources.readers.input_file import BLOCK, InputFile

LONGEST_LINE: Final = 1 << 28


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 throughout."""
    ends = np.array([0, len(data)], np.int64)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(data)]
    try:
        pc.cast(pa.Array.from_buffers(pa.large_binary(), 1, buffers), pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a file as bytes, ``before`` lines into it; 0 ``lines`` for one without end."""

    data: bytes
    before: int
    lines: int


def line_blocks(file: InputFile) -> Iterator[Block]:
    """A file as blocks of whole lines, some megabytes each; at last what no line feed ends."""
    number, left = 0, b""
    for chunk in file.chunks(BLOCK):
        data = left + chunk if left else chunk
        end = data.rfind(b"\n") + 1
        left = data[end:]
        if end:
            count = data.count(b"\n", 0, end)
            yield Block(data[:end], number, count)
            number += count
        if len(left) > LONGEST_LINE:
            left = left[:1]  # no longer JSON: becomes one rejected line
    yield Block(left, number, 0)
