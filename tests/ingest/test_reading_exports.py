"""Files and tables that are read without a case: what goes wrong costs no more than it must."""

import datetime
import gzip
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from demasque.ingest import ExportReader, ReadFile, reading_exports
from demasque.privacy import Pseudonymiser
from demasque.sources import InputFile, PartsReader

WORDS = "Raw.Handle77 said this"
AT = datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)


def reader() -> ExportReader:
    return ExportReader(Pseudonymiser(b"k" * 32))


def a_table(path: Path, rows: int = 3) -> Path:
    lines = [f"p{n},Raw.Handle77,2024-05-01T10:00:0{n}Z,{WORDS}" for n in range(rows)]
    path.write_text("\n".join(["post_id,account_id,created_at,text", *lines]))
    return path


def test_what_other_exceptions_say_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(WORDS)

    monkeypatch.setattr(reading_exports, "choose_source", fail)
    (told,) = reader().read(a_table(tmp_path / "a.csv"), "a.csv")
    assert told == ReadFile("a.csv", problem="a.csv could not be read: ValueError")


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (told,) = reader().read(tmp_path / "none.csv", "none.csv")
    assert told.problem == "none.csv: there is no such file."


def test_rows_come_with_pseudonyms_and_the_file_last(tmp_path: Path) -> None:
    *made, told = reader().read(a_table(tmp_path / "a.csv"), "a.csv")
    assert isinstance(told, ReadFile)
    assert (told.rows, told.source, told.problem) == (3, "table", None)
    assert "Raw.Handle77" not in str([t["posts"].select(["post", "account"]) for t in made])


@given(st.binary(max_size=400), st.integers(1, 90), st.sampled_from([gzip, zstandard]))
def test_a_packed_file_comes_in_the_pieces_of_a_plain_one(
    tmp_path_factory: pytest.TempPathFactory, more: bytes, size: int, packer: ModuleType
) -> None:
    """So that what a batch decides (how fine times are) is the same for both."""
    content = b"text" + more.hex().encode()
    folder = tmp_path_factory.mktemp("packed")
    (folder / "plain").write_bytes(content)
    half = len(content) // 2
    packed = packer.compress(content[:half]) + packer.compress(content[half:])
    (folder / "packed").write_bytes(packed)
    plain, unpacked = (list(InputFile(folder / name).chunks(size)) for name in ("plain", "packed"))
    assert unpacked == plain


@given(st.lists(st.sampled_from(["plain", None, "odd"]), max_size=12), st.integers(1, 12))
def test_rows_of_a_table_are_read_alike_wherever_it_is_cut(kinds: list, size: int) -> None:
    """And a row that nothing can read is one reject, whose reason quotes nothing."""
    names = [None if kind is None else f"p{n}" for n, kind in enumerate(kinds)]
    # A sequence of bytes that is no UTF-8, as a damaged table may hold it.
    texts = pa.array([b"\xff" if kind == "odd" else b"words" for kind in kinds], pa.binary())
    columns = {
        "post_id": pa.array(names, pa.string()),
        "account_id": pa.array(["someone"] * len(kinds), pa.string()),
        "created_at": pa.array([AT] * len(kinds), pa.timestamp("us", tz="UTC")),
        "text": pa.Array.from_buffers(pa.string(), len(kinds), texts.buffers()),
    }
    batch = pa.RecordBatch.from_pydict(columns)
    parts = PartsReader.of(batch.schema, {}, "second")
    found: dict[str, list[dict]] = {"posts": [], "rejects": []}
    for start in range(0, len(kinds), size):
        for read in parts.read(batch.slice(start, size)):
            for name, held in found.items():
                held += read.tables[name].to_pylist() if name in read.tables else []
    good = [f"p{n}" for n, kind in enumerate(kinds) if kind == "plain"]
    odd = [row["post"] for row in found["posts"] if row["post"] not in good]
    assert [row["post"] for row in found["posts"] if row["post"] in good] == good
    reasons = sorted(row["reason"] for row in found["rejects"])
    assert reasons.count("no post id") == kinds.count(None)
    assert len(odd) + len(reasons) == len(kinds) - len(good)
    assert {row["source_line"] for row in found["posts"]} <= {0}
