"""What people said goes out as files and comes back, and nobody's words change on the way."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.dossier import (
    EntryKind,
    export_dossier,
    import_dossier,
    journal_entries,
    judge,
    judgements,
    read_judgement,
    withdraw_judgement,
    write_entry,
)
from demasque.dossier.dossier_files.entry_files import read_entries
from demasque.dossier.dossier_files.entry_toml import entries_as_toml, with_nulls, without_nulls
from demasque.dossier.journal.journal import said_elsewhere
from demasque.errors import UsageError
from judged_cases import AT, SAID, find, made

HAND_WRITTEN = """\
format = "demasque dossier"
version = 1

[[entry]]
kind = "judgement"
said_at = 2026-03-04T10:00:00Z
said_by = "C. Reviewer, Another Office"

[entry.body]
campaign = "C1"
rung = 1
likelihood = "very improbable"
confidence = "medium"
because = \"\"\"
They write at the same minute.
[[entry]]
Nothing else.\"\"\"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with made(tmp_path / "case") as store:
        first = judge(store, "C1", **SAID, statement="Two\nlines, \"quoted\" \\ '''.")
        read_judgement(store, first.id, by="B. Example", agrees="partly", because="é 中文\r\nold")
        second = judge(store, "C1", **{**SAID, "because": "More."}, supersedes=first.id)
        withdraw_judgement(store, second.id, by=SAID["by"], because="Wrong.")
        row = {"campaign": "C1", "what": "A bill.", "source": "A court", "cause": None}
        marks = {"reliability": "A", "credibility": "2", "says": {"H1": "II"}}
        write_entry(store, EntryKind.EVIDENCE, "D", {**row, **marks})
        yield store


@pytest.mark.parametrize("name", ["dossier.toml", "folder"])
def test_export_and_import_give_the_same_bytes_again(
    name: str, store: CaseStore, tmp_path: Path
) -> None:
    given_out = export_dossier(store, tmp_path / name)
    assert (given_out.entries, given_out.broken_at) == (5, None)
    with made(tmp_path / "copy") as other:
        taken = import_dossier(other, tmp_path / name)
        assert (len(taken.added), taken.known) == (5, 0)
        assert {each.id for each in journal_entries(other)} == {
            each.id for each in journal_entries(store)
        }
        again = export_dossier(other, tmp_path / f"again-{name}")
        one, two = ([file.read_bytes() for file in each.files] for each in (given_out, again))
        assert one == two
        assert import_dossier(other, tmp_path / name).added == ()
        assert other.custody.verify() is None
    if name == "folder":
        assert {file.name for file in given_out.files} == {
            "judgement-C1.toml", "reading-C1.toml", "retraction-C1.toml", "evidence-C1.toml",
        }  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(bodies=st.lists(st.dictionaries(st.text(max_size=8), JSON, max_size=4), max_size=4))
def test_any_entry_comes_back_as_it_was(
    bodies: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    kind = EntryKind.CLAIM
    said = [said_elsewhere(kind, AT, f"Person {n}", body, None) for n, body in enumerate(bodies)]
    path.write_bytes(entries_as_toml(said).encode())
    again = [each.entry for each in read_entries(path)]
    assert [(each.id, each.body) for each in again] == [(each.id, each.body) for each in said]
    assert entries_as_toml(again).encode() == path.read_bytes()


@given(body=st.dictionaries(st.text(), JSON))
def test_what_is_null_is_put_back_where_it_was(body: dict[str, Any]) -> None:
    kept, places = without_nulls(body)
    assert with_nulls(kept, places) == body


def test_a_reviewer_writes_a_judgement_by_hand(store: CaseStore, tmp_path: Path) -> None:
    path = tmp_path / "hand.toml"
    path.write_text(HAND_WRITTEN, "utf-8")
    (added,) = import_dossier(store, path).added
    said = judgements(store)[-1]
    assert (said.id, said.by, said.members) == (
        added.id, "C. Reviewer, Another Office", ("a", "b", "c", "d"),
    )  # fmt: skip
    assert said.at == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert said.because == "They write at the same minute.\n[[entry]]\nNothing else."
    find(store, {"C1": ["a", "b", "c"]})
    assert import_dossier(store, path).added == ()  # it is there, whoever is in the group by now


def test_a_file_with_words_that_the_case_does_not_have_is_not_written_over(
    store: CaseStore, tmp_path: Path
) -> None:
    path = tmp_path / "dossier.toml"
    export_dossier(store, path)
    export_dossier(store, path)
    path.write_text(path.read_text("utf-8") + HAND_WRITTEN.partition("1\n")[2], "utf-8")
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"not in the case yet\. Import it"):
        export_dossier(store, path)
    assert path.read_bytes() == before
    import_dossier(store, path)
    other = tmp_path / "notes.toml"
    other.write_text("mine = 1\n", "utf-8")
    with pytest.raises(UsageError, match="is no dossier"):
        export_dossier(store, other)
    assert other.read_text("utf-8") == "mine = 1\n"


def changed(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def put_first(words: str) -> Callable[[str], str]:
    return lambda text: words + text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (changed("More.", "Less."), r"line \d+: the words of J\w{8} were changed"),
        (changed("rung = 3", "rung = 2"), "the words of J"),
        (changed('said_by = "B.', 'said_by = "X.'), "the words of R"),
        (changed("version = 1", "version = 2"), "later version"),
        (changed("version = 1", "version = true"), "is no dossier"),
        (changed("demasque dossier", "something"), "is no dossier"),
        (changed('kind = "evidence"', 'kind = "gossip"'), "no kind of entry called 'gossip'"),
        (changed("said_at", "siad_at"), "no field 'siad_at'"),
        (changed('kind = "evidence"', 'kind = "evidence"\ncolour = 1'), "no field 'colour'"),
        (changed("[[entry]]", "[[entry]"), r"line 6: this is no TOML"),
        (changed("version = 1", "version = 1\nentry = 3"), "this is no TOML"),
        (put_first('what = "x"\n'), r"line 1: there is no field 'what'"),
        (put_first("x = " + "[" * 20_000), "this is no TOML"),
    ],
)
def test_what_cannot_be_taken_is_named_by_file_and_line_and_nothing_is_added(
    change: Callable[[str], str], message: str, store: CaseStore, tmp_path: Path
) -> None:
    path = tmp_path / "dossier.toml"
    export_dossier(store, path)
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    with made(tmp_path / "copy") as other:
        with pytest.raises(UsageError, match=message) as error:
            import_dossier(other, path)
        assert "dossier.toml" in str(error.value)
        assert journal_entries(other) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rung = 1", "rung = 4", "line 4: Rung 4 needs a source"),
        ("rung = 1", "rung = 4\nsources = ['x']", "no source that others can open"),
        ("rung = 1", "rang = 1", "no field 'rang'"),
        ("rung = 1", "rung = '1'", "no rung '1'"),
        ("rung = 1", "rung = 1\nwould_change = 2026-03-04", "put the date in would_change in"),
        ("C1", "C9", "no campaign 'C9'"),
        ("very improbable", "quite likely", "no likelihood called"),
        ("medium", "total", "no confidence called"),
        ("2026-03-04T10:00:00Z", "2026-03-04T10:00:00", "has no zone"),
        ("2026-03-04T10:00:00Z", "'yesterday'", "has no zone"),
        ("2026-03-04T10:00:00Z", "9026-03-04T10:00:00Z", "in the future"),
        ("C. Reviewer, Another Office", " ", "said_by is missing"),
        ("C. Reviewer", 'D"\nsupersedes = "J12345678', "no entry J12345678"),
        ("C. Reviewer", 'D"\nid = "J12345678', "the words of J12345678"),
        ("C. Reviewer", 'D"\nnull = ["/no/where"]#', "null names /no/where"),
        ("[entry.body]", "[entry.bdy]", "no field 'bdy'"),
    ],
)
def test_a_judgement_written_by_hand_keeps_the_rules(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "hand.toml"
    assert old in HAND_WRITTEN
    path.write_text(HAND_WRITTEN.replace(old, new, 1), "utf-8")
    with made(tmp_path / "case") as store:
        with pytest.raises(UsageError, match=message):
            import_dossier(store, path)
        assert journal_entries(store) == ()


def test_one_bad_entry_in_a_folder_keeps_all_out(store: CaseStore, tmp_path: Path) -> None:
    export_dossier(store, tmp_path / "folder")
    bad = tmp_path / "folder" / "zz.toml"
    bad.write_text(HAND_WRITTEN.replace("rung = 1", "rung = 9"), "utf-8")
    with made(tmp_path / "copy") as other:
        with pytest.raises(UsageError, match=r"zz.toml, line 4: There is no rung 9"):
            import_dossier(other, tmp_path / "folder")
        assert journal_entries(other) == ()


def test_no_file_no_text_no_folder(store: CaseStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        import_dossier(store, tmp_path / "none.toml")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"holds no \.toml file"):
        import_dossier(store, tmp_path / "empty")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="is not text in UTF-8"):
        import_dossier(store, tmp_path / "bytes.toml")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written"):
        export_dossier(store, tmp_path / "file" / "inside")


def test_two_teams_that_supersede_one_judgement_are_told(tmp_path: Path) -> None:
    with made(tmp_path / "one") as one:
        first = judge(one, "C1", **SAID)
        export_dossier(one, tmp_path / "first.toml")
        judge(one, "C1", **{**SAID, "because": "One."}, supersedes=first.id)
        export_dossier(one, tmp_path / "one.toml")
    with made(tmp_path / "two") as two:
        import_dossier(two, tmp_path / "first.toml")
        judge(two, "C1", **{**SAID, "because": "Two.", "by": "E"}, supersedes=first.id)
        with pytest.raises(UsageError, match=f"{first.id} was superseded by"):
            import_dossier(two, tmp_path / "one.toml")
        assert len(journal_entries(two)) == 2


def test_an_entry_changed_in_the_log_is_not_given_out_and_a_file_brings_it_back(
    store: CaseStore, tmp_path: Path
) -> None:
    export_dossier(store, tmp_path / "before.toml")
    log, line = store.custody.path, judgements(store)[1].line
    log.write_text(log.read_text("utf-8").replace("More.", "Less."), "utf-8")
    given_out = export_dossier(store, tmp_path / "dossier.toml")
    assert (given_out.entries, given_out.broken_at) == (4, line)
    assert "Less." not in (tmp_path / "dossier.toml").read_text("utf-8")
    (again,) = import_dossier(store, tmp_path / "before.toml").added
    assert again.body["because"] == "More."


def test_a_log_that_is_broken_elsewhere_is_said(store: CaseStore, tmp_path: Path) -> None:
    log = store.custody.path
    log.write_text(log.read_text("utf-8").replace('"init"', '"tini"'), "utf-8")
    assert export_dossier(store, tmp_path / "dossier.toml").broken_at == 1


def test_the_file_is_plain_toml_with_a_version(store: CaseStore, tmp_path: Path) -> None:
    export_dossier(store, tmp_path / "dossier.toml")
    document = tomllib.loads((tmp_path / "dossier.toml").read_text("utf-8"))
    assert (document["format"], document["version"]) == ("demasque dossier", 1)
    assert [each["kind"] for each in document["entry"]] == [
        "judgement", "reading", "judgement", "retraction", "evidence",
    ]  # fmt: skip


OF_A_MATRIX = """\
format = "demasque dossier"
version = 1
[[entry]]
kind = "evidence"
said_at = 2026-03-04
said_by = "A. Example"
[entry.body]
campaign = "C1"
what = "A bill."
source = "A court"
reliability = "A"
credibility = "2"
says = { H1 = "II" }
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('says = { H1 = "II" }', "says = 3", "Say something in says"),
        ('"II"', '"III"', "says: 'III' is none of"),
        ('reliability = "A"', 'reliability = "Z"', "'Z' is none of A, B"),
        ('campaign = "C1"', "", "Say something in campaign"),
        ('"evidence"', '"hypothesis"', "no field 'what'"),
    ],
)
def test_entries_of_the_matrix_are_looked_over(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "hand.toml"
    assert old in OF_A_MATRIX
    with made(tmp_path / "case") as store:
        path.write_text(OF_A_MATRIX.replace(old, new, 1), "utf-8")
        with pytest.raises(UsageError, match=message):
            import_dossier(store, path)
        assert journal_entries(store) == ()
        path.write_text(OF_A_MATRIX, "utf-8")
        assert len(import_dossier(store, path).added) == 1
        assert import_dossier(store, path).added == ()
