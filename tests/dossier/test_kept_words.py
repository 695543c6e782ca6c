"""No name of the case's accounts is kept for good, whichever words it was typed in."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import demasque
from demasque.case import CaseStore, anonymise
from demasque.cli import main
from demasque.dossier import EntryKind, import_dossier, journal_entries, write_entry
from demasque.dossier.written.kept_words import kept_body, what_was_replaced, without_names
from demasque.errors import UsageError
from exports import COLUMNS, MEMBERS, START, rows

BY = "A. Example, an office"
RAW, HANDLE, MAIL = "account-000042", "calm_lantern", "ann@mail.example"
SECRETS = (RAW, HANDLE, MAIL)
PLANTED = f"{RAW} and @{HANDLE} wrote to {MAIL}."
LINK = f"https://x.com/{HANDLE}/status/{RAW}?to={MAIL}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of X whose ids are no handles, with one account more than its campaign."""
    folder = tmp_path_factory.mktemp("made")
    posts = [*rows(), (RAW, START + timedelta(days=20), "Good morning to the people")]
    lines = [",".join(COLUMNS)]
    lines += [f'p{n},{who},{at.isoformat()},"{words}",en,x'
              for n, (who, at, words) in enumerate(posts)]  # fmt: skip
    (folder / "posts.csv").write_text("\n".join(lines), "utf-8")
    with demasque.open_case(folder / "case", create=True) as opened:
        opened.add(folder / "posts.csv")
        opened.detect(windows=["60s"])
        opened.claim("a claim", who="B", about="C", when="2024-01-01", where="https://b.example/1",
                     evidence="none", by=BY)  # fmt: skip
        opened.judge("C1", rung=1, by=BY, likelihood="likely", confidence="low", because="Seen.")
    return folder / "case"


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "case"))


@pytest.fixture
def store(case: Path) -> Iterator[CaseStore]:
    with CaseStore.open(case) as opened:
        yield opened


CLAIM = ["claim", "add", "CASE", "--what", "x", "--who", "x", "--about", "x", "--when",
         "2024-01-02", "--where", "https://a.example/", "--evidence", "none",
         "--by", BY]  # fmt: skip
JUDGED = ["judge", "CASE", "C1", "--rung", "1", "--likelihood", "likely", "--confidence", "low",
          "--because", "x", "--by", BY]  # fmt: skip
EVIDENCE = ["hypotheses", "evidence", "CASE", "C1", "--what", "x", "--source", "x",
            "--reliability", "B", "--credibility", "2", "--says", "fans=I", "--by", BY]  # fmt: skip
COMMANDS = [
    *((CLAIM, option, PLANTED) for option in ("--what", "--who", "--about", "--words", "--by")),
    *((CLAIM, option, LINK) for option in ("--where", "--archived", "--url")),
    (CLAIM, "--hashtag", RAW),
    *((JUDGED, option, PLANTED) for option in ("--because", "--what", "--would-change", "--by")),
    (JUDGED, "--source", LINK),
    (["judge", "CASE", "--read", "J", "--agrees", "no", "--by", "B. Second"], "--because", PLANTED),
    (["judge", "CASE", "--withdraw", "J", "--by", BY], "--because", PLANTED),
    (["claim", "retract", "CASE", "K", "--by", BY], "--because", PLANTED),
    (["decide", "CASE", "MEMBER", "unsure", "--by", BY], "--because", PLANTED),
    (["decide", "CASE", "unsure", "--because", "x", "--by", BY, "--platform", "x"], "--id", RAW),
    (["hypotheses", "add", "CASE", "C1", "--says", "x", "--by", BY], "--title", PLANTED),
    (["hypotheses", "add", "CASE", "C1", "--title", "x", "--by", BY], "--says", PLANTED),
    *((EVIDENCE, option, PLANTED) for option in ("--what", "--source", "--cause", "--by")),
    (["hypotheses", "rate", "CASE", "C1", "text", "--says", "fans=I", "--by", BY], "--because",
     PLANTED),
    (["signature", "CASE", "C1", "-o", "OUT/s.json", "--background", "0"], "--name", PLANTED),
    (["signature", "CASE", "C1", "-o", "OUT/s.json", "--background", "0"], "--note", PLANTED),
]  # fmt: skip


@pytest.mark.parametrize(("command", "option", "planted"), COMMANDS)
def test_what_is_typed_into_any_option_names_nobody_afterwards(
    command: list[str], option: str, planted: str, case: Path, tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with CaseStore.open(case) as store:
        ids = {each.kind: each.id for each in journal_entries(store)}
        member = store.names.one("account", "x", MEMBERS[0])
        row = demasque.Case(store).hypotheses("C1").rows[0].id
    filled = {
        "CASE": str(case), "J": ids[EntryKind.JUDGEMENT], "K": ids[EntryKind.CLAIM],
        "MEMBER": member, "OUT/s.json": str(tmp_path / "s.json"), "text": row,
    }  # fmt: skip
    words = [filled.get(word, word) for word in command]
    if option in words:
        at = words.index(option)
        del words[at : at + 2]
    code = main([*words, option, planted])
    said = capfd.readouterr()
    assert code in (0, 2), said
    assert "Traceback" not in said.err
    assert (code == 2) == (option == "--by")
    assert leaks(case) == []
    if (tmp_path / "s.json").exists():
        assert not any(each in (tmp_path / "s.json").read_text("utf-8") for each in SECRETS)
    assert main(["dossier", "export", str(case), "-o", str(tmp_path / "d.toml")]) == 0
    assert not any(each in (tmp_path / "d.toml").read_text("utf-8") for each in SECRETS)


@pytest.mark.parametrize(
    "command",
    [
        [*CLAIM, "--where", PLANTED],
        [*CLAIM, "--evidence", RAW],
        [*CLAIM, "--answers", RAW],
        ["claim", "link", "CASE", RAW, f"@{HANDLE}", "--as", "answers", "--by", BY],
        ["claim", "retract", "CASE", RAW, "--because", "x", "--by", BY],
        ["claim", "channels", "CASE", "none.csv", "--by", PLANTED],
        ["judge", "CASE", PLANTED, *JUDGED[3:]],
        [*JUDGED, "--supersedes", PLANTED],
        [*JUDGED, "--source", PLANTED],
        ["judge", "CASE", "--read", PLANTED, "--agrees", "no", "--because", "x", "--by", BY],
        ["decide", "CASE", RAW, "exclude", "--because", "x", "--by", BY],
        ["decide", "CASE", "unsure", "--because", "x", "--by", BY, "--platform", "x",
         "--id", HANDLE],
        ["hypotheses", "retract", "CASE", PLANTED, "--because", "x", "--by", BY],
        ["hypotheses", "rate", "CASE", "C1", PLANTED, "--says", "fans=I", "--by", BY],
        ["match", "CASE", "none.csv", "--campaign", RAW],
        ["compare", "CASE", RAW, "--with", RAW],
        ["signature", "CASE", RAW],
    ],
)  # fmt: skip
def test_nor_does_what_was_refused(
    command: list[str], case: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = (case / "custody.log").read_bytes()
    words = [str(case) if word == "CASE" else word for word in command]
    for option in ("--where", "--evidence"):
        if words.count(option) == 2:
            at = words.index(option)
            del words[at : at + 2]
    assert main(words) in (1, 2)
    assert "Traceback" not in capfd.readouterr().err
    assert leaks(case) == []
    assert (case / "custody.log").read_bytes() == before


def leaks(case: Path) -> list[tuple[str, str]]:
    """Where a secret stands in any byte of the case outside its evidence."""
    return [
        (str(file.relative_to(case)), secret)
        for file in sorted(case.rglob("*"))
        if file.is_file() and "evidence" not in file.relative_to(case).parts
        for secret in SECRETS
        if secret.encode() in file.read_bytes()
    ]


def test_the_screen_says_what_was_replaced(case: Path, capfd: pytest.CaptureFixture[str]) -> None:
    command = [str(case) if word == "CASE" else word for word in CLAIM]
    command[command.index("--who") + 1] = RAW
    command[command.index("--about") + 1] = f"@{HANDLE}"
    assert main([*command, "--words", f"write to {MAIL}"]) == 0
    said = " ".join(capfd.readouterr().err.split())
    assert "2 names of accounts were written as pseudonyms." in said
    assert "1 e-mail address, telephone number or other personal detail was masked." in said
    command[command.index("--what") + 1] = "another"
    assert main([*command, "--lang", "fr"]) == 0
    said = " ".join(capfd.readouterr().err.split())
    assert "2 noms de comptes ont été écrits sous leurs pseudonymes." in said


def test_words_and_organisations_stay_as_they_are(store: CaseStore) -> None:
    for words in (
        "The people of the Ministry of Truth wrote 1984 in 2023.",
        "Agency B, an office of the state: https://b.example/report/2024/good-morning#part",
        "a_2kq7zdaaaaaaaaaa is @a_2kq7zdaaaaaaaaaa",
        "",
        "骗局 @ # https://",
    ):
        assert without_names(store, words) == words
    assert what_was_replaced(store) == ()


def test_words_looked_through_are_not_changed_again(store: CaseStore) -> None:
    once = kept_body(store, {"because": PLANTED, "where": LINK, "hashtags": [RAW]})
    assert kept_body(store, once) == once


def test_an_office_that_the_list_names_may_be_named(store: CaseStore, tmp_path: Path) -> None:
    (tmp_path / "venues.csv").write_text(
        f"platform,account,kind,name\nx,{RAW},department,Example Office\n"
        f"x,{HANDLE},department,Calm Lantern Bureau\n"
    )
    demasque.Case(store).name_venues(tmp_path / "venues.csv")
    words = f"{RAW} and @{HANDLE}, https://x.com/{HANDLE}/status/1"
    assert without_names(store, words) == words


def test_an_anonymised_case_says_that_names_cannot_be_looked_for(store: CaseStore) -> None:
    anonymise(store)
    assert without_names(store, f"A claim of {RAW}, {MAIL}.") == f"A claim of {RAW}, [email]."
    said = what_was_replaced(store)
    assert "could not be looked for" in said[0]
    assert len(said) == 2
    with pytest.raises(demasque.DemasqueError, match="anonymised"):
        without_names(store, f"@{HANDLE}")


def test_a_word_that_many_write_names_nobody(tmp_path: Path) -> None:
    lines = [",".join(COLUMNS)]
    for n in range(12):
        who = ("people", "annlee")[n] if n < 2 else f"w{n}"
        lines.append(f"p{n},{who},{(START + timedelta(hours=n)).isoformat()},the People,en,x")
    (tmp_path / "posts.csv").write_text("\n".join(lines), "utf-8")
    with CaseStore.create(tmp_path / "case") as store:
        demasque.Case(store).add(tmp_path / "posts.csv")
        ann = store.names.one("account", "x", "annlee")
        assert without_names(store, "The people say AnnLee's") == f"The people say {ann}'s"


HEAD = 'format = "demasque dossier"\nversion = 1\n'


def test_a_file_names_nobody_either(store: CaseStore, tmp_path: Path) -> None:
    with CaseStore.create(tmp_path / "other") as other:
        row = {"campaign": "C1", "title": "x", "says": f"{RAW} wrote it."}
        write_entry(other, EntryKind.HYPOTHESIS, BY, row)
        demasque.Case(other).export_dossier(tmp_path / "d.toml")
    before = journal_entries(store)
    with pytest.raises(UsageError, match="name an account of this case"):
        import_dossier(store, tmp_path / "d.toml")
    assert journal_entries(store) == before
    lines = (tmp_path / "d.toml").read_text("utf-8").splitlines()
    (tmp_path / "d.toml").write_text("\n".join(x for x in lines if not x.startswith("id =")))
    (entry,) = import_dossier(store, tmp_path / "d.toml").added
    assert RAW not in str(entry.body)
    assert "1 name of an account" in what_was_replaced(store)[0]
    assert import_dossier(store, tmp_path / "d.toml").added == ()
