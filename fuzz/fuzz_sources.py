"""Coverage-guided fuzzing of every source: no bytes may end in anything but a sentence.

    make fuzz                 ten minutes in all
    make fuzz FUZZ=60         another number of seconds

Starts from the seeds of ``tests/sources/seeds`` (one tiny file per format, which the tests read
too). An input that crashes is written to ``fuzz/out``; put it among the seeds once it is mended.
"""

import contextlib
import sys
import tempfile
from pathlib import Path

import atheris

import demasque.case  # noqa: F401 - imported before anything is marked

# What Numba compiles cannot hold the marks that the fuzzer sets.
COMPILED = ["readers.csv_scan", "readers.json_scan", "readers.json_cells", "mapping.text_scan"]
with atheris.instrument_imports(
    include=["demasque.sources"], exclude=[f"demasque.sources.{name}" for name in COMPILED]
):
    from demasque.errors import DemasqueError
    from demasque.schema import SOURCE_TABLES
    from demasque.sources import SOURCES, Reading
    from demasque.sources.mapping.nested import UNEXPECTED
    from demasque.sources.readers.input_file import InputFile
    from demasque.sources.recognition import find_source, take_sample

SEEDS = Path(__file__).parents[1] / "tests" / "sources" / "seeds"
OUT = Path(__file__).parent / "out"
_SCRATCH = Path(tempfile.mkdtemp(prefix="demasque-fuzz-")) / "export"


def read_as(path: Path, named: str | None) -> None:
    """Read a file to its end as ``add`` would, and check what comes out against the schema."""
    file = InputFile(path)
    sample = take_sample(file)
    source = find_source(SOURCES, file, sample, named)
    source.check_file(sample, {}, file.name)
    reading = Reading(file, sample, "f" * 64, {}, source.fields(sample))
    for batch in source.read(reading):
        for name, table in batch.tables.items():
            schema = SOURCE_TABLES[name]
            if name == "rejects" and UNEXPECTED in table["reason"].to_pylist():
                raise AssertionError("a mapping raised, and only the net below it caught that")
            for field in table.select(schema.names).cast(schema).schema:
                if not field.nullable and table[field.name].null_count:
                    raise AssertionError(f"{name}.{field.name} is null")
    source.never_seen(reading.fields.seen)
    source.unknown(reading.fields.seen)
    source.personal_in(reading.fields.seen)


def test_one_input(data: bytes) -> None:
    """The first byte chooses a format to force; the rest is the file."""
    if len(data) < 2:
        return
    chosen = data[0] % (2 * len(SOURCES))
    _SCRATCH.write_bytes(data[1:])
    with contextlib.suppress(DemasqueError):
        read_as(_SCRATCH, SOURCES[chosen].id if chosen < len(SOURCES) else None)


def main() -> None:
    """Fuzz for the seconds given as the first argument."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "600"
    corpus = OUT / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in SEEDS.iterdir():
        # 255 forces no format: each seed is first read as what it is.
        (corpus / seed.name).write_bytes(b"\xff" + seed.read_bytes())
    options = [f"-max_total_time={seconds}", "-max_len=8192", "-timeout=30", "-rss_limit_mb=4096"]
    atheris.Setup(
        [sys.argv[0], str(corpus), f"-artifact_prefix={OUT}/crash-", *options], test_one_input
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
