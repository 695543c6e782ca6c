"""Does it lie with the machine, and may pass, that something could not be done; or with a file?"""

import errno
import os
from typing import Final

import duckdb

_PASSING: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE)
"""A disk that is full, over its quota or read-only; more files open than the system allows."""


def is_machines(error: BaseException | None) -> bool:
    """Whether an error, or what led to it, lies with the machine: the same may go well later.

    Too little memory is not among it: a file may take more than there will ever be. DuckDB says in
    words only what kept it from writing.
    """
    while error is not None:
        if isinstance(error, OSError) and error.errno in _PASSING:
            return True
        if isinstance(error, duckdb.Error) and _says_so(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_so(reason: str) -> bool:
    return any(os.strerror(code) in reason for code in _PASSING)
