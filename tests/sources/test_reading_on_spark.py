"""What Spark reads from export files is what `demasque add` stores of them."""

import csv
import gzip
import json
import subprocess
import sys
from base64 import b64encode
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from shutil import which

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from samples import SAMPLES

from demasque.api import create_case
from demasque.errors import DemasqueError, UsageError
from demasque.schema import SOURCE_TABLES
from demasque.sources import UNREAD
from demasque.spark import SourceFrames, posts_from, read
from demasque.spark.exports.reading import left_out_of
from spark_here import SETTINGS, spark

__all__ = ["spark"]


def table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)


def post(n: int, text: str, **more: object) -> dict[str, object]:
    at = f"2024-05-01T10:{n:02}:00Z"
    return {"post_id": f"post-{n}", "account_id": f"who-{n % 3}", "created_at": at, "text": text,
            "platform": "x" if n % 2 else "telegram", **more}  # fmt: skip


def write_exports(folder: Path) -> None:
    """Every source's sample, and what goes wrong with files: repeated, damaged, no export."""
    folder.mkdir()
    for n, sample in enumerate(SAMPLES):
        (folder / f"{n:03}-{sample.name}").write_bytes(sample.write())
    words = "@someone call +33 6 12 34 56 78, a.b@mail.example.org https://vk.com/anybody #tag"
    first = [post(n, f"{words} {n}", followers=n or "", user_created_at="") for n in range(6)]
    table(folder / "a-first.csv", [*first, post(1, "#again and #more"), post(1, "#again")])
    later = {"user_created_at": "2020-01-02T03:04:05Z"}
    again = [post(n, f"later #other {n}", **later) for n in range(8)]
    table(folder / "b-later.csv", [*again, {**post(9, "none"), "created_at": "never"}])
    (folder / "c-same.csv").write_bytes((folder / "a-first.csv").read_bytes())
    lines = [json.dumps(post(n, "of lines")) for n in range(20, 24)]
    (folder / "d-lines.ndjson").write_text("\n".join([*lines[:2], '{"post_id": "x', *lines[2:]]))
    gone = {"operation": "delete", "collection": "app.bsky.feed.post", "rkey": "k0"}
    notices = [
        {"did": "did:plc:a", "time_us": 1735689600000009, "kind": "commit", "commit": gone},
        *({"did": f"did:plc:{who}", "time_us": 1735689600000009, "kind": "account",
           "account": {"active": False, "status": "takendown"}} for who in ("0", "registered1")),
    ]  # fmt: skip
    (folder / "d-gone.ndjson").write_text("".join(json.dumps(row) + "\n" for row in notices))
    packed = gzip.compress((folder / "b-later.csv").read_bytes() * 50)
    (folder / "e-cut.csv.gz").write_bytes(packed[: len(packed) * 3 // 4])
    (folder / "f-picture").write_bytes(b"\x89PNG....")
    (folder / "g-empty.csv").write_bytes(b"")
    (folder / "h-messages.csv").write_text("sender,recipient,text\na,b,secret\n")
    (folder / "_SUCCESS").write_text("not an export")


def rows(tables: dict[str, pa.Table]) -> dict[str, list[str]]:
    """Tables without an order of rows."""
    as_declared = {name: tables[name].cast(schema) for name, schema in SOURCE_TABLES.items()}
    return {name: sorted(map(repr, held.to_pylist())) for name, held in as_declared.items()}


def test_every_source_as_a_case_stores_it(spark, tmp_path: Path) -> None:
    write_exports(tmp_path / "exports")
    with create_case(tmp_path / "case") as case:
        files = [file for file in (tmp_path / "exports").iterdir() if file.name != "_SUCCESS"]
        added = case.add(*sorted(files), keep_profile_text=True)
        stored = {name: case.sql(f"SELECT * FROM {name}") for name in SOURCE_TABLES}
        noted = case.sql("SELECT * EXCLUDE added_at FROM files").to_pylist()
    key = tmp_path / "case" / "pseudonym.key"
    found = read(spark, tmp_path / "exports", key=key, keep_profile_text=True, tasks=3)
    made = {name: getattr(found, name).toArrow() for name in SOURCE_TABLES}
    assert rows(made) == rows(stored)
    assert all(made[name].num_rows for name in made.keys() - {"media_use"})

    told = found.outcomes.orderBy("number").toArrow().to_pylist()
    assert [file["name"] for file in told] == [file.name for file in added]
    assert [file["problem"] for file in told] == [file.problem for file in added]
    assert [file["already"] for file in told] == [file.already for file in added]
    files = found.files.drop("added_at").toArrow().to_pylist()
    assert sorted(map(repr, files)) == sorted(map(repr, noted))

    kept = found.kept[0].orderBy("table", "number", "place").toArrow()
    found.release()
    folder = str(tmp_path / "kept")
    one = read(spark, (tmp_path / "exports").as_uri(), key=bytes.fromhex(key.read_text().strip()),
               keep_profile_text=True, tasks=1, work_folder=folder)  # fmt: skip
    assert one.kept[0].orderBy("table", "number", "place").toArrow().equals(kept)


def test_what_was_asked_for_wrongly_is_said_before_anything_is_read(spark, tmp_path: Path) -> None:
    table(tmp_path / "a.csv", [post(1, "words")])
    key = b"k" * 32
    for wrong, sentence in [
        ({"paths": tmp_path / "none*"}, "there is no such file"),
        ({"format": "tabel"}, "no format called tabel"),
        ({"mapping": {"acount": "x"}}, r"no field called acount \(did you mean account\?\)"),
        ({"key": b"short"}, "has 32 bytes, this one has 5"),
        ({"key": tmp_path / "a.csv"}, "a.csv is no file with a pseudonym key"),
    ]:
        with pytest.raises(UsageError, match=sentence):
            read(spark, **{"paths": tmp_path, "key": key, **wrong})
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="there is no file in it"):
        read(spark, tmp_path / "empty", key=key)


def test_rows_of_a_file_that_failed_half_way_do_not_count() -> None:
    told = [
        {"number": 0, "source_file": None, "source": None, "problem": "failed"},
        {"number": 1, "source_file": "a", "source": "table", "problem": None},
        {"number": 2, "source_file": "b", "source": UNREAD.id, "problem": "changed"},
        {"number": 3, "source_file": "b", "source": UNREAD.id, "problem": "changed"},
        {"number": 4, "source_file": "a", "source": "table", "problem": None},
    ]
    assert left_out_of(told) == ([0, 4], [4])


def test_all_tables_are_there() -> None:
    assert {field.name for field in fields(SourceFrames)} == {
        *SOURCE_TABLES, "files", "outcomes", "kept",
    }  # fmt: skip


SPOKEN = """
import json
import sys
from functools import partial
from pathlib import Path
from pyspark import cloudpickle
from demasque.cluster import local_session
from demasque.spark import read
from demasque.spark.exports.file_task import ReadingWay, read_files
from demasque.spark.exports.key_file import send_key

here = Path(sys.argv[1])
said = {**json.loads(sys.argv[2]), "spark.log.level": "INFO", "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": (here / "events").as_uri(), "spark.local.dir": str(here / "local")}
session = local_session("local[2]", settings=said)
key = bytes.fromhex((here / "key").read_text())
found = read(session, here / "exports", key=here / "key", work_folder=str(here / "kept"))
for frame in (*found.kept, found.posts, found.accounts, found.links):
    frame.explain(extended=True)
    frame.write.format("noop").mode("overwrite").save()
print([row.problem for row in found.outcomes.orderBy("number").collect()])
name = send_key(session, key)
print(cloudpickle.dumps(partial(read_files, ReadingWay(name), [], 1)))
for file in sorted((here / "local").rglob(name)):
    print("KEY FILE", oct(file.stat().st_mode & 0o066), file.read_bytes() == key)
session.stop()
"""


@pytest.mark.skipif(which("java") is None, reason="Spark takes Java, and there is none here")
def test_the_key_and_what_people_wrote_stand_in_no_plan_log_or_event(tmp_path: Path) -> None:
    for folder in ("exports", "events", "local"):
        (tmp_path / folder).mkdir()
    key = sha256(b"a key").digest()
    (tmp_path / "key").write_text(key.hex() + "\n")
    written = [post(1, "sotto voce parole", account_id="Raw.Handle77"), post(2, "@Raw.Handle77")]
    table(tmp_path / "exports" / "a.csv", written)
    damaged = b"PAR1" + b"Raw.Handle77 sotto voce parole" * 9
    (tmp_path / "exports" / "b.parquet").write_bytes(damaged)
    script = [sys.executable, "-c", SPOKEN, tmp_path, json.dumps(SETTINGS)]
    done = subprocess.run(script, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert b"'b.parquet is damaged or cut-short Parquet.'" in done.stdout
    assert done.stdout.count(b"KEY FILE 0o0 True") >= 1
    assert b"KEY FILE 0o0 False" not in done.stdout
    assert b"Parsed Logical Plan" in done.stdout
    assert b"INFO" in done.stderr
    said = {"stdout": done.stdout, "stderr": done.stderr}
    for folder in ("events", "local", "kept"):
        files = [path for path in (tmp_path / folder).rglob("*") if path.is_file()]
        assert files or folder == "local"  # which Spark removes when it ends
        said |= {str(path): path.read_bytes() for path in files}
    secrets = [key, key.hex().encode(), b64encode(key).rstrip(b"="), repr(key).encode()[2:-1]]
    raw = [b"Raw.Handle77", b"sotto voce"]
    for where, content in said.items():
        assert not [word for word in secrets if word in content], where
        assert where.startswith(str(tmp_path / "kept")) or raw[1] not in content, where
        assert raw[0] not in content, where


def test_posts_of_a_frame_as_of_a_file_wherever_they_lie(spark, tmp_path: Path) -> None:
    whole = pa.table(
        {
            "id": [*(f"post-{n}" for n in range(60)), "post-1", "post-1", None],
            "user": [{"name": f"who-{n % 7}", "fans": n % 7 or None} for n in range(63)],
            "at": pa.array([60 * 10**6 * n for n in range(61)] + [5, None], pa.timestamp("us")),
            "body": [f"call @him +33 6 12 34 56 {n:02} #tag https://e.org/{n}" for n in range(63)],
            "tags": [["One", "Two"] if n % 2 else [] for n in range(63)],
        }
    )  # fmt: skip
    mapping = {
        "post": "id", "account": "user.name", "posted_at": "at", "text": "body",
        "hashtags": "tags", "followers": "user.fans", "platform": "=x",
    }  # fmt: skip
    pq.write_table(whole.slice(0, 60), tmp_path / "posts.parquet")
    with create_case(tmp_path / "case") as case:
        case.add(tmp_path / "posts.parquet", format="table", mapping=mapping)
        stored = {name: case.sql(f"SELECT * FROM {name}") for name in SOURCE_TABLES}
    key = tmp_path / "case" / "pseudonym.key"
    frame = spark.createDataFrame(whole)
    found = posts_from(frame.coalesce(1), mapping, key=key)
    made = {name: getattr(found, name).toArrow() for name in SOURCE_TABLES}
    found.release()
    other = posts_from(frame.repartition(3, "body"), mapping, key=key, time_precision="second")
    for name in ("posts", "accounts", "hashtags"):
        assert rows({**made, name: getattr(other, name).toArrow()}) == rows(made)
    other.release()

    posts, rejects = (made[name].to_pylist() for name in ("posts", "rejects"))
    assert sorted(row["reason"] for row in rejects) == ["no time"]
    again = next(row for row in posts if "56 61" in row["text"] or "/61" in row["text"])
    assert again["posted_at"].timestamp() == 5e-6  # the earliest of three rows
    assert {row["time_precision"] for row in posts} == {"second"}
    others = [row["post"] for row in posts if row["post"] != again["post"]]
    for name in ("posts", "links", "hashtags", "personal_details"):
        held, same = (
            [
                row
                for row in tables[name].cast(SOURCE_TABLES[name]).to_pylist()
                if row["post"] in others
            ]
            for tables in (made, stored)
        )
        for row in (*held, *same):
            row.update(dict.fromkeys(("source_file", "source_line", "time_precision")))
        assert sorted(map(repr, held)) == sorted(map(repr, same)), name


def test_what_a_frame_lacks_is_said(spark) -> None:
    frame = spark.sql("SELECT 'a' AS account_id, '2024' AS created_at, 'p' AS post_id")
    with pytest.raises(UsageError, match="created_at holds string, not times"):
        posts_from(frame, key=b"k" * 32)
    timed = frame.selectExpr("account_id", "now() AS created_at")
    with pytest.raises(DemasqueError, match="no column of post ids"):
        posts_from(timed, key=b"k" * 32)
    with pytest.raises(UsageError, match="has no column called who"):
        posts_from(frame, {"account": "who"}, key=b"k" * 32)
