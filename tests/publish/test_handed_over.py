"""What every form promises, whoever gets it: nobody is named, nobody excluded is there, French is
whole, the same case gives the same bytes, and a failure leaves what was there."""

import html
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import demasque
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.wording import catalogue
from handed_case import SECRETS, HandedCase, handed_case
from handed_forms import FORMS, Form

BY_NAME = {form.name: form for form in FORMS}
each_form = pytest.mark.parametrize("name", BY_NAME)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    return handed_case(tmp_path_factory.mktemp("handed"))


def made(case: HandedCase, form: Form, folder: Path, lang: str = "en") -> Path:
    if form.needs is not None:
        pytest.importorskip(form.needs, reason=f"{form.needs} is not installed")
    path = folder / f"out{form.ending}"
    with demasque.open_case(case.path) as opened:
        form.make(opened, path, lang)
    return path


Kept = Callable[[str], Path]


@pytest.fixture(scope="module")
def kept(case: HandedCase, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Each form as it was made once, for all tests that only read it."""
    places: dict[str, Path] = {}

    def once(name: str) -> Path:
        if name not in places:
            places[name] = made(case, BY_NAME[name], tmp_path_factory.mktemp("kept"))
        return places[name]

    return once


def inside(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and what is in it where it is an archive (DOCX is one)."""
    yield name, content
    if content.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(content))
        yield f"{name} read", json.dumps(table.to_pylist(), default=str).encode()
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for each in archive.namelist():
                yield from inside(f"{name}/{each}", archive.read(each))


def contents(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    return {
        name: content
        for file in files
        for name, content in inside(str(file.relative_to(path.parent)), file.read_bytes())
    }


def words(content: bytes) -> str:
    """As a person or a program reads it: escapes of JSON and of HTML undone."""
    read = content.decode("utf-8", "replace")
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), read)
    return f"{read}\n{plain}\n{html.unescape(read)}"


@each_form
def test_nobody_is_named_unless_original_ids_are_asked_for(kept: Kept, name: str) -> None:
    """Ids, handles, names, telephone numbers and e-mail addresses, of anybody."""
    for file, content in contents(kept(name)).items():
        read = words(content)
        told = [secret for secret in SECRETS if secret in read or secret in file]
        # The analyst's own tables and report name politicians of the analyst's own list.
        allowed = {"Jeanne Exemple"} if name in OWN else set()
        assert set(told) <= allowed, (file, told)


OWN = ("csv", "parquet", "report", "first page")
"""Forms that stay with the analysts who wrote the list of venues."""


@each_form
def test_nobody_who_was_excluded_is_there(case: HandedCase, kept: Kept, name: str) -> None:
    with demasque.open_case(case.path) as opened:
        rows = opened.sql("SELECT post FROM posts WHERE account = ?", (case.excluded,))
    gone = [case.excluded, *rows["post"].to_pylist()]
    assert len(gone) > 10
    for file, content in contents(kept(name)).items():
        read = words(content)
        assert [each for each in gone if each in read] == [], file


@each_form
def test_the_same_case_gives_the_same_bytes(case: HandedCase, name: str, tmp_path: Path) -> None:
    first = contents(made(case, BY_NAME[name], tmp_path))
    assert first
    again = contents(made(case, BY_NAME[name], tmp_path))
    differing = [file for file in first if again.get(file) != first[file]]
    # The report and what quotes the custody log tell of the run before, too.
    assert differing == [] or name in GROWING, differing


GROWING = ("report",)
"""Forms that hold the case's records, to which each making of a form adds one."""


@each_form
def test_french_is_whole(case: HandedCase, kept: Kept, name: str, tmp_path: Path) -> None:
    """No sentence of a French form is one that the catalogue has a French for."""
    form = BY_NAME[name]
    if "fr" not in form.languages:
        pytest.skip("it has no words, or both languages")
    french = "\n".join(words(each) for each in contents(made(case, form, tmp_path, "fr")).values())
    english = "\n".join(words(each) for each in contents(kept(name)).values())
    shown = catalogue("fr")
    left = [
        sentence
        for sentence in sentences(english)
        if shown.text(sentence) != sentence and sentence in french
    ]
    assert left == []


def sentences(page: str) -> list[str]:
    """What stands between tags and is more than a few words."""
    return [each.strip() for each in re.findall(r">([^<>]{25,})<", page)]


@each_form
def test_a_full_disk_leaves_what_was_there(
    case: HandedCase, kept: Kept, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = kept(name)
    if there.is_dir():
        shutil.copytree(there, tmp_path / there.name)
    else:
        shutil.copy2(there, tmp_path)
    before = contents(tmp_path / there.name)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(CaseStore, "stream", full)
    monkeypatch.setattr(CaseStore, "sql", full)
    with pytest.raises((UsageError, OSError)), demasque.open_case(case.path) as opened:
        BY_NAME[name].make(opened, tmp_path / f"out{BY_NAME[name].ending}", "en")
    monkeypatch.undo()
    assert contents(tmp_path / f"out{BY_NAME[name].ending}") == before
    assert [each.name for each in tmp_path.iterdir()] == [f"out{BY_NAME[name].ending}"]


@each_form
def test_what_begins_like_json_is_json(kept: Kept, name: str) -> None:
    """A whole file, or one value a line where that is the form (a custody log, a list)."""
    for file, content in contents(kept(name)).items():
        if file.endswith((".ndjson", ".jsonl", ".log")):
            for line in content.splitlines():
                json.loads(line)
        elif content.startswith(b"{"):
            json.loads(content)
