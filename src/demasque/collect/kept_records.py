"""What was kept of a network, as keyed hashes, and how far each of its streams was read.

Both advance in one transaction with how much of the files counts: whatever a kill leaves behind,
what follows is asked for again, and is not kept twice.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from demasque.clocks import Clock
from demasque.collect.rotated_files import Settled
from demasque.errors import DemasqueError

_SHORT: Final = 12
"""Bytes of a hash: among 100 million records two meet with a probability of 1 in 10 to the 13."""
_STAYS_GONE: Final = timedelta(days=1)
"""How long a deleted record is known: a stream that repeats a few seconds must not revive it."""
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS kept
    (id BLOB PRIMARY KEY, author BLOB, gone_at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS kept_of ON kept (author) WHERE author IS NOT NULL;
CREATE INDEX IF NOT EXISTS gone ON kept (gone_at) WHERE gone_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS names (alias BLOB PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_of ON names (name);
CREATE TABLE IF NOT EXISTS cursors (stream TEXT PRIMARY KEY, cursor TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS settled (name TEXT NOT NULL, bytes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS secret (key BLOB NOT NULL);
"""


class KeptRecords:
    """A file of hashes and cursors. What is noted counts from the next :meth:`settle` on.

    Raise DemasqueError where the file is no such file or cannot be written.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock, self._noting = path, clock, False
        with self._explained():
            self._tables = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._tables.execute("PRAGMA journal_mode=WAL")
            self._tables.execute("PRAGMA synchronous=FULL")
            self._tables.executescript(_TABLES)
            self._key = self._secret()
            self._tables.execute("BEGIN")
        self._noting = True

    def is_new(self, record: str, author: str | None = None) -> bool:
        """Note a record, by its identifier; return whether it was not noted before.

        ``author`` lets :meth:`forget_author` find it.
        """
        hashed = None if author is None else self._hash(author)
        with self._explained():
            done = self._tables.execute(
                "INSERT OR IGNORE INTO kept VALUES (?, ?, NULL)", (self._hash(record), hashed)
            )
        return done.rowcount == 1

    def knows(self, record: str) -> bool:
        """Whether a record was kept and not forgotten since."""
        with self._explained():
            return bool(
                self._tables.execute(
                    "SELECT 1 FROM kept WHERE id = ? AND gone_at IS NULL", (self._hash(record),)
                ).fetchone()
            )

    def forget(self, record: str) -> bool:
        """Note that a record is gone, by its identifier; return whether it was known."""
        with self._explained():
            self._tables.execute("DELETE FROM names WHERE name = ?", (record,))
        return self._forget("id", record)

    def forget_author(self, author: str) -> bool:
        """Note that all records of an author are gone; return whether any was known."""
        return self._forget("author", author)

    def call(self, alias: str, record: str) -> None:
        """Note another name of a record, by which a network may speak of it: the last one counts.

        ``record``, its identifier, is kept as it is: it must not hold its author's name.
        """
        with self._explained():
            self._tables.execute(
                "INSERT OR REPLACE INTO names VALUES (?, ?)", (self._hash(alias), record)
            )

    def called(self, alias: str) -> str | None:
        """The identifier of the record that has this other name; None where none has."""
        with self._explained():
            row = self._tables.execute(
                "SELECT name FROM names WHERE alias = ?", (self._hash(alias),)
            ).fetchone()
        return None if row is None else str(row[0])

    def cursor(self, stream: str) -> str | None:
        """How far a stream was read; None where it never was."""
        with self._explained():
            row = self._tables.execute(
                "SELECT cursor FROM cursors WHERE stream = ?", (stream,)
            ).fetchone()
        return None if row is None else str(row[0])

    def advance(self, stream: str, cursor: str) -> None:
        """Note how far a stream was read."""
        with self._explained():
            self._tables.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", (stream, cursor))

    def settled(self) -> Settled | None:
        """How much of which file counts; None where nothing was ever settled."""
        with self._explained():
            row = self._tables.execute("SELECT name, bytes FROM settled").fetchone()
        return None if row is None else Settled(*row)

    def settle(self, written: Settled) -> None:
        """Make all that was noted count, together with what was written so far."""
        long_gone = (self._clock.now() - _STAYS_GONE).timestamp()
        with self._explained():
            self._tables.execute("DELETE FROM kept WHERE gone_at < ?", (long_gone,))
            self._tables.execute("DELETE FROM settled")
            self._tables.execute("INSERT INTO settled VALUES (?, ?)", (written.name, written.bytes))
            self._tables.execute("COMMIT")
            self._tables.execute("BEGIN")

    def close(self) -> None:
        """Close the file; what was noted since it was last settled does not count."""
        self._tables.close()

    def _forget(self, column: str, named: str) -> bool:
        now = self._clock.now().timestamp()
        with self._explained():
            done = self._tables.execute(
                f"UPDATE kept SET gone_at = ? WHERE {column} = ? AND gone_at IS NULL",
                (now, self._hash(named)),
            )
        return done.rowcount > 0

    def _hash(self, named: str) -> bytes:
        text = named.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=_SHORT, key=self._key).digest()

    def _secret(self) -> bytes:
        row = self._tables.execute("SELECT key FROM secret").fetchone()
        if row is not None:
            return bytes(row[0])
        made = secrets.token_bytes(32)
        self._tables.execute("INSERT INTO secret VALUES (?)", (made,))
        return made

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            # SQLite itself may take back all that was noted, of a full disk for instance. What came
            # after would count alone, and cursors would pass what was lost.
            if self._noting and not self._tables.in_transaction:
                raise sqlite3.OperationalError("what was noted was taken back")
            yield
        except sqlite3.Error as error:
            raise DemasqueError(
                "{path} keeps what was collected, and cannot be used: {reason}",
                path=self._path,
                reason=error,
            ) from error
