"""Are new accounts of a real election taken for an operation that returns? None is one.

Accounts that share the most links with one drawn at random, as like-minded pages do, stand as a
campaign, and all of them are removed half way. Prints Markdown; needs the shared data sets beside
the project. make bench-regeneration-real
"""

import random
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier import ReturnRule, find_regenerated
from demasque.schema import TABLES

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
ELECTION: Final = DATA / "coortweet" / "german_elections.parquet"
HALF_WAY: Final = datetime(2021, 9, 6, tzinfo=UTC)
SIZES, DRAWS = (10, 30), 20
TRIED: Final = (ReturnRule(), ReturnRule(0.1, 1), ReturnRule(1.0, 1))
"""What the program does; less strict; everybody who carries one thing."""

_POSTS: Final = f"""
    CREATE TABLE shares AS
    SELECT account_id AS account, split_part(account_id, '_', 1) AS platform,
           'p' || row_number() OVER (ORDER BY account_id, timestamp, url_id, post_id) AS post,
           url_id::BIGINT AS trace,
           'site' || domain_id::BIGINT || '.example/' || url_id::BIGINT AS value,
           to_timestamp(timestamp) AS "at"
    FROM '{ELECTION}' WHERE url_id IS NOT NULL AND domain_id IS NOT NULL"""
_LIKE: Final = """
    SELECT b.account FROM shares a JOIN shares b USING (trace)
    WHERE a.account = ? AND a."at" < ? AND b."at" < ?
    GROUP BY b.account ORDER BY count(DISTINCT trace) DESC, b.account LIMIT ?"""


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of a table of a case, null where nothing is told."""
    schema = TABLES[name].schema
    whole = [{field: row.get(field) for field in schema.names} for row in rows]
    return pa.Table.from_pylist(whole, schema)


def fill(store: CaseStore, shares: duckdb.DuckDBPyConnection) -> None:
    """Posts, and the links in them, of everybody."""
    rows = shares.sql("FROM shares ORDER BY post").to_arrow_table().to_pylist()
    plain = {"time_precision": "second", "kind": "original", "source_file": "0", "source_line": 1}
    posts = [plain | row | {"posted_at": row["at"]} for row in rows]
    store.replace(
        {
            "posts": table("posts", posts),
            "events": table("events", [row | {"kind": "url"} for row in rows]),
            "traces": table(
                "traces",
                [{"kind": "url", "trace": n, "value": value}
                 for n, value in sorted({(row["trace"], row["value"]) for row in rows})],
            ),
        }
    )  # fmt: skip


def removed(store: CaseStore, members: list[str]) -> None:
    """These accounts as the only campaign, removed half way."""
    plain = {"campaign": "C1", "bits": 1.0, "partners": 1, "stability": 1.0}
    seen = {"status": "removed", "at": HALF_WAY, "list": "0", "line": 1}
    store.replace(
        {
            "memberships": table("memberships", [plain | {"account": each} for each in members]),
            "statuses": table("statuses", [seen | {"account": each} for each in members]),
        }
    )


def main() -> None:
    """Print the table."""
    shares = duckdb.connect()
    shares.execute("SET TimeZone = 'UTC'")
    shares.execute(_POSTS)
    early = 'SELECT DISTINCT account FROM shares WHERE "at" < ? ORDER BY 1'
    accounts = [each for (each,) in shares.execute(early, [HALF_WAY]).fetchall()]
    print("| accounts | groups | " + " | ".join(
        f"q {rule.most_false}, {rule.fewest} things" for rule in TRIED
    ) + f" |\n|{'---|' * (2 + len(TRIED))}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, CaseStore.create(Path(folder) / "c") as store:
        fill(store, shares)
        for size in SIZES:
            found: Counter[ReturnRule] = Counter()
            for seed in range(DRAWS):
                one = random.Random(f"{size}-{seed}").choice(accounts)
                like = shares.execute(_LIKE, [one, HALF_WAY, HALF_WAY, size]).fetchall()
                removed(store, [each for (each,) in like])
                for rule in TRIED:
                    found[rule] += find_regenerated(store, rule).num_rows
            print(f"| {size} | {DRAWS} | {' | '.join(str(found[rule]) for rule in TRIED)} |")
        new = "SELECT account FROM posts GROUP BY account HAVING min(posted_at) > ?"
        print(f"\nNew after the removal: {store.sql(new, (HALF_WAY,)).num_rows:,} accounts.")


if __name__ == "__main__":
    main()
