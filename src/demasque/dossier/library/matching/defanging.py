"""Values written so that nobody opens a hostile site by mistake: ``hxxps://bild[.]pics/a``."""

import re
from typing import Final

_SCHEME: Final = re.compile(r"\bhttp(s?)://", re.IGNORECASE)
_DOT: Final = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_])|(?<=[^\W_])\.(?=\d+\.)")


def defanged(kind: str, value: str) -> str:
    """An indicator's value as it may be shown; ``kind`` is the indicator's.

    Of an address the host is made harmless; hashtags, headlines and hashes stay as they are.
    """
    if kind not in ("domain", "url"):
        return value
    value = _SCHEME.sub(r"hxxp\1://", value)
    head, mark, rest = value.partition("://")
    host = rest if mark else head
    end = re.search(r"[/?#]", host)
    name, page = (host, "") if end is None else (host[: end.start()], host[end.start() :])
    return f"{head + mark if mark else ''}{_DOT.sub('[.]', name)}{page}"
