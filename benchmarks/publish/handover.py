"""How long does each form take in which a case is handed over, and how much memory?

    make bench-handover                                            100,000 accounts, 1 M posts
    make bench-handover BENCH='--accounts 20000 --posts 200000 --members 3000 --ties 30000'
    make bench-handover BENCH='--only stix'                        forms with these letters
    make bench-handover BENCH='--case FOLDER'                      a copy of a case with findings

Two cases: a simulated one as a detection leaves it, and a wide one made of it by hand, whose first
campaign C1 has tens of thousands of members. Each form is written in a process of its own, by the
command line. Memory is the process's own high-water mark (resident set).
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

PROGRAM: Final = [
    sys.executable,
    "-c",
    "import sys; from demasque.cli import main; sys.exit(main())",
]
HEAD: Final = "| form | seconds | of a processor | MiB at most | MB written |"
EXPORTS: Final = (
    "csv",
    "parquet",
    "gexf",
    "graphml",
    "gexf --dynamic",
    "stix",
    "stix --profile opencti",
    "misp",
    "navigator",
    "open",
)
REFERRED: Final = (
    "refer {case} C1 --platform {platform} --reveal --by Office --contact a@example.org"
)
FORMS: Final = {
    **{name: f"export {{case}} --format {name} -o {{out}}" for name in EXPORTS},
    "pack": "pack {case} C1 -o {out}.zip",
    "refer": f"{REFERRED} -o {{out}}",
    "brief --for": "brief {case} --for {target} -o {out}.html",
    "statement": "statement {case} C1 -o {out}.html",
    "outcome": "outcome {case} {statuses}",
    "report": "report {case} -o {out}.html",
}

# The strongest evidence is made up: what a form costs depends on how many ties there are.
WIDE: Final = {
    "memberships": """
        SELECT * FROM memberships WHERE campaign <> 'C1'
        UNION ALL SELECT 'C1', account, 40.0, 2 * $strides, 1.0 FROM wide
    """,
    "pairs": """
        SELECT least(a.account, b.account) AS account_a, greatest(a.account, b.account) AS account_b
        FROM wide a JOIN range(1, $strides + 1) AS s(stride) ON true
        JOIN wide b ON b.n = (a.n + s.stride) % (SELECT count(*) FROM wide)
    """,
    "ties": """
        SELECT * FROM ties WHERE NOT (account_a IN (SELECT account FROM wide)
            AND account_b IN (SELECT account FROM wide))
        UNION ALL SELECT account_a, account_b, 'text', 60.0, 5, 5, 5, 3, 2, 0.02, -9.0, NULL, 1e-6,
            40.0, (SELECT min(posted_at) FROM posts), (SELECT max(posted_at) FROM posts) FROM pairs
    """,
    "strengths": """
        SELECT * FROM strengths WHERE NOT (account_a IN (SELECT account FROM wide)
            AND account_b IN (SELECT account FROM wide))
        UNION ALL SELECT account_a, account_b, 40.0, ['text'] FROM pairs
    """,
    "campaigns": """
        SELECT * REPLACE (
            if(campaign = 'C1', (SELECT count(*) FROM wide), accounts) AS accounts,
            if(campaign = 'C1', (SELECT count(*) FROM posts SEMI JOIN wide USING (account)), posts)
                AS posts,
            if(campaign = 'C1', (SELECT count(*) FROM pairs), ties) AS ties,
            if(campaign = 'C1', 40.0 * (SELECT count(*) FROM pairs), bits) AS bits
        ) FROM campaigns
    """,
}
MEMBERS: Final = """
    SELECT account, row_number() OVER (ORDER BY hash(account)) - 1 AS n FROM (
        SELECT account, bool_or(m.campaign = 'C1') AS inside
        FROM posts LEFT JOIN memberships m USING (account) ANTI JOIN attached USING (account)
        GROUP BY account HAVING coalesce(bool_and(m.campaign = 'C1'), true)
        ORDER BY inside DESC NULLS LAST, hash(account) LIMIT $members
    )
"""
TARGET: Final = """
    SELECT venue FROM posts JOIN memberships USING (account)
    WHERE campaign = 'C1' AND venue IS NOT NULL GROUP BY venue ORDER BY count(*) DESC, venue LIMIT 1
"""
PLATFORM: Final = """
    SELECT platform FROM posts JOIN memberships USING (account)
    WHERE campaign = 'C1' GROUP BY platform ORDER BY count(*) DESC, platform LIMIT 1
"""
STATUSES: Final = """
    SELECT a.platform, a.account, (SELECT max(posted_at) FROM posts)::DATE AS date,
           ['removed', 'up', 'suspended', 'unknown'][1 + (hash(account) % 4)::INT] AS status
    FROM accounts a ORDER BY account LIMIT 100000
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--accounts", type=int, default=100_000)
    asked.add_argument("--posts", type=int, default=1_000_000)
    asked.add_argument("--members", type=int, default=30_000, help="of C1 in the wide case")
    asked.add_argument("--ties", type=int, default=300_000, help="inside C1 in the wide case")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--case", type=Path, help="copied, instead of a simulated one")
    asked.add_argument("--only", default="", help="forms whose names hold this")
    asked.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.make:
        make(options, options.make)
        return
    with TemporaryDirectory() as folder:
        place = Path(folder)
        # Making takes memory that a child process would count as its own at first.
        subprocess.run([sys.executable, __file__, *sys.argv[1:], "--make", folder], check=True)
        for name in ("found", "wide"):
            said = (place / f"{name}.txt").read_text("utf-8").split("\n")
            print(f"\n{said[0]}\n")
            print(f"{HEAD}\n|---|---|---|---|---|", flush=True)
            for form, command in FORMS.items():
                if options.only in form:
                    print(measured(form, command, place, name, *said[1:3]), flush=True)


def make(options: argparse.Namespace, place: Path) -> None:
    """The case as found and the wide one, beside each what is in it, whom to tell, and statuses."""
    if options.case:
        shutil.copytree(options.case, place / "found")
    else:
        simulate(options, place)
    shutil.copytree(place / "found", place / "wide")
    widen(options, place / "wide")
    for name in ("found", "wide"):
        describe(place, name)


def simulate(options: argparse.Namespace, place: Path) -> None:
    from demasque.api import create_case
    from demasque.simulate import world

    files = world(options.seed, options.accounts, options.posts).write(place / "export", "csv")
    with create_case(place / "found") as case:
        case.add(files["posts"], files["accounts"])
        case.detect()


def widen(options: argparse.Namespace, folder: Path) -> None:
    """Make C1 as large as asked: accounts of no campaign join it, each tied to its neighbours."""
    from demasque.case import CaseStore
    from demasque.schema import TABLES

    with CaseStore.open(folder) as store:
        numbers = {"members": options.members, "strides": max(1, options.ties // options.members)}
        made = f"WITH wide AS MATERIALIZED ({MEMBERS}), pairs AS ({WIDE['pairs']})"
        tables = {}
        for name in ("memberships", "ties", "strengths", "campaigns"):
            query = f"{made} {WIDE[name]}"
            for word, number in numbers.items():
                query = query.replace(f"${word}", str(number))
            tables[name] = store.sql(query).cast(TABLES[name].schema)
        store.replace(tables)


def describe(place: Path, name: str) -> None:
    from pyarrow import csv

    from demasque.case import CaseStore

    with CaseStore.open(place / name) as store:
        numbers = store.sql(
            "SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM posts), accounts, ties,"
            " (SELECT count(*) FROM campaigns) FROM campaigns WHERE campaign = 'C1'"
        )
        accounts, posts, members, ties, campaigns = (column[0].as_py() for column in numbers)
        said = f"{posts:,} posts, {accounts:,} accounts, {campaigns} campaigns; "
        said += f"C1 has {members:,} members and {ties:,} ties:"
        answers = [store.sql(query).column(0)[0].as_py() for query in (TARGET, PLATFORM)]
        (place / f"{name}.txt").write_text("\n".join([said, *answers]), "utf-8")
        csv.write_csv(store.sql(STATUSES), place / f"{name}.csv")


def measured(form: str, command: str, place: Path, name: str, target: str, platform: str) -> str:
    """The form's row of the table."""
    out = place / "written"
    words = command.format(
        case=place / name, out=out, target=target, platform=platform, statuses=place / f"{name}.csv"
    )
    began = time.monotonic()
    with (place / "log").open("wb") as log:
        child = subprocess.Popen([*PROGRAM, *words.split()], stdout=log, stderr=log)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    peak = usage.ru_maxrss // (1 << 20 if sys.platform == "darwin" else 1 << 10)
    size = sum(path.stat().st_size for path in written(place)) / 1e6
    for path in place.glob("written*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if child.returncode:
        said = (place / "log").read_text("utf-8", "replace").split("\n")
        return f"| {form} | {' '.join(' '.join(said).split())[-200:]} | | | |"
    worked = usage.ru_utime + usage.ru_stime
    return f"| {form} | {seconds:.1f} | {worked:.1f} | {peak:,} | {size:.1f} |"


def written(place: Path) -> Iterator[Path]:
    for path in place.glob("written*"):
        yield from (each for each in (path, *path.rglob("*")) if each.is_file())


if __name__ == "__main__":
    main()
