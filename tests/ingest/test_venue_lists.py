"""An analyst's list says what kind of venue an account is; a private person's name stays out."""

from pathlib import Path

import pytest

from demasque.case import CaseStore, anonymise
from demasque.errors import DemasqueError, UsageError
from demasque.ingest import VenueNaming, name_venues
from demasque.ingest.venue_lists import SPELLINGS, read_venues
from demasque.schema import POSTS, VENUE_KINDS
from demasque.wording import catalogue
from hand_made import rows
from stored_words import stored_words

HEADER = "platform,account,kind,name\n"
LIST = (
    HEADER
    + "x,@Ministry,ministry,Ministry of Works\nx,daily,media,The Daily\n\n"
    + "x,jo,private person,Jo Roe\n"
)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "venues.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.fixture
def store(tmp_path: Path):
    with CaseStore.create(tmp_path / "case") as store:
        post = {"post": "1", "account": "ann", "platform": "x", "posted_at": 0, "kind": "comment"}
        told = post | {"time_precision": "second", "venue": "ministry"}
        store.append({"posts": rows(POSTS, [told])})
        yield store


def test_accounts_are_listed_under_their_pseudonyms(store: CaseStore, tmp_path: Path) -> None:
    named = name_venues(store, written(tmp_path, LIST))
    kinds = (("department", 1), ("media", 1), ("private_person", 1))
    assert named == VenueNaming(3, kinds, unseen=(3, 5))
    made = {row["account"]: row for row in store.sql("SELECT * FROM venue_list").to_pylist()}
    ministry = store.names.one("account", "x", "ministry")
    assert made[ministry] == {
        "account": ministry,
        "kind": "department",
        "name": "Ministry of Works",
    }
    assert store.sql("SELECT DISTINCT venue FROM posts")["venue"].to_pylist() == [ministry]


def test_a_private_persons_name_is_nowhere_in_the_case(store: CaseStore, tmp_path: Path) -> None:
    name_venues(store, written(tmp_path, LIST))
    assert not [found for found in stored_words(store) if "Roe" in found[2]]
    assert "Roe" not in store.custody.path.read_text("utf-8")


def test_a_new_list_takes_the_place_of_the_earlier_one(store: CaseStore, tmp_path: Path) -> None:
    name_venues(store, written(tmp_path, LIST))
    assert name_venues(store, written(tmp_path, HEADER)).listed == 0
    assert store.sql("SELECT * FROM venue_list").num_rows == 0
    actions = [entry["action"] for entry in store.custody.entries()]
    assert actions == ["init", "venues", "venues"]


def test_an_anonymised_case_keeps_kinds_and_loses_names(store: CaseStore, tmp_path: Path) -> None:
    name_venues(store, written(tmp_path, LIST))
    anonymise(store)
    kept = store.sql("SELECT kind, name FROM venue_list ORDER BY kind").to_pylist()
    assert {row["name"] for row in kept} == {None}
    assert [row["kind"] for row in kept] == ["department", "media", "private_person"]
    assert store.sql("SELECT * FROM posts").num_rows == 1
    with pytest.raises(DemasqueError):
        name_venues(store, written(tmp_path, LIST))


def test_every_spelling_is_of_a_known_kind() -> None:
    assert set(SPELLINGS.values()) == set(VENUE_KINDS)
    assert set(VENUE_KINDS) <= {spelling.replace(" ", "_") for spelling in SPELLINGS}


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Plateforme;Compte;Genre;Nom\nX;daily;Médias;Le Jour\n", "media", "Le Jour"),
        ("kind\tname\taccount\tplatform\nPOLITICIANS\t\tdaily\tX\n", "politician", None),
        ("\ufeffplatform,account,kind\nx,daily,private-person\n", "private_person", None),
        ('platform,account,kind,name,more\nx,daily,other,"A, B",9\n', "other", "A, B"),
    ],
)
def test_lists_are_read_as_people_write_them(
    tmp_path: Path, text: str, kind: str, name: str | None
) -> None:
    (venue,) = read_venues(written(tmp_path, text)).venues
    assert (venue.platform, venue.account, venue.kind, venue.name) == ("x", "daily", kind, name)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("account,kind\nx,media\n", "line 1: there is no column platform"),
        ("", "line 1: there is no column platform"),
        (HEADER + "x,daily,media,\nx,,media,\n", "line 3, column account: nothing stands here"),
        (HEADER + "x,daily\n", "line 2, column kind: nothing stands here"),
        (HEADER + "x,daily,celebrity,\n", "line 2, column kind: celebrity is none of department"),
        (HEADER + "x,a,media,A\nx,a,other,A\n", "line 3, column account: the account stands on"),
        (HEADER.encode() + b"x,a,media,caf\xe9\n", "line 2: this is no UTF-8"),
        (HEADER + 'x,a,media,"A"B\n', "line 2: a quotation mark stands where none may"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line_and_column(
    store: CaseStore, tmp_path: Path, text: str | bytes, says: str
) -> None:
    """All or nothing: the earlier list stays."""
    name_venues(store, written(tmp_path, LIST))
    with pytest.raises(UsageError, match=says) as refused:
        name_venues(store, written(tmp_path, text))
    assert catalogue("fr").say(refused.value.sentence) != str(refused.value)
    assert store.sql("SELECT * FROM venue_list").num_rows == 3


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_venues(tmp_path / "none.csv")
