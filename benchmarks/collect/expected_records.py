"""What of a stream should be kept, found the slow and obvious way."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any


def expected(lines: Iterable[str | bytes], word: str) -> Iterator[int]:
    """The places of the lines that are kept where a word is wanted, in order.

    Posts that hold it, reposts of them, and that these or their accounts went.
    """
    there: dict[str, str] = {}
    for place, line in enumerate(lines):
        event = json.loads(line)
        did = event["did"]
        if event["kind"] == "account":
            mine = [uri for uri, author in there.items() if author == did]
            for uri in mine:
                del there[uri]
            if mine:
                yield place
            continue
        commit = event["commit"]
        uri = f"at://{did}/{commit['collection']}/{commit['rkey']}"
        if commit["operation"] == "delete":
            if there.pop(uri, None):
                yield place
        elif _wanted(commit["record"], word, there):
            there[uri] = did
            yield place


def _wanted(record: dict[str, Any], word: str, there: dict[str, str]) -> bool:
    if "subject" in record:
        return record["subject"]["uri"] in there
    return re.search(rf"\b{word}\b", record["text"].lower()) is not None
