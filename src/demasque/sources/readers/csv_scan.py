"""Where rows begin in CSV, on which line, and with how many cells: one pass over the bytes.

Needed because readers of whole files neither say on which line a row stands when cells hold line
breaks, nor go on after a damaged row. The grammar is RFC 4180 as Arrow reads it: a quotation mark
counts only at the beginning of a cell, two of them inside a quoted cell are one.
"""

import numba
import numpy as np

QUOTE, CR, LF = 34, 13, 10


@numba.njit(cache=True, nogil=True)
def scan(
    data: np.ndarray, delimiter: int, at_end: bool, starts: np.ndarray, lines: np.ndarray,
    cells: np.ndarray,
) -> tuple[int, int, int, bool]:  # fmt: skip
    """Fill ``starts``, ``lines`` (0-based, within ``data``) and ``cells`` of each complete row.

    A blank row has 0 cells. Returns (rows, bytes they take, lines they take, whether what is left
    over ends inside a quoted cell). ``at_end`` makes the unended last row a row as well, unless it
    ends inside a quoted cell.
    """
    rows, line, row_line, start, found = 0, 0, 0, 0, 1
    quoted, cell_start, i, size = False, True, 0, len(data)
    while i < size:
        byte = data[i]
        if quoted:
            if byte == QUOTE:
                if i + 1 < size and data[i + 1] == QUOTE:
                    i += 1
                else:
                    quoted = False
            elif byte == LF:
                line += 1
        elif byte in (LF, CR):
            if byte == CR and i + 1 == size and not at_end:
                break
            blank = i == start
            if byte == CR and i + 1 < size and data[i + 1] == LF:
                i += 1
            line += 1
            starts[rows], lines[rows], cells[rows] = start, row_line, 0 if blank else found
            rows += 1
            start, row_line, found, cell_start = i + 1, line, 1, True
        elif byte == delimiter:
            found += 1
            cell_start = True
        else:
            if byte == QUOTE and cell_start:
                quoted = True
            cell_start = False
        i += 1
    if at_end and start < size and not quoted:
        starts[rows], lines[rows], cells[rows] = start, row_line, found
        rows, start, row_line = rows + 1, size, line + 1
    return rows, start, row_line, quoted


def scan_rows(
    data: np.ndarray, delimiter: int, at_end: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int, bool]:
    """Rows of ``data`` as (offsets of their beginnings and the last end, lines, cells).

    Also returns the number of lines that the rows take, and whether the rest of the data is the
    inside of a quoted cell.
    """
    most = int(np.count_nonzero(data == LF) + np.count_nonzero(data == CR)) + 1
    starts, lines, cells = (np.empty(most + 1, np.int64) for _ in range(3))
    rows, used, taken, quoted = scan(data, delimiter, at_end, starts, lines, cells)
    starts[rows] = used
    return starts[: rows + 1], lines[:rows], cells[:rows], taken, quoted
