"""A library holds each source whole or not at all, once, and gives back what it was given."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import demasque
from demasque.dossier import INDICATORS, Library, make_signature, write_signature
from demasque.errors import DemasqueError, UsageError
from dossier.made_library import META, MISP, write_json, write_text
from hand_made import case_of
from hand_made import world as small_world


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library")


def test_the_same_file_twice_adds_nothing(library: Library, tmp_path: Path) -> None:
    first = library.add(write_text(tmp_path / "a.txt", "rrn.world\n\n"))
    again = library.add(write_text(tmp_path / "b.txt", "rrn.world\n\n"))
    assert (first.new, again.new) == (True, False)
    assert again.source == first.source
    assert again.rejected.equals(first.rejected)
    assert library.indicators().num_rows == 1


def test_a_source_is_kept_as_it_came(library: Library, tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", "rrn.world\n")
    added = library.add(path)
    kept = library.folder / "sources" / added.source.digest / "original"
    assert kept.read_bytes() == path.read_bytes()
    path.unlink()
    assert library.indicators()["digest"].to_pylist() == [added.source.digest]


def test_sources_by_name_and_digest(library: Library, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    one = library.add(write_text(tmp_path / "a.txt", "rrn.world\n")).source
    two = library.add(write_text(tmp_path / "x" / "a.txt", "bild.pics\n")).source
    with pytest.raises(UsageError, match=one.digest[:12]):
        library.source("a.txt")
    assert library.source(two.digest[:8]) == two
    assert library.remove(one.digest) == one
    assert library.source("a.txt") == two
    assert library.indicators("a.txt")["normal"].to_pylist() == ["bild.pics"]
    with pytest.raises(UsageError, match="no source nobody"):
        library.indicators("nobody")


def test_an_empty_library_and_a_wrong_folder(library: Library, tmp_path: Path) -> None:
    assert library.sources() == []
    assert library.indicators().equals(INDICATORS.empty_table())
    with pytest.raises(UsageError, match="no such file"):
        library.add(tmp_path / "nowhere.csv")
    with pytest.raises(UsageError, match="is a folder"):
        library.add(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DemasqueError, match="not a regular file"):
            library.add(tmp_path / "pipe")
    with pytest.raises(UsageError, match="no folder"):
        Library.open(write_text(tmp_path / "file", "x"))


def test_the_folder_is_named_or_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMASQUE_LIBRARY", str(tmp_path / "shared"))
    assert demasque.Library.open().folder == tmp_path / "shared"
    assert demasque.Library.open(tmp_path / "mine").folder == tmp_path / "mine"
    monkeypatch.delenv("DEMASQUE_LIBRARY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if sys.platform == "linux":
        assert demasque.Library.open().folder == tmp_path / "data" / "demasque" / "library"


def test_a_damaged_source_is_named(library: Library, tmp_path: Path) -> None:
    digest = library.add(write_text(tmp_path / "a.txt", "rrn.world\n")).source.digest
    table = library.folder / "sources" / digest / "indicators.parquet"
    table.write_bytes(b"PAR1 not")
    with pytest.raises(DemasqueError, match="delete that folder"):
        library.indicators()
    (library.folder / "sources" / digest / "source.json").write_text("[]")
    with pytest.raises(DemasqueError, match="delete that folder"):
        library.sources()


KILLED = """
import os, sys
from demasque.dossier.library import adding_sources
from demasque.dossier import Library
step = sys.argv[3]
if step == "tables":
    adding_sources.shutil.copyfile = lambda *_: os._exit(9)
elif step == "rename":
    import demasque.atomic
    demasque.atomic.put_in_place = lambda *_, **__: os._exit(9)
elif step == "remove":
    from demasque.dossier.library import library_folder
    library_folder.shutil.rmtree = lambda *_, **__: os._exit(9)
library = Library.open(sys.argv[1])
library.remove("a.txt") if step == "remove" else library.add(sys.argv[2])
"""


@pytest.mark.parametrize("step", ["tables", "rename"])
def test_killed_while_adding_nothing_is_half(library: Library, tmp_path: Path, step: str) -> None:
    path = write_text(tmp_path / "a.txt", "rrn.world\n")
    arguments = [sys.executable, "-c", KILLED, str(library.folder), str(path), step]
    assert subprocess.run(arguments, env=dict(os.environ), check=False).returncode == 9
    assert library.sources() == []
    assert library.add(path).new
    assert [each.name[0] for each in (library.folder / "sources").iterdir()] != ["."]
    assert len([*(library.folder / "sources").iterdir()]) == 1


def test_killed_while_removing_it_is_gone(library: Library, tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", "rrn.world\n")
    library.add(path)
    arguments = [sys.executable, "-c", KILLED, str(library.folder), str(path), "remove"]
    assert subprocess.run(arguments, env=dict(os.environ), check=False).returncode == 9
    assert library.sources() == []
    assert library.add(path).new


ADDS = """
import sys
from demasque.dossier import Library
for path in sys.argv[2:]:
    Library.open(sys.argv[1]).add(path)
"""


def test_two_processes_may_add_at_once(library: Library, tmp_path: Path) -> None:
    files = [write_text(tmp_path / f"{n}.txt", f"site{n}.org\n") for n in range(4)]
    running = [
        subprocess.Popen([sys.executable, "-c", ADDS, str(library.folder), *map(str, paths)])
        for paths in (files[:3], files[1:])
    ]
    assert [each.wait() for each in running] == [0, 0]
    assert [source.name for source in library.sources()] == [path.name for path in files]


def test_a_source_of_a_later_program_is_named(library: Library, tmp_path: Path) -> None:
    digest = library.add(write_text(tmp_path / "a.txt", "rrn.world\n")).source.digest
    entry = library.folder / "sources" / digest / "source.json"
    entry.write_text(entry.read_text("utf-8").replace('"version": 1', '"version": 2, "more": 3'))
    with pytest.raises(DemasqueError, match=r"a\.txt was added to the library by a later"):
        library.sources()


def meaning(table: pa.Table) -> list[tuple[object, ...]]:
    names = ("operation", "kind", "value", "normal", "algorithm", "words", "date", "link")
    return [tuple(row[name] for name in names) for row in table.to_pylist()]


@pytest.mark.parametrize("name", ["out.json", "out.csv"])
def test_what_is_exported_can_be_added_elsewhere(
    library: Library, tmp_path: Path, name: str
) -> None:
    library.add(write_text(tmp_path / "Q2_2023_Example.csv", META))
    library.add(write_json(tmp_path / "event.json", MISP))
    out = tmp_path / name
    assert library.export(out) == library.indicators().num_rows
    other = Library.open(tmp_path / "other")
    added = other.add(out)
    assert added.rejected.num_rows == 0
    assert meaning(other.indicators()) == meaning(library.indicators())
    with pytest.raises(UsageError, match="csv"):
        library.export(tmp_path / "x.docx", format="docx")


@settings(max_examples=40, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")),
        st.lists(st.sampled_from(["a.com", "#x", "", "“", ",", "{}", "domain,url"])).map(
            lambda parts: "\n".join(parts).encode()
        ),
    )
)
def test_no_file_makes_it_fail_and_every_row_is_counted(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "file").write_bytes(content)
    library = Library.open(folder / "library")
    try:
        added = library.add(folder / "file")
    except DemasqueError:
        assert library.sources() == []
        return
    assert added.source.rows == added.source.loaded + sum(added.rejected["whole"].to_pylist())


def test_signatures_are_kept_for_comparisons(library: Library, tmp_path: Path) -> None:
    with case_of(tmp_path, small_world(62)) as store:
        made = make_signature(store, [f"op{n:03d}" for n in range(12)], "C1", draws=9)
    added = library.add(write_signature(made, tmp_path / "c1.json"))
    assert (added.source.format, added.loaded, added.rejected.num_rows) == ("signature", 0, 0)
    assert library.signatures() == [made]
    assert library.indicators().num_rows == 0


def test_a_wrong_signature_is_not_taken_in(library: Library, tmp_path: Path) -> None:
    path = write_json(tmp_path / "s.json", {"format": "demasque-signature", "version": 99})
    with pytest.raises(DemasqueError, match=r"s\.json"):
        library.add(path)
    assert library.sources() == []
