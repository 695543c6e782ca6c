"""How a message is called: a code that the program gives, and names that people give.

A code is N and the first hexadecimal digits of the message's trace, as many as tell it from the
others of the case, four at least: the same posts have the same codes in every detection. A name
hangs on the posts of the message when it was given. After a new detection a copy family bears
every name that half of its posts or more have, or that has half of its own posts or more in it. So
where a message falls apart, each large part keeps the name; where two become one, it bears both;
and a stray post takes no name along. Forgetting and purging take the posts, and names go with the
last of them.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.schema import LABELS

LONGEST_LABEL: Final = 120
"""Characters of a name."""

FEWEST_DIGITS, MOST_DIGITS = 4, 9

_CODE: Final = re.compile(r"[nN]([0-9a-fA-F]{4,16})")
_DIGITS: Final = "lpad(lower(to_hex(trace)), 16, '0')"
_SHORTEST: Final = " ".join(
    f"WHEN count(*) OVER (PARTITION BY left(digits, {n})) = 1 THEN left(digits, {n})"
    for n in range(FEWEST_DIGITS, MOST_DIGITS)
)

CODES: Final[str] = f"""
    SELECT trace, accounts, posts, 'N' || CASE {_SHORTEST} ELSE digits END AS code
    FROM (
        SELECT trace, {_DIGITS} AS digits, count(DISTINCT account) AS accounts, count(*) AS posts
        FROM events WHERE kind = 'text' GROUP BY trace HAVING accounts > 1
    )"""
"""SQL: every message that two accounts or more wrote, with its code."""

NAMES: Final = """
    SELECT trace, list(label ORDER BY named DESC, label) AS names FROM (
        SELECT trace, label, count(*) AS named,
               sum(count(*)) OVER (PARTITION BY label) AS of_label
        FROM labels JOIN events USING (post) WHERE kind = 'text' GROUP BY trace, label
    ) JOIN (
        SELECT trace, count(*) AS posts FROM events WHERE kind = 'text' GROUP BY trace
    ) USING (trace)
    WHERE 2 * named >= posts OR 2 * named >= of_label
    GROUP BY trace"""
"""SQL: the names that messages bear today, those of most posts first."""

_OF_WAVE: Final = "SELECT trace FROM wave_messages WHERE wave = ? AND kind = 'text' ORDER BY trace"
_POSTS: Final = """
    SELECT DISTINCT post FROM events
    WHERE kind = 'text' AND trace IN (SELECT unnest(?::BIGINT[])) ORDER BY post"""


def families_of(store: CaseStore, code: str) -> list[int]:
    """The traces that a code ("N3f2a") or a wave ("W1") stands for.

    Raises:
        UsageError: nothing has this code, or several messages begin with it.
    """
    if re.fullmatch(r"[wW][0-9]+", code):
        families: list[int] = store.sql(_OF_WAVE, (code.upper(),))["trace"].to_pylist()
        if families:
            return families
    elif digits := _CODE.fullmatch(code):
        query = f"SELECT trace, code FROM ({CODES}) WHERE starts_with({_DIGITS}, ?) ORDER BY code"
        found = store.sql(query, (digits[1].lower(),)).to_pylist()
        if len(found) > 1:
            raise UsageError(
                "Several messages begin with {code}: {codes}.",
                code=code,
                codes=", ".join(each["code"] for each in found[:5]),
            )
        if found:
            return [found[0]["trace"]]
    raise UsageError(
        "No message has the code {code}. The command narratives lists messages with their codes.",
        code=code,
    )


def give_label(store: CaseStore, code: str, name: str) -> int:
    """Name a message, in place of the name that its posts had; how many posts bear it now.

    Raises:
        UsageError: no such message, or a name that is empty or longer than 120 characters.
    """
    label = " ".join(name.split())
    if not label or len(label) > LONGEST_LABEL:
        raise UsageError("A name has between 1 and {most} characters.", most=LONGEST_LABEL)
    posts = _posts(store, code)
    named = pa.table(
        {
            "post": posts,
            "label": pa.repeat(label, len(posts)),
            "given_at": pa.repeat(datetime.now(UTC), len(posts)),
        }
    ).cast(LABELS)
    store.replace({"labels": pa.concat_tables([_without(store, posts), named])})
    return len(posts)


def remove_label(store: CaseStore, code: str) -> int:
    """Take the names off a message's posts; how many bore one.

    Raises:
        UsageError: no such message.
    """
    left = _without(store, _posts(store, code))
    before: int = store.sql("SELECT count(*) AS n FROM labels")["n"][0].as_py()
    store.replace({"labels": left})
    return before - int(left.num_rows)


def names_of(store: CaseStore, families: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The names of some messages; those without one are left out."""
    query = f"SELECT * FROM ({NAMES}) WHERE trace IN (SELECT unnest(?::BIGINT[]))"
    rows = store.sql(query, (list(families),)).to_pylist()
    return {row["trace"]: tuple(row["names"]) for row in rows}


def codes_of(store: CaseStore, families: Sequence[int]) -> dict[int, str]:
    """The codes of some messages; one that a single account wrote has none."""
    query = f"SELECT trace, code FROM ({CODES}) WHERE trace IN (SELECT unnest(?::BIGINT[]))"
    rows = store.sql(query, (list(families),)).to_pylist()
    return {row["trace"]: row["code"] for row in rows}


def _posts(store: CaseStore, code: str) -> pa.Array:
    posts = store.sql(_POSTS, (families_of(store, code),))["post"]
    return posts.combine_chunks()


def _without(store: CaseStore, posts: pa.Array) -> pa.Table:
    labels = store.sql("FROM labels ORDER BY post").cast(LABELS)
    return labels.filter(pc.invert(pc.is_in(labels["post"], posts)))
