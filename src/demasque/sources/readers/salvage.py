"""What can be saved of a JSON document that was cut short: everything before the cut.

The brackets that are open at the cut are closed again, after the last whole item of the outermost
list that is open there: so the items keep the page they stand on, and none is half an item.
"""

import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|"|[\[\]{},]', re.DOTALL)
_CLOSES = {"[": "]", "{": "}"}


def closed_after_last_item(document: str) -> str | None:
    """The document up to its last whole item, all brackets closed; None without such an item."""
    open_brackets: list[str] = []
    last_item: dict[int, int] = {}  # depth of an open list -> end of its last whole item
    for token in _TOKEN.finditer(document):
        sign = token[0]
        if sign == '"':
            break  # a text that never ends: the cut
        if sign in _CLOSES:
            open_brackets.append(sign)
        elif sign in "]}" and len(sign) == 1:
            if not open_brackets:
                break
            last_item.pop(len(open_brackets), None)
            open_brackets.pop()
            if open_brackets and open_brackets[-1] == "[":
                last_item[len(open_brackets)] = token.end()
        elif sign == "," and open_brackets and open_brackets[-1] == "[":
            last_item[len(open_brackets)] = token.start()
    if not open_brackets or not last_item:
        return None
    depth = min(last_item)
    closing = "".join(_CLOSES[sign] for sign in reversed(open_brackets[:depth]))
    return document[: last_item[depth]] + closing
