"""Check the chain of hashes of a custody log that came with an evidence pack.

    python3 check_custody.py custody.log

Needs nothing but Python. Each line of the log is JSON and carries the SHA-256 of itself and of the
line before it. Lines whose details were left out of the pack (null) are followed by these hashes
alone. Prints what holds, and exits with 1 where a line is not as it was written.
"""

import hashlib
import json
import sys
from collections.abc import Sequence


def first_broken(lines: Sequence[bytes]) -> int | None:
    """The number, from 1, of the first line that is not as it was written; None if all are."""
    previous = "0" * 64
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            own = entry.pop("hash")
            follows = entry["previous"] == previous and entry["line"] == number
            told = entry["details"] is not None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return number
        if not follows or not isinstance(own, str):
            return number
        content = json.dumps(entry, ensure_ascii=False, sort_keys=True)
        if told and hashlib.sha256(content.encode("utf-8", "replace")).hexdigest() != own:
            return number
        previous = own
    return None


def withheld(lines: Sequence[bytes]) -> int:
    """How many lines came without their details."""
    return sum(json.loads(line)["details"] is None for line in lines)


def main(arguments: Sequence[str]) -> int:
    """Check the file that is named; 0: it holds, 1: it does not, 2: no file was named."""
    if len(arguments) != 1:
        print("usage: python3 check_custody.py custody.log")
        return 2
    with open(arguments[0], "rb") as file:  # noqa: PTH123 - it is read by itself, without a library
        lines = file.read().splitlines()
    broken = first_broken(lines)
    if broken is not None:
        print(f"custody.log, line {broken}: it is not as it was written.")
        return 1
    print(f"custody.log: {len(lines)} lines, each follows the one before it.")
    print(f"Of these, {withheld(lines)} came without their details.")
    if lines:
        print(f"It ends on {json.loads(lines[-1])['hash']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
