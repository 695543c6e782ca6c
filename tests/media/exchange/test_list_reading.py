"""Lists of hashes in every shape in which they are exchanged; what cannot be used is said."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.errors import UsageError
from demasque.media import HashList, read_hash_list
from demasque.media.exchange import ListedHash

PDQ = "acecf3355e3125c8e24e2f30e0d4ec4f8482b878b3c34cdbdf063278db275992"
SHA256 = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"
MD5 = "0a21c8f85a55a9e276ffc2c53f6887c4"


def read(folder: Path, words: str | bytes, name: str = "list") -> HashList:
    path = folder / name
    path.write_bytes(words if isinstance(words, bytes) else words.encode())
    return read_hash_list(path)


SHAPES = {
    "a table with a heading": (
        f"name,pdq,quality\nbridge,{PDQ.upper()},98\n",
        [ListedHash(2, "pdq", PDQ, 98, None, "bridge")],
    ),
    "semicolons and a mark of Windows": (
        f"\ufeffid;PDQ hash\r\n7;{PDQ}\r\n",
        [ListedHash(2, "pdq", PDQ, None, None, "7")],
    ),
    "several hashes of one file": (
        f"pdq,sha256,md5,note\n{PDQ},{SHA256},{MD5},\n",
        [ListedHash(2, "md5", MD5), ListedHash(2, "pdq", PDQ), ListedHash(2, "sha256", SHA256)],
    ),
    "HMA's sample data": (
        f"{PDQ},2880742865368386,2020-07-31T18:47:52+0000,media_type_photo disputed\n",
        [
            ListedHash(
                1, "pdq or sha256", PDQ, None, None,
                "2880742865368386; 2020-07-31T18:47:52+0000; media_type_photo disputed",
            )
        ],
    ),
    "a signal a line": (
        f"pdq {PDQ}\nvideo_md5 {MD5}\n",
        [ListedHash(1, "pdq", PDQ), ListedHash(2, "md5", MD5)],
    ),
    "signal_type and signal_str": (
        f"signal_type,signal_str\npdq,{PDQ}\n", [ListedHash(2, "pdq", PDQ)]
    ),
    "bare hashes with a remark": (
        f"# of Monday\n\n{PDQ}\n{MD5}\n",
        [ListedHash(3, "pdq or sha256", PDQ), ListedHash(4, "md5", MD5)],
    ),
    "vPDQ lines": (
        f"0,100,{PDQ},0.000\n30,12,{PDQ},1.001\n",
        [
            ListedHash(1, "pdq or sha256", PDQ, 100, 0.0),
            ListedHash(2, "pdq or sha256", PDQ, 12, 1.001),
        ],
    ),
    "a vPDQ signal": (
        json.dumps([f"{PDQ},100,2.5"]), [ListedHash(1, "pdq or sha256", PDQ, 100, 2.5)]
    ),
    "a vPDQ signal by frames": (
        json.dumps({"12": {"quality": 100, "hash": PDQ, "timestamp": 0.4}}),
        [ListedHash(1, "pdq or sha256", PDQ, 100, 0.4)],
    ),
    "indicators of the Graph API": (
        json.dumps(
            {
                "data": [
                    {
                        "id": "42",
                        "indicator": PDQ,
                        "type": "HASH_PDQ",
                        "should_delete": False,
                        "descriptors": {"data": [{"status": "MALICIOUS", "tags": ["a", "b"]}]},
                    }
                ],
                "paging": {"next": "none"},
            }
        ),
        [ListedHash(1, "pdq", PDQ, None, None, "42; MALICIOUS; a; b")],
    ),
    "an indicator a line, one of a clip": (
        json.dumps({"indicator": SHA256, "type": "HASH_SHA256"})
        + "\n"
        + json.dumps(
            {"indicator": json.dumps([f"{PDQ},99,1.0"]), "type": "HASH_VIDEO_VPDQ", "id": "9"}
        ),
        [ListedHash(1, "sha256", SHA256), ListedHash(2, "pdq", PDQ, 99, 1.0, "9")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read(tmp_path: Path, shape: str) -> None:
    words, expected = SHAPES[shape]
    got = read(tmp_path, words)
    assert list(got.hashes) == expected
    assert (got.rejected, got.other, got.withdrawn) == ((), {}, 0)
    assert len(got.sha256) == 64


def test_a_line_that_cannot_be_used_is_named_and_the_rest_kept(tmp_path: Path) -> None:
    got = read(tmp_path, f"pdq,note\n{PDQ},\nxyz,\n,only a note\n{PDQ[:-1]},\n{MD5},\n{PDQ},b\n")
    assert [each.line for each in got.hashes] == [2, 7]
    assert [(each.line, str(each.reason)) for each in got.rejected] == [
        (3, "xyz is no pdq: that has 64 hexadecimal digits."),
        (4, "There is no hash in it."),
        (5, f"{PDQ[:-1]} is no pdq: that has 64 hexadecimal digits."),
        (6, f"{MD5} is no pdq: that has 64 hexadecimal digits."),
    ]


def test_lines_without_a_heading_are_rejected_one_by_one_too(tmp_path: Path) -> None:
    got = read(tmp_path, f"{PDQ}\nhello\n" + '{"a": 1}\n')
    assert [each.line for each in got.rejected] == [2, 3]
    got = read(tmp_path, json.dumps({"hash": PDQ}) + '\n{"a": 1}\n{"b"\n')
    assert [each.line for each in got.rejected] == [2, 3]


def test_kinds_that_are_not_compared_are_counted_and_what_is_taken_back_is_left_out(
    tmp_path: Path,
) -> None:
    rows = [
        {"indicator": "x" * 20, "type": "HASH_TMK"},
        {"indicator": PDQ, "type": "HASH_PDQ_OCR"},
        {"indicator": PDQ, "type": "HASH_PDQ", "should_delete": True},
    ]
    got = read(tmp_path, json.dumps({"data": rows}))
    assert (got.hashes, got.other, got.withdrawn) == ((), {"HASH_TMK": 1, "HASH_PDQ_OCR": 1}, 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "holds no hash"),
        ("name,words\na,b\n", "holds no hash"),
        ("{}", "holds no hash"),
        ('[{"hash": ', "is no whole JSON"),
        ("[" * 200_000, "is no whole JSON"),
        (b"\xff\xd8\xff\xe0 a picture", "is no text"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, words: str | bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read(tmp_path, words)


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_hash_list(tmp_path / "nowhere.csv")
    with pytest.raises(UsageError, match="cannot be read"):
        read_hash_list(tmp_path)


@given(st.one_of(st.text(max_size=300), st.from_regex(r'[\[{][\[{}\]":,a-f0-9\n]{0,80}')))
def test_any_text_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, words: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(words.encode("utf-8", "replace"))
    with suppress(UsageError):
        assert read_hash_list(path).name == "any"
