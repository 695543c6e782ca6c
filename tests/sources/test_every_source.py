"""What every source is promised to do, tried on each one's sample."""

import contextlib
import gzip
import random
from pathlib import Path

import pytest
import zstandard
from reading import Read, read_file
from samples import SAMPLES, Sample

from demasque.errors import DemasqueError
from demasque.sources import SOURCES

every = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
every_csv = pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.shape == "csv"], ids=lambda sample: sample.name
)


def reads(tmp_path: Path, content: bytes, sample: Sample, named: bool = False) -> Read:
    path = tmp_path / "export"
    path.write_bytes(content)
    return read_file(path, sample.source if named else None)


def as_expected(read: Read, sample: Sample) -> None:
    posts = read.tables["posts"]
    found = zip(*(posts[c].to_pylist() for c in ("post", "account", "kind")), strict=True)
    assert sorted(found) == sorted(sample.posts)
    assert sorted(read.column("links", "url")) == sorted(sample.links)
    assert sorted(read.column("hashtags", "tag")) == sorted(sample.hashtags)
    follows = (read.column("follows", column) for column in ("account", "followed"))
    assert sorted(zip(*follows, strict=True)) == sorted(sample.follows)
    if sample.accounts:
        assert sorted(read.column("accounts", "account")) == sorted(sample.accounts)


def kept_rows(read: Read) -> int:
    """Rows that became something, whatever a row of the format is."""
    return max(read.tables[name].num_rows for name in ("posts", "accounts", "follows"))


def test_every_source_has_a_sample() -> None:
    assert {source.id for source in SOURCES} == {sample.source for sample in SAMPLES}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_descriptions_are_complete(source) -> None:
    assert source.title
    assert source.platform
    assert source.checked_against
    assert not source.personal & (source.required | source.optional)


@every
def test_sample_is_recognised_and_read(tmp_path: Path, sample: Sample) -> None:
    read = reads(tmp_path, sample.write(), sample)
    assert read.source == sample.source
    assert not read.reasons
    as_expected(read, sample)


@every
def test_every_field_of_the_sample_is_known(tmp_path: Path, sample: Sample) -> None:
    read = reads(tmp_path, sample.write(), sample)
    source = next(s for s in SOURCES if s.id == sample.source)
    containers = {"n", "items"}
    assert source.unknown({c for c in read.seen if c.split(".")[0] not in containers}) == set()


@every
def test_personal_values_stop_at_the_door(tmp_path: Path, sample: Sample) -> None:
    read = reads(tmp_path, sample.write(), sample)
    everything = "".join(str(table.to_pydict()) for table in read.tables.values())
    assert not [secret for secret in sample.secrets if secret in everything]


@every
def test_times_are_in_order_and_lines_point_into_the_file(tmp_path: Path, sample: Sample) -> None:
    read = reads(tmp_path, sample.write(), sample)
    lines = read.column("posts", "source_line")
    assert all(line >= 1 for line in lines)
    assert len(set(lines)) == len(lines)


@every
def test_an_unknown_field_is_reported_and_harmless(tmp_path: Path, sample: Sample) -> None:
    rows = [{**row, "brand_new_field": "x"} for row in sample.rows]
    read = reads(tmp_path, sample.write(rows), sample, named=True)
    source = next(s for s in SOURCES if s.id == sample.source)
    assert any("brand_new_field" in column for column in source.unknown(read.seen))
    as_expected(read, sample)


@every
def test_reordered_fields_change_nothing(tmp_path: Path, sample: Sample) -> None:
    rows = [dict(reversed(row.items())) for row in sample.rows]
    as_expected(reads(tmp_path, sample.write(rows), sample), sample)


@every
def test_a_missing_required_field_is_named(tmp_path: Path, sample: Sample) -> None:
    source = next(s for s in SOURCES if s.id == sample.source)
    for missing in source.required & set(sample.rows[0]):
        rows = [{k: v for k, v in row.items() if k != missing} for row in sample.rows]
        with pytest.raises(DemasqueError, match=missing):
            reads(tmp_path, sample.write(rows), sample, named=True)


@every
def test_a_missing_field_never_raises_a_bare_exception(tmp_path: Path, sample: Sample) -> None:
    for missing in sample.rows[0]:
        rows = [{k: v for k, v in row.items() if k != missing} for row in sample.rows]
        with contextlib.suppress(DemasqueError):
            assert reads(tmp_path, sample.write(rows), sample, named=True).rows == len(rows)


@every
def test_nulls_and_wrong_types_cost_only_their_own_row(tmp_path: Path, sample: Sample) -> None:
    chance = random.Random(7)
    junk = ["", "NaN", "not a date", "-1e400", "\u202e", "[[[", '{"a":', "9" * 40, "x" * 3000]
    if sample.shape != "csv":
        junk += [None, True, 1.5, -(2**70), [], {}, [None], {"a": {"b": []}}]
    for key in sample.rows[0]:
        rows = [dict(row) for row in sample.rows]
        rows[1][key] = chance.choice(junk)
        read = reads(tmp_path, sample.write(rows), sample, named=True)
        assert read.rows == len(rows)
        kept = kept_rows(read)
        assert kept + sum(read.reasons.values()) >= len(rows) - 1


@every
def test_rows_that_are_all_junk_never_raise(tmp_path: Path, sample: Sample) -> None:
    chance = random.Random(11)
    junk = ["", "NaN", "\0", "2024-13-45", "'", "1e999", "[", "￿", "@", "#", "http://"]
    for _ in range(8):
        rows = [{key: chance.choice(junk) for key in row} for row in sample.rows]
        with contextlib.suppress(DemasqueError):
            reads(tmp_path, sample.write(rows), sample, named=True)


@every
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, lambda data: data])
def test_compression_and_byte_order_mark(tmp_path: Path, sample: Sample, pack) -> None:
    as_expected(reads(tmp_path, pack(sample.write()), sample), sample)
    as_expected(reads(tmp_path, pack(b"\xef\xbb\xbf" + sample.write()), sample), sample)


@every_csv
def test_windows_line_ends(tmp_path: Path, sample: Sample) -> None:
    plain = reads(tmp_path, sample.write(), sample)
    read = reads(tmp_path, sample.write().replace(b"\n", b"\r\n"), sample)
    as_expected(read, sample)
    lines = "source_line"
    assert read.column("posts", lines) == plain.column("posts", lines)


@every
def test_truncated_last_line_costs_one_row(tmp_path: Path, sample: Sample) -> None:
    content = sample.write().rstrip(b"\n")
    read = reads(tmp_path, content[: -len(content) // 12], sample, named=True)
    kept = kept_rows(read)
    assert kept >= len(sample.rows) - 2


@every
def test_truncated_gzip_keeps_what_precedes(tmp_path: Path, sample: Sample) -> None:
    many = list(sample.rows) * 400
    packed = gzip.compress(sample.write(many))
    if sample.shape == "json":
        pytest.skip("a document is one record of compressed data")
    read = reads(tmp_path, packed[: len(packed) * 3 // 4], sample, named=True)
    assert read.rows > 0
    assert any("cut short" in reason for reason in read.reasons)


@every
def test_damaged_bytes_anywhere_never_raise(tmp_path: Path, sample: Sample) -> None:
    chance = random.Random(3)
    for _ in range(12):
        content = bytearray(sample.write())
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with contextlib.suppress(DemasqueError):
            reads(tmp_path, bytes(content), sample)
