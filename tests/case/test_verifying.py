"""What verify promises: whatever is changed, removed or cut off is found, and said where."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from demasque.case import CaseStore, verify
from demasque.errors import DemasqueError
from demasque.ingest import add_files

HEADER = "post_id,account_id,created_at,text\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with two files."""
    for n in range(2):
        (tmp_path / f"{n}.csv").write_text(HEADER + f"p{n},a{n},2024-01-01T00:00:00Z,hello\n")
    with CaseStore.create(tmp_path / "case") as store:
        add_files(store, [tmp_path / "0.csv", tmp_path / "1.csv"])
    return tmp_path / "case"


def found(case: Path) -> list[str]:
    with CaseStore.open(case) as store:
        return verify(store)


def test_an_untouched_case_verifies(case: Path) -> None:
    assert found(case) == []


def test_the_end_of_the_log_cannot_be_cut_off_unnoticed(case: Path) -> None:
    log = case / "custody.log"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:-1]))
    assert len(found(case)) == 1
    assert f"line {len(lines)}: removed" in found(case)[0]
    log.unlink()
    assert "line 1: removed" in found(case)[0]


def test_a_log_written_anew_is_not_taken_for_the_old_one(case: Path) -> None:
    log = case / "custody.log"
    actions = [json.loads(line)["action"] for line in log.read_bytes().splitlines()]
    log.unlink()
    from demasque.case import CustodyLog

    forged = CustodyLog(log)
    for action in actions:
        forged.write(action, file="x.csv", sha256="0" * 64)
    assert "written anew" in found(case)[0]


def test_a_log_longer_than_remembered_is_what_a_kill_leaves(case: Path) -> None:
    from demasque.case import CustodyLog

    CustodyLog(case / "custody.log").write("detect")
    assert found(case) == []


def forge_content(evidence: Path) -> None:
    """Replace a file together with both lists, as who knows the layout would."""
    from hashlib import sha256

    path = next(evidence.glob("*.zst"))
    path.chmod(0o644)
    path.write_bytes(zstandard.compress(b"forged"))
    lists = evidence / "files.jsonl"
    rows = [json.loads(line) for line in lists.read_bytes().splitlines()]
    for row in rows:
        if row["stored"] == path.name:
            row["stored_sha256"] = sha256(path.read_bytes()).hexdigest()
    lists.write_text("".join(json.dumps(row) + "\n" for row in rows))
    sums = sorted(f"{row['stored_sha256']}  {row['stored']}\n" for row in rows)
    (evidence / "SHA256SUMS").write_text("".join(sums))


def remove_with_its_lines(evidence: Path) -> None:
    path = next(evidence.glob("*.zst"))
    for name in ("files.jsonl", "SHA256SUMS"):
        lines = (evidence / name).read_text().splitlines(keepends=True)
        (evidence / name).write_text("".join(line for line in lines if path.name not in line))
    path.unlink()


def change_the_sums(evidence: Path) -> None:
    (evidence / "SHA256SUMS").write_text("")


@pytest.mark.parametrize("tamper", [forge_content, remove_with_its_lines, change_the_sums])
def test_evidence_changed_with_its_lists_is_found(
    case: Path, tamper: Callable[[Path], None]
) -> None:
    tamper(case / "evidence")
    assert len(found(case)) == 1


def test_a_damaged_list_is_named_with_its_line(case: Path) -> None:
    path = case / "evidence" / "files.jsonl"
    path.write_text(path.read_text().splitlines()[0] + "\nnonsense\n")
    with pytest.raises(DemasqueError, match="line 2"):
        found(case)


def test_what_somebody_put_into_the_evidence_is_named(case: Path) -> None:
    (case / "evidence" / "notes.txt").write_text("mine")
    assert any("notes.txt was not put there" in sentence for sentence in found(case))


def test_a_file_that_a_kill_left_unlisted_is_none_of_them(case: Path) -> None:
    content = b"id,account\n1,a\n"
    (case / "evidence" / hashlib.sha256(content).hexdigest()).write_bytes(content)
    assert found(case) == []


def test_a_name_changed_in_the_list_is_found(case: Path) -> None:
    path = case / "evidence" / "files.jsonl"
    path.write_text(path.read_text().replace(".csv", ".txt"))
    assert any("it was added as" in sentence for sentence in found(case))


def test_tables_that_are_gone_are_not_made_anew_in_silence(case: Path) -> None:
    (case / "store.duckdb").unlink()
    with pytest.raises(DemasqueError, match=r"store\.duckdb is missing"):
        CaseStore.open(case)


def test_a_file_that_is_in_the_evidence_and_not_in_the_tables_is_named(case: Path) -> None:
    with CaseStore.open(case) as store:
        store.sql("DELETE FROM files")
    assert any("but not in the tables" in sentence for sentence in found(case))


def test_a_key_that_is_gone_is_not_taken_for_an_anonymised_case(case: Path) -> None:
    (case / "pseudonym.key").unlink()
    with CaseStore.open(case) as store, pytest.raises(DemasqueError, match="Put the key back"):
        store.names.one("account", "x", "7")
