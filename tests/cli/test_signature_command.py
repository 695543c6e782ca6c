"""``demasque signature``: files made, checked and refused, in two languages, and kept track of."""

import json
import re
import shutil
from pathlib import Path

import pytest
from command_line import Run

import demasque
from exports import MEMBERS


@pytest.fixture
def case(run: Run, posts: Path, found_case: Path, tmp_path: Path) -> str:
    """A copy of a case with findings, where the commands run, beside its export."""
    shutil.copytree(found_case, tmp_path / "case")
    return "case"


def custody(case: str) -> list[dict[str, object]]:
    lines = Path(case, "custody.log").read_text("utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["action"] == "signature"]


def test_a_campaigns_signature_is_written_and_kept_track_of(run: Run, case: str) -> None:
    made = run("signature", case, "C1", "-o", "c1.json", "--note", "From an example.")
    assert made.code == 0
    assert "too few other accounts for random groups" in made.err  # there are forty
    assert "The signature is c1.json" in made.out
    assert "“C1”: 6 accounts, 120 posts, 2 Mar 2026 to" in made.out
    assert re.search(r"words +[1-9]", made.out)
    found = demasque.read_signature("c1.json")
    assert (found.name, found.accounts, found.note) == ("C1", 6, "From an example.")
    (kept,) = custody(case)
    assert kept["details"]["path"] == "c1.json"  # type: ignore[index]
    assert kept["details"]["accounts"] == 6  # type: ignore[index]
    assert run("verify", case).code == 0


def test_a_folder_that_is_not_there_is_made_as_for_exports(run: Run, case: str) -> None:
    assert run("signature", case, "C1", "-o", "new/c1.json").code == 0
    assert demasque.read_signature("new/c1.json").name == "C1"
    refused = run("signature", case, "C1", "-o", "new/c1.json/c1.json")
    assert (refused.code, "new/c1.json/c1.json cannot be written" in refused.err) == (2, True)


def test_the_same_again_is_the_same_bytes(run: Run, case: str) -> None:
    for name in ("one", "two"):
        assert run("signature", case, "C1", "-o", f"{name}.json", "--seed", 3).code == 0
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    assert run("signature", case, "O1", "-o", "three.json", "--name", "C1", "--seed", 3).code == 0
    assert Path("three.json").read_bytes() == Path("one.json").read_bytes()


def test_no_word_name_or_id_of_the_case_is_in_the_file(run: Run, case: str) -> None:
    assert run("signature", case, "C1", "-o", "c1.json").code == 0
    written = Path("c1.json").read_text("utf-8").lower()
    with demasque.open_case(case) as opened:
        accounts = opened.sql("SELECT DISTINCT account FROM posts")["account"].to_pylist()
        texts = opened.sql("SELECT text FROM posts")["text"].to_pylist()
    for word in (*accounts, *MEMBERS, "person-", "post-", "a_", "p_"):
        assert word not in written
    words = {word for text in texts for word in re.findall(r"\w{5,}", text.lower())}
    assert {word for word in words if word in written} == set()


def test_accounts_are_taken_by_either_name(run: Run, case: str) -> None:
    with demasque.open_case(case) as opened:
        hidden = opened.pseudonym("x", MEMBERS[0])
    named = [hidden, MEMBERS[1], MEMBERS[2]]
    options = [word for name in named for word in ("-a", name)]
    assert run("signature", case, *options, "-o", "three.json").code == 0
    assert demasque.read_signature("three.json").name == "group"
    assert MEMBERS[1] not in Path(case, "custody.log").read_text("utf-8")
    records = "".join(
        path.read_text("utf-8") for path in Path(case, "runs").glob("*signature*/run.json")
    )
    assert records
    assert MEMBERS[1] not in records


def test_without_the_key_only_the_cases_own_names_are_known(run: Run, case: str) -> None:
    with demasque.open_case(case) as opened:
        hidden = [opened.pseudonym("x", name) for name in MEMBERS[:3]]
    assert run("anonymise", case, "--yes").code == 0
    refused = run("signature", case, "-a", MEMBERS[0], "-o", "s.json")
    assert (refused.code, "This case has no posts of member-0" in refused.err) == (2, True)
    options = [word for name in hidden for word in ("-a", name)]
    assert run("signature", case, *options, "-o", "s.json").code == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("signature", "Give a case, or --check FILE, or --new-key FILE"),
        ("signature case --check c1.json", "one of the three"),
        ("signature case C1", "Say where to write it: -o FILE"),
        ("signature case -o c1.json", "Name a campaign or accounts, and not both"),
        ("signature case C1 -a x -o c1.json", "Name a campaign or accounts, and not both"),
        ("signature case C9 -o c1.json", "There is no campaign 'C9'. Campaigns: C1."),
        ("signature case -a nobody -o c1.json", "This case has no posts of nobody."),
        ("signature case -a member-0 -o c1.json", "Only 1 of these accounts have posts"),
        ("signature case C1 -k 1 -o c1.json", "-k"),
        ("signature case C1 --k 7 -o c1.json", "Only 6 of these accounts have posts"),
        ("signature case C1 --background 1000 -o c1.json", "--background"),
        ("signature case C1 -o case", "is a folder. Give the name of a file to write"),
        ("signature case C1 -o c1.json --sign posts.csv", "holds no Ed25519 private key"),
        ("signature case C1 -o c1.json --public-key k.pub", "--public-key says by whom"),
        ("signature nowhere C1 -o c1.json", "is not a case"),
        ("signature --check nowhere.json", "nowhere.json cannot be read"),
        ("signature --check posts.csv", "cannot be used as a signature. line 1: this is no JSON"),
    ],
)
def test_wrong_requests_end_in_a_sentence(run: Run, case: str, line: str, said: str) -> None:
    refused = run(*line.split())
    assert refused.code == 2, refused.out
    assert said in " ".join(refused.err.split())
    assert not Path("c1.json").exists()
    assert custody(case) == []


def test_a_case_that_was_not_looked_through_says_so(run: Run, posts: Path) -> None:
    assert run("init", "case").code == 0
    assert run("add", "case", posts).code == 0
    options = [word for name in MEMBERS for word in ("-a", name)]
    made = run("signature", "case", *options, "-o", "s.json")
    assert made.code == 0
    assert "Nothing was looked for yet" in made.err
    assert run("signature", "case", "C1", "-o", "s.json").code == 2


def test_keys_are_made_and_files_checked(run: Run, case: str) -> None:
    pytest.importorskip("cryptography", reason="signing takes the extra sign")
    made = run("signature", "--new-key", "private.pem")
    assert (made.code, "give it to nobody" in made.out) == (0, True)
    assert run("signature", "--new-key", "other.pem").code == 0
    assert run("signature", "--new-key", "private.pem").code == 2
    assert run("signature", case, "C1", "-o", "c1.json", "--sign", "private.pem").code == 0
    unnamed = run("signature", "--check", "c1.json")
    assert (unnamed.code, "which you have not named" in " ".join(unnamed.out.split())) == (0, True)
    named = run("signature", "--check", "c1.json", "--public-key", "private.pem.pub")
    assert (named.code, "signed by the key that you named" in named.out) == (0, True)
    other = run("signature", "--check", "c1.json", "--public-key", "other.pem.pub")
    assert (other.code, "and not by the one that you named" in other.err) == (1, True)
    content = Path("c1.json").read_text("utf-8")
    Path("c1.json").write_text(content.replace('"accounts": 6', '"accounts": 7'), "utf-8")
    forged = run("signature", "--check", "c1.json")
    assert (forged.code, "signature does not fit" in " ".join(forged.err.split())) == (2, True)


def test_it_speaks_french(run: Run, case: str) -> None:
    made = run("signature", case, "C1", "-o", "c1.json", "--lang", "fr")
    assert "La signature de campagne est c1.json" in made.out
    assert "6 comptes, 120 publications" in made.out
    assert "mots-clics (hashtags)" in made.out
    checked = run("signature", "--check", "c1.json", "--lang", "fr")
    assert "Personne ne l’a signé" in checked.out
    Path("c1.json").write_text('{"format": "demasque-signature", "version": 9}')
    later = run("signature", "--check", "c1.json", "--lang", "fr")
    assert "il est de la version 9" in " ".join(later.err.split())


def test_from_python_an_open_case_or_its_folder(run: Run, case: str) -> None:
    closed = demasque.signature(case, "C1", draws=5)
    with demasque.open_case(case) as opened:
        assert demasque.signature(opened, "C1", draws=5) == closed
        assert opened.signature("C1", draws=5) == closed
        assert demasque.signature(opened, accounts=MEMBERS, draws=5).features == closed.features
        with pytest.raises(demasque.UsageError, match="has at most 200 characters"):
            opened.signature("C1", name="x" * 201)
    assert len(custody(case)) == 4
