"""Claims go out as a file and come in again, by the rules of those that are typed."""

from pathlib import Path

import pytest
from claim_cases import BY, claimed_case, state

from demasque.case import CaseStore
from demasque.dossier import (
    CarriedBy,
    claim_ledger,
    claims_table,
    import_dossier,
    link_claims,
    list_channels,
    retract_entry,
)
from demasque.dossier.dossier_files.dossier_export import export_dossier
from demasque.errors import UsageError
from demasque.wording import catalogue

HEAD = 'format = "demasque dossier"\nversion = 1\n\n'
PLAIN = """[[entry]]
kind = "claim"
said_at = 2026-01-05T10:00:00Z
said_by = "B. Example, Office"
[entry.body]
what = "@ann made it up"
who = "Agency A"
about = "Group X"
when = "2024-03-02"
where = "https://a.example/report"
evidence = "Documents"
words = ["a hoax"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "dossier.toml"
    path.write_text(HEAD + text, "utf-8")
    return path


def test_a_ledger_goes_out_and_comes_into_another_case(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        one = state(store, "one", carried_by=CarriedBy(words=("hoax",)))
        two = state(store, "two", answers=[one.id], archived="https://archive.example/1")
        three = state(store, "three", supersedes=two.id)
        link_claims(store, three.id, one.id, "confirms", by=BY)
        retract_entry(store, state(store, "four").id, by=BY, because="a parody")
        (tmp_path / "channels.csv").write_text("site,class\nnews.example,official\n")
        list_channels(store, tmp_path / "channels.csv", by=BY)
        export_dossier(store, tmp_path / "dossier.toml")
        ledger = claims_table(claim_ledger(store))
    with CaseStore.create(tmp_path / "other") as store:
        assert len(import_dossier(store, tmp_path / "dossier.toml").added) == 7
        assert claims_table(claim_ledger(store)).equals(ledger)
        export_dossier(store, tmp_path / "again.toml")
    assert (tmp_path / "again.toml").read_bytes() == (tmp_path / "dossier.toml").read_bytes()


def test_a_claim_written_by_hand_is_completed_as_if_typed(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        import_dossier(store, written(tmp_path, PLAIN))
        (claim,) = claim_ledger(store).claims
        assert claim.what == f"@{store.names.one('account', 'x', 'ann')} made it up"
        assert (claim.evidence, claim.carried_by.words) == ("documents", ("a hoax",))
        assert import_dossier(store, written(tmp_path, PLAIN)).added == ()


LINK = """[[entry]]
kind = "claim link"
said_by = "B. Example, Office"
said_at = 2026-01-05T10:00:00Z
[entry.body]
claim = "K12345678"
other = "K87654321"
relation = "answers"
"""
LIST = """[[entry]]
kind = "channel"
said_by = "B. Example, Office"
said_at = 2026-01-05T10:00:00Z
[[entry.body.channels]]
class = "official"
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PLAIN.replace('who = "Agency A"', ""), "A claim needs words in who"),
        (PLAIN.replace('"Documents"', '"much"'), "much is none of none, assertion"),
        (PLAIN.replace("2024-03-02", "2024-03-32"), "2024-03-32 is no day"),
        (PLAIN.replace("https://a", "javascript://a"), "no address of a page"),
        (PLAIN.replace('["a hoax"]', "7"), "a list of words in words"),
        (PLAIN + 'answers = ["K12345678"]\n', "There is no claim 'K12345678'"),
        (PLAIN + 'posts = "1000"\n', "there is no field 'posts'"),
        (LINK, "There is no claim 'K12345678'"),
        (LIST, "neither an account nor a site"),
        (LIST + 'account = "bob"\n', "stands here under its pseudonym"),
        (LIST + 'site = "https://www.a.example/"\n', "is no site"),
        (LIST.replace("official", "ours") + 'site = "a.example"\n', "ours is none of official"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_line_and_nothing_is_added(
    tmp_path: Path, text: str, says: str
) -> None:
    with claimed_case(tmp_path) as store:
        before = store.custody.path.read_bytes()
        with pytest.raises(UsageError, match=says) as refused:
            import_dossier(store, written(tmp_path, text))
        assert store.custody.path.read_bytes() == before
        assert "dossier.toml" in str(refused.value)
        assert catalogue("fr").say(refused.value.sentence) != str(refused.value)
