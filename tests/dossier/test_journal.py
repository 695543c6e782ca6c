"""What people said stays as it was said, in the custody log's chain."""

from pathlib import Path

import pytest

from demasque.case import CaseStore
from demasque.dossier import EntryKind, journal_entries, standing, write_entry
from demasque.errors import UsageError


def test_entries_come_back_in_order_and_as_said(tmp_path: Path) -> None:
    with CaseStore.create(tmp_path / "case") as store:
        first = write_entry(store, EntryKind.CLAIM, " A. Example,  an office ", {"what": "é"})
        second = write_entry(store, EntryKind.DECISION, "B", {"account": "x"}, supersedes=first.id)
        assert journal_entries(store) == (first, second)
        assert journal_entries(store, EntryKind.CLAIM) == (first,)
        assert standing(journal_entries(store)) == (second,)
        assert first.by == "A. Example, an office"
        assert first.id[0] == "K"
        assert store.custody.verify() is None


def test_an_entry_given_again_is_the_one_that_is_there(tmp_path: Path) -> None:
    with CaseStore.create(tmp_path / "case") as store:
        first = write_entry(store, EntryKind.CLAIM, "A", {"what": "x"})
        again = write_entry(store, EntryKind.CLAIM, "A", {"what": "x"}, at=first.at)
        assert again == first
        assert len(journal_entries(store)) == 1


def test_nobody_and_unknown_entries_are_refused(tmp_path: Path) -> None:
    with CaseStore.create(tmp_path / "case") as store:
        with pytest.raises(UsageError, match="Say who judges"):
            write_entry(store, EntryKind.CLAIM, "  ", {})
        with pytest.raises(UsageError, match="no entry J12345678"):
            write_entry(store, EntryKind.CLAIM, "A", {}, supersedes="J12345678")
        assert journal_entries(store) == ()


def test_words_that_somebody_changed_in_the_log_are_nobodys(tmp_path: Path) -> None:
    with CaseStore.create(tmp_path / "case") as store:
        write_entry(store, EntryKind.DECISION, "A", {"account": "x", "verdict": "exclude"})
        later = write_entry(store, EntryKind.CLAIM, "B", {"what": "y"})
        log = store.custody.path
        log.write_text(log.read_text("utf-8").replace("exclude", "confirm"), "utf-8")
        assert journal_entries(store) == (later,)
        assert store.custody.verify() is not None
