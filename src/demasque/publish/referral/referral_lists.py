"""The list beside a letter, whole, as tables that a platform's intake reads: CSV, row by row.

UTF-8 without a byte order mark; times are UTC in ISO 8601; missing is an empty cell. A cell that a
spreadsheet would run as a formula has an apostrophe in front, as in the export of tables.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from demasque.publish.drawing.naming import kind_name
from demasque.publish.exporters.csv_tables import DANGEROUS
from demasque.publish.referral.letters.letter_rows import ListedAccount
from demasque.wording import Wording

ACCOUNTS_FILE: Final = "accounts.csv"
POSTS_FILE: Final = "posts.csv"

_ACCOUNT_COLUMNS: Final = ("account", "link", "posts", "first_at", "last_at", "reason")
_POST_COLUMNS: Final = (
    "account", "post", "link", "posted_at", "time_precision", "shared", "other_accounts",
    "nearest_seconds", "reason",
)  # fmt: skip
_FORMULA: Final = re.compile(DANGEROUS)


class ReferralLists:
    """Two files that grow by one account at a time."""

    def __init__(self, accounts: Any, posts: Any, words: Wording) -> None:
        self._accounts, self._posts, self._words = accounts, posts, words
        self._reasons: dict[str, str] = {}
        self._accounts.writerow(_ACCOUNT_COLUMNS)
        self._posts.writerow(_POST_COLUMNS)

    def add(self, account: ListedAccount) -> None:
        """Write one account, and all its posts that show a tie."""
        first, last = account.posts[0].post.posted_at, account.posts[-1].post.posted_at
        row = (account.id, account.link, len(account.posts), _time(first), _time(last))
        self._accounts.writerow(map(_cell, (*row, self._words.say(account.why))))
        for each in account.posts:
            post = each.post
            cells = (
                account.id, each.id, each.link, _time(post.posted_at), post.time_precision,
                self._words.say(kind_name(post.kind)), post.others, post.gap, self._said(each.why),
            )  # fmt: skip
            self._posts.writerow(map(_cell, cells))

    def _said(self, sentence: str) -> str:
        """Word a reason once: posts have few different ones."""
        if sentence not in self._reasons:
            self._reasons[sentence] = self._words.say(sentence)
        return self._reasons[sentence]


@contextmanager
def referral_lists(folder: Path, words: Wording) -> Iterator[ReferralLists]:
    """Open the two files of a folder to write to."""
    with (
        (folder / ACCOUNTS_FILE).open("w", encoding="utf-8", newline="") as accounts,
        (folder / POSTS_FILE).open("w", encoding="utf-8", newline="") as posts,
    ):
        yield ReferralLists(
            csv.writer(accounts, lineterminator="\n"), csv.writer(posts, lineterminator="\n"), words
        )


def _time(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _cell(value: Any) -> Any:
    return _FORMULA.sub(r"'\1", value) if isinstance(value, str) else value
