"""Cases for the comparison's benchmark: who is put beside whom, and what is the truth."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import combinations, islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from demasque import create_case
from demasque.case import CaseStore
from demasque.dossier import CaseGroup, Signature, accounts_group, make_signature
from demasque.simulate import Operation, World, world
from demasque.traces import extract

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LABELLED = DATA / "ira_congress_2016_early"

Given = CaseGroup | Signature
Sides = tuple[Given, Given]
Names = Sequence[str]


class Posts:
    """The labelled real set; ``operation`` and ``parliament`` in the order of their first posts."""

    def __init__(self) -> None:
        path = LABELLED / "posts.parquet"
        self.table = pq.read_table(path)
        with (LABELLED / "labels.csv").open(encoding="utf-8") as file:
            labels = {row["account_id"]: row["label"] for row in csv.DictReader(file)}
        order = duckdb.sql(
            f"SELECT account_id FROM '{path}' GROUP BY 1 ORDER BY min(created_at), account_id"
        ).fetchall()
        names = [name for (name,) in order]
        self.operation = [name for name in names if labels[name] == "operation"]
        self.parliament = [name for name in names if labels[name] != "operation"]

    def case(
        self, folder: Path, accounts: Names, prefix: str, condition: str = "true"
    ) -> CaseStore:
        """A case of these accounts' posts, all names replaced; traces are looked for."""
        posts = self.table  # noqa: F841  (duckdb reads it by its name)
        chosen = pa.table({"account_id": list(accounts)})  # noqa: F841
        rows = duckdb.sql(
            f"SELECT '{prefix}' || account_id AS account_id, '{prefix}' || post_id AS post_id, "
            "created_at, text, lang, kind FROM posts SEMI JOIN chosen USING (account_id) "
            f"WHERE {condition}"
        ).arrow()
        return made_case(folder, rows)


def made_case(folder: Path, rows: pa.Table) -> CaseStore:
    """A case of these posts, after the step of a detection that comparisons rest on."""
    rows = rows.read_all() if isinstance(rows, pa.RecordBatchReader) else rows
    file = folder.with_suffix(".parquet")
    pq.write_table(rows, file)
    with create_case(folder) as case:
        case.add(file)
    store = CaseStore.open(folder)
    extract(store)
    return store


def group(store: CaseStore, accounts: Names, prefix: str, name: str) -> CaseGroup:
    """Accounts of a case that have posts in it."""
    platforms = store.sql("SELECT DISTINCT platform FROM posts")["platform"].to_pylist()
    raw = pa.array([prefix + each for each in accounts])
    known = set(store.sql("SELECT DISTINCT account FROM posts")["account"].to_pylist())
    made = [
        each
        for platform in platforms
        for each in store.names.many("account", platform, raw).to_pylist()
        if each in known
    ]
    return accounts_group(store, made, name)


def operation_pairs(folder: Path, _: int) -> Iterator[tuple[str, Sides]]:
    """Halves of the operation, each in a case of its own beside half of parliament or all of it."""
    posts = Posts()
    middle = len(posts.operation) // 2
    for seed in range(3):
        rng = np.random.default_rng([seed, 71])
        people = rng.permutation(posts.parliament).tolist()
        dealt = rng.permutation(posts.operation).tolist()
        beside = {
            "half of parliament": (people[:249], people[249:]),
            "all of parliament": (people, people),
        }
        halves = {"by first post": (posts.operation[:middle], posts.operation[middle:])}
        halves["at random"] = (dealt[:middle], dealt[middle:])
        for how, (one, other) in halves.items():
            for whom, (first, second) in beside.items():
                if seed and (how, whom) != ("at random", "half of parliament"):
                    continue
                place = folder / f"{seed}{how}{whom}".replace(" ", "")
                with ExitStack() as stack:
                    a = stack.enter_context(posts.case(Path(f"{place}a"), [*one, *first], "x"))
                    b = stack.enter_context(posts.case(Path(f"{place}b"), [*other, *second], "y"))
                    sides = group(a, one, "x", "one"), group(b, other, "y", "other")
                    yield f"operation, halves {how}, beside {whom}", sides
    everybody = [*posts.operation, *posts.parliament]
    with ExitStack() as stack:
        cut = "TIMESTAMP '2016-03-28'"
        a = stack.enter_context(
            posts.case(folder / "before", everybody, "x", f"created_at < {cut}")
        )
        b = stack.enter_context(
            posts.case(folder / "after", everybody, "y", f"created_at >= {cut}")
        )
        sides = group(a, posts.operation, "x", "one"), group(b, posts.operation, "y", "other")
        yield "operation before and after the middle of its days, accounts renamed", sides


def parliament_pairs(folder: Path, _: int) -> Iterator[tuple[str, Sides]]:
    """Operation against parliament, parliament's two camps, and its random halves."""
    posts = Posts()
    middle = len(posts.operation) // 2
    camps = two_camps(posts)
    rng = np.random.default_rng([0, 72])
    people = rng.permutation(posts.parliament).tolist()
    with ExitStack() as stack:
        a = stack.enter_context(
            posts.case(folder / "a", [*posts.operation[:middle], *posts.parliament], "x")
        )
        b = stack.enter_context(
            posts.case(folder / "b", [*posts.operation[middle:], *posts.parliament], "y")
        )
        alone = stack.enter_context(posts.case(folder / "c", posts.parliament, "z"))
        whole = stack.enter_context(
            posts.case(folder / "d", [*posts.operation, *posts.parliament], "w")
        )
        one, other = (group(a, camps[0], "x", "one"), group(b, camps[1], "y", "other"))
        operation = group(a, posts.operation[:middle], "x", "one")
        yield "operation and parliament", (operation, group(b, people, "y", "other"))
        yield "operation and half of parliament", (operation, group(b, people[:249], "y", "other"))
        inside = group(whole, posts.operation, "w", "one"), group(whole, people, "w", "other")
        yield "operation and parliament in one case", inside
        yield "two camps of parliament, two cases", (one, other)
        both = group(whole, camps[0], "w", "one"), group(whole, camps[1], "w", "other")
        yield "two camps of parliament, one case beside the operation", both
        for seed in range(2):
            rng = np.random.default_rng([seed, 73])
            drawn = [rng.permutation(camp)[:80].tolist() for camp in camps]
            beside = group(alone, drawn[0], "z", "one"), group(alone, drawn[1], "z", "other")
            yield "80 of each camp, one case beside the rest of parliament", beside
            apart = group(a, drawn[0], "x", "one"), group(b, drawn[1], "y", "other")
            yield "80 of each camp, two cases", apart
        for number, camp in enumerate(camps):
            people = np.random.default_rng([number, 75]).permutation(camp).tolist()
            half = len(camp) // 2
            halves = group(a, people[:half], "x", "one"), group(b, people[half:], "y", "other")
            yield "random halves of one camp, two cases with all of parliament", halves
    yield from _each_alone(folder, posts, camps)


def _each_alone(
    folder: Path, posts: Posts, camps: tuple[list[str], list[str]]
) -> Iterator[tuple[str, Sides]]:
    """Each group beside half of the operation and nobody else: as far from its circle as can be."""
    middle = len(posts.operation) // 2
    dealt = {"two camps of parliament": [camps]}
    people = [np.random.default_rng([seed, 74]).permutation(posts.parliament) for seed in range(3)]
    dealt["random halves of parliament"] = [(p[:249].tolist(), p[249:].tolist()) for p in people]
    for seed in range(2):
        for number, camp in enumerate(camps):
            members = np.random.default_rng([seed, 76, number]).permutation(camp).tolist()
            halves = members[: len(camp) // 2], members[len(camp) // 2 :]
            dealt.setdefault("random halves of one camp (one staff)", []).append(halves)
    for how, pairs in dealt.items():
        for number, (one, other) in enumerate(pairs):
            place = folder / f"alone{how}{number}".replace(" ", "")
            beside = posts.operation[:middle], posts.operation[middle:]
            with ExitStack() as stack:
                a = stack.enter_context(posts.case(Path(f"{place}a"), [*one, *beside[0]], "x"))
                b = stack.enter_context(posts.case(Path(f"{place}b"), [*other, *beside[1]], "y"))
                sides = group(a, one, "x", "one"), group(b, other, "y", "other")
                yield f"{how}, each beside half of the operation alone", sides


def file_pairs(folder: Path, _: int) -> Iterator[tuple[str, Sides]]:
    """The same by signature files alone, which hold nothing of fewer than three accounts."""
    posts = Posts()
    middle = len(posts.operation) // 2
    people = np.random.default_rng([0, 71]).permutation(posts.parliament).tolist()
    dealt = np.random.default_rng([0, 71]).permutation(posts.operation).tolist()
    camps = two_camps(posts)
    halves = posts.operation[:middle], posts.operation[middle:]
    groups = {
        "operation, halves by first post": (halves, (people[:249], people[249:])),
        "operation, halves at random": (
            (dealt[:middle], dealt[middle:]),
            (people[:249], people[249:]),
        ),
        "two camps of parliament": (camps, halves),
        "random halves of parliament": ((people[:249], people[249:]), halves),
    }
    for how, ((one, other), (first, second)) in groups.items():
        place = folder / how.replace(" ", "")
        with (
            posts.case(Path(f"{place}a"), [*one, *first], "x") as a,
            posts.case(Path(f"{place}b"), [*other, *second], "y") as b,
        ):
            sides = group(a, one, "x", "one"), group(b, other, "y", "other")
            signed = [make_signature(each.store, each.accounts, each.name) for each in sides]
        yield f"{how}, signature files alone", (signed[0], signed[1])


def two_camps(posts: Posts) -> tuple[list[str], list[str]]:
    """Parliament in two by hashtags and whom it passes on: the second eigenvector of likeness.

    The normalised cut of Shi and Malik (IEEE PAMI 22, 2000); no label of a party is in the data.
    """
    table, members = posts.table, pa.table({"account_id": posts.parliament})  # noqa: F841
    rows = duckdb.sql(
        r"""SELECT account_id, unnest(regexp_extract_all(lower(text), '(rt @\w+|#\w+)')) AS thing
        FROM "table" SEMI JOIN members USING (account_id)"""
    )
    used = duckdb.sql("SELECT DISTINCT account_id, thing FROM rows ORDER BY ALL").fetchall()
    assert rows is not None
    place = {name: number for number, name in enumerate(posts.parliament)}
    column: dict[str, int] = {}
    has = np.zeros((len(place), 40_000))
    for name, thing in used:
        has[place[name], column.setdefault(thing, len(column))] = 1.0
    users = has.sum(axis=0)
    has = has[:, (users >= 3) & (users < 150)]
    has *= np.log(len(place) / has.sum(axis=0))
    has /= np.maximum(np.linalg.norm(has, axis=1, keepdims=True), 1e-9)
    alike = has @ has.T
    np.fill_diagonal(alike, 0.0)
    degree = np.maximum(alike.sum(axis=1), 1e-9)
    _, vectors = np.linalg.eigh(alike / np.sqrt(degree[:, None] * degree[None]))
    first = vectors[:, -2] / np.where(vectors[:, -1] == 0, 1e-9, vectors[:, -1]) > 0
    return (
        [name for name, there in zip(posts.parliament, first.tolist(), strict=True) if there],
        [name for name, there in zip(posts.parliament, first.tolist(), strict=True) if not there],
    )


SETS = {
    "russian_coord_tweets": "SELECT account_id, object_id AS thing, timestamp_share AS moment, "
    "NULL AS tag FROM '{path}'",
    "german_elections": "SELECT account_id, url_id::BIGINT::VARCHAR AS thing, timestamp AS moment, "
    "hashtag_id::BIGINT::VARCHAR AS tag FROM '{path}' WHERE url_id IS NOT NULL",
}
"""What accounts share stands for words: the harshest that these sets can be asked."""


def control_pairs(folder: Path, pairs: int) -> Iterator[tuple[str, Sides]]:
    """Accounts of real sets, dealt into two groups: anybody, and those who share a thing."""
    for name, query in SETS.items():
        table = duckdb.sql(query.format(path=DATA / "coortweet" / f"{name}.parquet"))
        busy = "SELECT account_id FROM rows GROUP BY 1 HAVING count(*) >= 3"
        rows = table.arrow()
        rows = rows.read_all() if isinstance(rows, pa.RecordBatchReader) else rows
        chosen = duckdb.sql(f"{busy} ORDER BY hash(account_id) LIMIT 3000")  # noqa: F841
        posts = duckdb.sql(
            """SELECT account_id, row_number() OVER (ORDER BY moment, account_id, thing)::VARCHAR
            AS post_id, to_timestamp(moment) AS created_at, 'en' AS lang, 'original' AS kind,
            'message number ' || md5(thing)[:9] || ' says ' || md5(thing)[9:20] || ' to all and '
            || md5(thing)[20:] || coalesce(' #tag' || tag, '') AS text
            FROM rows SEMI JOIN chosen USING (account_id)"""
        ).arrow()
        with made_case(folder / name, posts) as store:
            accounts = store.sql("SELECT DISTINCT account FROM posts ORDER BY account")["account"]
            for seed in range(pairs):
                rng = np.random.default_rng([seed, 76])
                dealt = rng.permutation(accounts.to_pylist())[:120].tolist()
                yield f"{name}: 60 and 60 at random", _halves(store, dealt)
            for people in islice(_circles(store), pairs):
                yield f"{name}: users of one thing, in two", _halves(store, people)


def _halves(store: CaseStore, people: Names) -> Sides:
    half = len(people) // 2
    return (
        accounts_group(store, people[:half], "one"),
        accounts_group(store, people[half : 2 * half], "other"),
    )


def _circles(store: CaseStore) -> Iterator[list[str]]:
    """Accounts that shared one thing, for each of the things that most of them shared."""
    rows = store.sql(
        "SELECT list(DISTINCT account ORDER BY account) AS people FROM posts GROUP BY text "
        "HAVING count(DISTINCT account) BETWEEN 20 AND 300 ORDER BY count(*) DESC, min(post)"
    )
    for number, people in enumerate(rows["people"].to_pylist()):
        yield np.random.default_rng([number, 77]).permutation(people)[:120].tolist()


WORLD = (3_000, 24_000)
"""Accounts and posts of a world; the operation has 60 of them."""


def simulated_pairs(folder: Path, pairs: int) -> Iterator[tuple[str, Sides]]:
    """Operations of different identities, and of one identity under new accounts."""
    worlds = 2
    while worlds * (worlds - 1) // 2 < pairs:
        worlds += 1
    with ExitStack() as stack:
        groups = [
            stack.enter_context(_Simulated(folder / f"w{seed}", seed, seed)).group()
            for seed in range(worlds)
        ]
        for one, other in islice(combinations(groups, 2), pairs):
            yield "simulated, unrelated operations", (one, other)
        for seed, earlier in enumerate(groups):
            place = folder / f"again{seed}"
            with _Simulated(place, 500 + seed, seed) as again:
                yield "simulated, one operation under new accounts", (again.group(), earlier)


class _Simulated:
    """A world in a case; only the operation is asked about."""

    def __init__(self, folder: Path, seed: int, identity: int) -> None:
        self._made: World = world(
            seed, *WORLD, operation=Operation(accounts=60, desk=20, identity=identity)
        )
        files = self._made.write(Path(f"{folder}export"), "csv")
        with create_case(folder) as case:
            case.add(files["posts"], files["accounts"])
        self._store = CaseStore.open(folder)
        extract(self._store)

    def __enter__(self) -> "_Simulated":
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def group(self) -> CaseGroup:
        """The operation's accounts."""
        return group(self._store, sorted(self._made.members("operation")), "", "operation")
