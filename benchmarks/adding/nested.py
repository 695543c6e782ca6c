"""How fast nested exports are read and added, each format beside its plain decoding.

``nested.py [--posts N] [--formats NAME ...] [--no-add] [--processes N ...]``: writes a file of
full-sized records of each form, then decodes it with msgspec alone (the yardstick), reads it with
its source alone, and adds it to a new case. With ``--processes 1 2`` that is done by one process
alone and again with two that read for it, whatever the file's size. Processor seconds are of all
processes; wall time on a busy machine says little. Peak memory is of the first process. The last
column is a digest of all rows that the source gave and of what it said of them: the same before
and after a change.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import msgspec
from bench import ADD, measure
from nested_records import FORMS, posts

DECODE = """
import json, resource, sys, time
import msgspec

wall, used = time.perf_counter(), time.process_time()
rows, decode = 0, msgspec.json.Decoder().decode
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        rows += len(decode(line))
wall, used = time.perf_counter() - wall, time.process_time() - used
"""
READ = """
import hashlib, json, os, resource, sys, time
from pathlib import Path
import pyarrow as pa
from pyarrow import csv
from demasque.schema import SOURCE_TABLES
from demasque.sources import InputFile, Reading, SOURCES, take_sample
from demasque.sources.recognition import find_source

from demasque.sources.nested_files import block_processes

block_processes.LARGE = 0

def read(path, processes=1):
    file = InputFile(Path(path))
    sample = take_sample(file)
    source = find_source(SOURCES, file, sample, None)
    reading = Reading(file, sample, "f" * 64, fields=source.fields(sample),
                      processes=processes)
    return reading, list(source.read(reading))

read(sys.argv[2])  # loads every kernel
wall, used = time.perf_counter(), sum(os.times()[:4])
reading, batches = read(sys.argv[1], int(sys.argv[3]))
wall, used = time.perf_counter() - wall, sum(os.times()[:4]) - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
fields, digest = reading.fields, hashlib.sha256()
digest.update(repr((sorted(fields.seen), sorted(fields.dropped.items()), fields.warnings)).encode())
digest.update(str(sum(batch.rows for batch in batches)).encode())
posts = sum(len(batch.tables.get("posts", ())) for batch in batches)
for name, schema in SOURCE_TABLES.items():
    parts = [batch.tables[name] for batch in batches if name in batch.tables]
    text = pa.BufferOutputStream()
    csv.write_csv(pa.concat_tables([schema.empty_table(), *parts]), text)
    digest.update(text.getvalue())
print(json.dumps({"wall": wall, "cpu": used, "peak": peak, "posts": posts,
                  "digest": digest.hexdigest()[:12]}))
sys.exit()
"""


ADD_BY = """
import sys
from demasque.ingest import adding_files
from demasque.sources.nested_files import block_processes

block_processes.LARGE, adding_files.cores = 0, lambda: int(sys.argv[4])
"""


def write(path: Path, form: str, count: int) -> Path:
    """A file of so many posts in a form, one record a line."""
    with path.open("wb") as out:
        for record in FORMS[form](posts(count, 0)):
            out.write(msgspec.json.encode(record) + b"\n")
    return path


def tell(form: str, folder: Path, count: int, also_add: bool, processes: list[int]) -> None:
    """Print the lines of one form."""
    path = write(folder / f"{form}.ndjson", form, count)
    few = write(folder / f"few-{form}.ndjson", form, 2_000)
    size = path.stat().st_size / 1e6
    runs = [("msgspec alone", measure(DECODE, path))]
    for number in processes:
        beside = f", {number} processes" if number > 1 else ""
        read = measure(READ, path, few, number)
        runs.append((f"source{beside}", read))
        if also_add:
            case = folder / f"case-{form}-{number}"
            runs.append((f"demasque add{beside}", measure(ADD_BY + ADD, path, case, few, number)))
            shutil.rmtree(case)
    for what, took in runs:
        digest = took.get("digest", "")
        print(
            f"| {form}, {read['posts']:,} posts, {size:,.0f} MB | {what} "
            f"| {read['posts'] / took['cpu']:,.0f} | {took['cpu']:.2f} "
            f"| {read['posts'] / took['wall']:,.0f} | {took['wall']:.2f} "
            f"| {took['peak']:,.0f} | {digest} |",
            flush=True,
        )
    path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--formats", nargs="+", default=list(FORMS), choices=list(FORMS))
    parser.add_argument("--no-add", action="store_true")
    parser.add_argument("--processes", type=int, nargs="+", default=[1])
    asked = parser.parse_args()
    print("| file | reader | posts/s of CPU | CPU seconds | posts/s | seconds | peak MB | rows |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="bench-nested-") as name:
        for form in asked.formats:
            tell(form, Path(name), asked.posts, not asked.no_add, asked.processes)


if __name__ == "__main__":
    main()
