"""Signature files: the same bytes for the same case, and a sentence for whatever else is read."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.dossier import Signature, make_signature, read_signature, write_signature
from demasque.errors import UsageError
from hand_made import case_of
from hand_made import world as small_world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Signature:
    """Of twelve of sixty-two accounts, with random groups."""
    with case_of(tmp_path_factory.mktemp("signed"), small_world(62)) as store:
        return make_signature(
            store, [f"op{n:03d}" for n in range(12)], "C1", draws=9, note="An example: é."
        )


@pytest.fixture
def content(made: Signature, tmp_path: Path) -> Any:
    return json.loads(write_signature(made, tmp_path / "s.json").read_text("utf-8"))


def refused(tmp_path: Path, content: object, match: str) -> None:
    file = tmp_path / "wrong.json"
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(UsageError, match=match) as caught:
        read_signature(file)
    assert "wrong.json" in str(caught.value)


def test_what_is_written_is_read_and_written_again_the_same(
    made: Signature, tmp_path: Path
) -> None:
    first = write_signature(made, tmp_path / "one.json")
    again = read_signature(first)
    assert again == made
    assert made.background.num_rows > 0
    second = write_signature(again, tmp_path / "folder/two.json")
    assert first.read_bytes() == second.read_bytes()
    assert str(again.remark()).startswith("Nobody signed it")


def test_the_header_can_be_read_by_a_person(made: Signature, tmp_path: Path) -> None:
    lines = write_signature(made, tmp_path / "s.json").read_text("utf-8").splitlines()
    assert lines[1:5] == [
        ' "format": "demasque-signature",', ' "version": 1,', ' "name": "C1",',
        ' "note": "An example: é.",',
    ]  # fmt: skip


def fits(value: Any, schema: Any, place: str = "$") -> list[str]:
    """Places at which a value does not keep to a JSON Schema: the few words of it that we use."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    allowed = schema.get("type", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    if allowed and not any(isinstance(value, kinds[kind]) for kind in allowed):
        return [f"{place}: no {allowed}"]
    wrong = [] if value == schema.get("const", value) else [f"{place}: no constant"]
    if isinstance(value, str) and re.search(schema.get("pattern", ""), value) is None:
        wrong.append(f"{place}: pattern")
    if isinstance(value, int) and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        wrong.append(f"{place}: bounds")
    if isinstance(value, list):
        items = schema.get("prefixItems", [schema.get("items", {})] * len(value))
        for n, (item, of_item) in enumerate(zip(value, items, strict=False)):
            wrong += fits(item, of_item, f"{place}[{n}]")
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            wrong.append(f"{place}: length")
    if isinstance(value, dict):
        wrong += [
            f"{place}: lacks {name}" for name in schema.get("required", []) if name not in value
        ]
        for name, member in value.items():
            wrong += fits(name, schema.get("propertyNames", {}), f"{place}.{name}'s name")
            others = schema.get("additionalProperties", {})
            known = schema.get("properties", {}).get(name, others)
            wrong += (
                [f"{place}: {name}"] if known is False else fits(member, known, f"{place}.{name}")
            )
    return wrong


def test_files_keep_to_the_schema_that_the_package_ships(content: Any) -> None:
    shipped = files("demasque.dossier.signatures").joinpath("signature.schema.json")
    schema = json.loads(shipped.read_text("utf-8"))
    assert fits(content, schema) == []
    assert fits(content | {"more": 1}, schema) == ["$: more"]
    assert fits(content | {"k": 1}, schema) == ["$.k: bounds"]


def test_the_schema_and_the_reader_agree_on_features() -> None:
    from demasque.dossier.signatures.signature_checks import FEATURE_FORMS, NAMED

    shipped = files("demasque.dossier.signatures").joinpath("signature.schema.json")
    schema = json.loads(shipped.read_text("utf-8"))
    assert set(schema["properties"]["features"]["properties"]) == set(FEATURE_FORMS)
    assert sorted(schema["required"]) == sorted(NAMED)


def of_words(features: Any) -> Callable[[Any], Any]:
    return lambda c: c | {"features": {"words": features}}


def random_words(features: list[str], groups: list[list[int]]) -> Callable[[Any], Any]:
    classes = {"words": {"features": features, "groups": groups}}
    return lambda c: c | {"background": {"draws": 1, "classes": classes}}


HASH = "0" * 16
WRONG: list[tuple[str, Callable[[Any], Any], str]] = [
    ("not JSON", lambda c: "once upon a time", "line 1: this is no JSON"),
    ("bytes", lambda c: b"\xff\xfe\x00", "the whole file: this is no JSON"),
    ("nothing", lambda c: "", "this is no JSON"),
    ("something else", lambda c: {"type": "bundle", "objects": []}, "no signature file"),
    ("a list", lambda c: [c], "no signature file"),
    ("deep", lambda c: "[" * 200_000, "nested too deep|no JSON"),
    ("later", lambda c: c | {"version": 2}, "of version 2, and this program reads 1. Upgrade"),
    ("no version", lambda c: c | {"version": "1"}, "version: a whole number"),
    ("missing", lambda c: {n: v for n, v in c.items() if n != "k"}, "k: it is missing"),
    ("more", lambda c: c | {"handles": ["x"]}, "handles: this version knows of no such name"),
    ("a text for a number", lambda c: c | {"accounts": "12"}, "accounts: a whole number"),
    ("true for a number", lambda c: c | {"accounts": True}, "accounts: a whole number"),
    ("a fraction", lambda c: c | {"posts": 4.0}, "posts: a whole number"),
    ("negative", lambda c: c | {"posts": -4}, "posts: a whole number"),
    ("fewer than k", lambda c: c | {"accounts": 2}, "accounts: a whole number from 3"),
    ("k of one", lambda c: c | {"k": 1}, "k: a whole number from 2"),
    ("NaN", lambda c: json.dumps(c | {"posts": float("nan")}), "NaN is no number"),
    ("infinite", lambda c: json.dumps(c | {"posts": float("inf")}), "Infinity is no number"),
    ("huge", lambda c: json.dumps(c).replace('"k": 3', '"k": ' + "9" * 5000), "no JSON"),
    ("a day", lambda c: c | {"first_day": "2026-02-30"}, "first_day: '2026-02-30' cannot"),
    ("a time", lambda c: c | {"made_at": "yesterday"}, "made_at: 'yesterday' cannot stand"),
    ("a screen's command", lambda c: c | {"name": "\x1b[2J"}, "name: it has characters that"),
    ("long", lambda c: c | {"note": "x" * 2001}, "note: it is longer than 2,000"),
    ("a share", lambda c: c | {"platforms": {"x": 10_001}}, "platforms.x: a whole number"),
    ("an unknown class", lambda c: c | {"features": {"faces": {}}}, "features.faces: this"),
    ("accounts", lambda c: c | {"features": {"accounts": {}}}, "features.accounts: this"),
    ("a word", of_words({"hello": [3, None]}), "words.hello: 'hello'"),
    ("below k", of_words({HASH: [2, None]}), r"0\[0\]: a whole"),
    ("others below k", of_words({HASH: [3, 1]}), r"0\[1\]: a whole"),
    ("more than all", of_words({HASH: [99, 3]}), "from 3 to 12"),
    ("a share of words", of_words({HASH: [3, 3, 10]}), "a list of 2 values"),
    ("no share", lambda c: c | {"features": {"hours": {"000": [3, None]}}}, "of 3 values"),
    ("hour 168", lambda c: c | {"features": {"hours": {"168": [3, 3, 1]}}}, "'168' cannot"),
    ("no draws", lambda c: c | {"background": {"classes": {}}}, "background.draws: it is"),
    ("a row too few", random_words([], []), "groups: a list of 1 values"),
    ("twice", random_words([HASH, HASH], [[]]), "features: each should stand there once"),
    ("no such place", random_words([HASH], [[1, 3]]), r"groups\[0\]\[0\]: a whole number"),
    ("half an entry", random_words([HASH], [[0]]), r"groups\[0\]: each should stand"),
    ("a name twice", lambda c: '{"format": 1, "format": 2}', "format: it stands there twice"),
]


@pytest.mark.parametrize(("change", "match"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_wrong_files_are_refused_with_the_place_and_the_reason(
    change: Callable[[Any], Any], match: str, content: Any, tmp_path: Path
) -> None:
    refused(tmp_path, change(content), match)


def test_what_is_no_file_is_refused(made: Signature, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder, and no signature"):
        read_signature(tmp_path)
    with pytest.raises(UsageError, match=r"nowhere.json cannot be read: No such file"):
        read_signature(tmp_path / "nowhere.json")
    with pytest.raises(UsageError, match="is no file"):
        read_signature("a\0b")
    with pytest.raises(UsageError, match="Give the name of a file to write"):
        write_signature(made, tmp_path)


def test_a_file_of_a_hundred_megabytes_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.truncate(100 * 2**20)
    with pytest.raises(UsageError, match="is larger than 32 MB"):
        read_signature(file)


@settings(max_examples=200)
@given(st.data())
def test_no_change_makes_the_reader_stumble(
    made: Signature, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever is put in any place of a file, it is read or refused with a sentence."""
    folder = tmp_path_factory.mktemp("changed", numbered=True)
    whole = json.loads(write_signature(made, folder / "s.json").read_text("utf-8"))
    at, last = whole, None
    for _ in range(data.draw(st.integers(1, 6))):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            break
        last = (at, data.draw(st.sampled_from(keys)))
        if not isinstance(at[last[1]], dict | list):
            break
        at = at[last[1]]
    assert last is not None
    last[0][last[1]] = data.draw(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
        | st.just([]) | st.just({}) | st.just("0" * 16)
    )  # fmt: skip
    (folder / "s.json").write_text(json.dumps(whole), "utf-8", "surrogatepass")
    with suppress(UsageError):
        read_signature(folder / "s.json")
