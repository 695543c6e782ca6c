"""What can be done from a page: acts, their way back, and what a reader is told when they fail."""

import csv
import json
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the page takes pip install 'demasque[web]'")
pytest.importorskip("httpx", reason="Starlette's client for tests takes httpx")

from starlette.testclient import TestClient

import demasque
from demasque.api import Case
from demasque.errors import DemasqueError
from demasque.publish import EXPORTERS
from demasque.sentences import Sentence
from demasque.web.acting import ACTS, FORMS
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.rendering import rendered
from demasque.web.serving import LOOPBACK, guarded
from demasque.web.sessions import Session, Sessions, Typed
from handed_case import COLUMNS, MEMBERS, rows

BY = "A. Reader, Example Office"
JUDGED = {
    "rung": "1", "likelihood": "likely", "confidence": "low", "because": "Same words.", "by": BY,
}  # fmt: skip
CLAIMED = {
    "what": "The group works for a state", "who": "Agency A", "about": "Group X",
    "when": "2026-03-02", "where": "https://a.example/report", "evidence": "documents", "by": BY,
}  # fmt: skip


@dataclass
class Desk:
    """A browser that was let in, and the case it looks at."""

    folder: Path
    client: TestClient
    session: Session

    def post(self, address: str, **values: str) -> None:
        self.session.flashes.clear()
        answer = self.client.post(
            address, data={"csrf": self.session.csrf, **values}, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text

    def said(self) -> str:
        """The one sentence that the next page says."""
        (flash,) = self.session.flashes
        return str(flash.sentence)

    def undo(self) -> None:
        (flash,) = self.session.flashes
        assert flash.undo is not None
        self.post(flash.undo.address, **flash.undo.values)

    def case(self) -> demasque.Case:
        return demasque.open_case(self.folder)


def small_case(folder: Path) -> Path:
    """A case with one campaign of twelve accounts, made quickly."""
    apart = set(MEMBERS[12:])
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        out.writerows(row for row in rows() if row["account_id"] not in apart)
    with demasque.create_case(folder / "case") as case:
        case.add(folder / "posts.csv")
        case.detect()
    return folder / "case"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = small_case(tmp_path_factory.mktemp("acting"))
    sessions = Sessions("en", read_only=False)
    with EditionKeeper(folder) as keeper:
        app = guarded(keeper, sessions)
        with TestClient(app, base_url=f"http://{LOOPBACK}:8765", headers=HEADERS) as client:
            client.get(f"/?token={sessions.token}")
            (session,) = sessions._known.values()
            yield Desk(folder, client, session)


HEADERS = {"origin": f"http://{LOOPBACK}:8765", "referer": f"http://{LOOPBACK}:8765/"}


def test_a_judgement_is_written_down_and_taken_back(desk: Desk) -> None:
    desk.post("/campaigns/C1/judge", **JUDGED)
    assert "judged by A. Reader, Example Office" in desk.said()
    made = desk.said().partition(":")[0]
    with desk.case() as case:
        judged = next(each for each in case.judgements() if each.id == made)
    assert (judged.campaign, int(judged.rung), judged.because) == ("C1", 1, "Same words.")
    desk.undo()
    with desk.case() as case:
        assert not next(each for each in case.judgements() if each.id == judged.id).stands


def test_what_took_the_place_of_another_has_no_undo(desk: Desk) -> None:
    """Withdrawing it would leave neither: the dossier brings back no superseded entry."""
    for address, values, taken in (
        ("/campaigns/C1/judge", JUDGED, "/judgements/{0}/withdraw"),
        ("/claims/add", CLAIMED, "/claims/retract"),
    ):
        words = {"because": "First words.", "what": "A first claim"}
        desk.post(address, **(values | words))
        (flash,) = desk.session.flashes
        assert flash.undo is not None
        first = re.findall(r"\b[JK]\w{8}\b", desk.said())[0]
        words = {"because": "Other words.", "what": "Another claim", "supersedes": first}
        desk.post(address, **(values | words))
        assert desk.session.flashes[0].undo is None
        assert f"It takes the place of {first}. There is no undo" in desk.said()
        second = re.findall(r"\b[JK]\w{8}\b", desk.said())[0]
        desk.post(taken.format(second), entry=second, by=BY, because="The end of it.")


def test_an_undo_that_is_refused_is_offered_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.post("/campaigns/C1/judge", **(JUDGED | {"because": "To be undone."}))
    undo = desk.session.flashes[0].undo
    assert undo is not None
    page = desk.client.get("/campaigns/C1/hypotheses").text
    (form,) = re.findall(rf'<form method="post" action="{undo.address}">.*?</form>', page)
    shown = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    with monkeypatch.context() as patch:
        patch.setattr(Case, "withdraw_judgement", _busy)
        desk.post(undo.address, **{k: unescape(v) for k, v in shown.items() if k != "csrf"})
    assert desk.said() == "Another command works on the case."
    assert desk.session.flashes[0].problem
    assert desk.session.flashes[0].undo == undo
    assert desk.session.typed is None
    desk.undo()
    assert "is withdrawn" in desk.said()


def _busy(*_: object, **__: object) -> None:
    raise DemasqueError("Another command works on the case.")


def test_nobody_decides_under_the_name_of_who_was_there_before(desk: Desk) -> None:
    desk.session.by = ""
    with desk.case() as case:
        account = case.memberships()["account"][0].as_py()
    wrong = {"verdict": "nonsense", "because": "Known to us.", "by": "C. Other, Office"}
    desk.post(f"/accounts/{account}/decide", **wrong)
    assert desk.session.flashes[0].problem
    assert desk.session.by == "", "what was refused was said by nobody"
    desk.session.by = BY
    for verdict in ("exclude", "undo"):
        nobody = {"verdict": verdict, "because": "Known to us.", "by": " "}
        desk.post(f"/accounts/{account}/decide", **nobody)
        assert desk.said() == "Say who judges: a name, and the office."
    with desk.case() as case:
        assert case.decisions().num_rows == 0


def test_a_second_reader_answers_a_judgement(desk: Desk) -> None:
    desk.post("/campaigns/C1/judge", **(JUDGED | {"because": "To be read."}))
    made = desk.said().partition(":")[0]
    answer = {"by": "B. Other, Office", "agrees": "partly", "because": "Others share the site."}
    desk.post(f"/judgements/{made}/read", **answer)
    with desk.case() as case:
        judged = next(each for each in case.judgements() if each.id == made)
    assert [each.agrees.value for each in judged.readings] == ["partly"]
    desk.post(f"/judgements/{made}/read", **(answer | {"by": BY}))
    assert desk.session.flashes[0].problem  # who judged is no second reader
    desk.post(f"/judgements/{made}/withdraw", by=BY, because="It goes too far.")


def test_what_was_typed_is_kept_where_it_cannot_be_done(desk: Desk) -> None:
    """The dossier's own sentence, at the form, and not a word lost."""
    wrong = {**JUDGED, "rung": "4", "because": "Their <b>own</b> words."}
    desk.post("/campaigns/C1/judge", at="judge-C1", **wrong)
    assert "needs a source outside this case" in desk.said()
    page = rendered("_judge_form.html", desk.session, (), campaign="C1")
    assert "Their &lt;b&gt;own&lt;/b&gt; words.</textarea>" in page
    assert '<option value="4" selected>' in page
    assert "needs a source outside this case" in page
    desk.post("/campaigns/C1/judge", **JUDGED)
    assert desk.session.typed is None
    desk.undo()


def test_the_name_of_who_speaks_is_offered_again(desk: Desk) -> None:
    desk.post("/claims/add", **CLAIMED)
    desk.undo()
    assert f'name="by" value="{BY}"' in rendered("_claim_forms.html", desk.session, ())


def test_a_message_is_named_and_named_anew(desk: Desk) -> None:
    with desk.case() as case:
        code = case.narratives(limit=1)["code"][0].as_py()

    def names() -> list[str]:
        with desk.case() as case:
            return list(case.narratives(limit=1)["names"][0].as_py())

    desk.post(f"/messages/{code}/label", name="Minutes hidden")
    desk.post(f"/messages/{code}/label", name="Hidden minutes", earlier="Minutes hidden")
    assert names() == ["Hidden minutes"]
    desk.undo()
    assert names() == ["Minutes hidden"]
    desk.post(f"/messages/{code}/label", name="", earlier="Minutes hidden")
    assert names() == []


def test_claims_are_entered_linked_and_taken_back(desk: Desk) -> None:
    desk.post("/claims/add", **CLAIMED, words="the committee hides its minutes\n\n")
    desk.post("/claims/add", **(CLAIMED | {"what": "The report errs", "who": "Agency B"}))
    with desk.case() as case:
        first, second = case.claims().to_pylist()
    assert first["words"] == ["the committee hides its minutes"]
    link = {"claim": second["claim"], "other": first["claim"], "relation": "answers", "by": BY}
    desk.post("/claims/link", **link)
    with desk.case() as case:
        assert case.claims()["answers"].to_pylist() == [[], [first["claim"]]]
    desk.undo()
    for claim in (second["claim"], first["claim"]):
        desk.post("/claims/retract", entry=claim, by=BY, because="Entered by mistake.")
    with desk.case() as case:
        assert case.claims().num_rows == 0


def test_a_list_of_channels_is_taken_from_the_page(desk: Desk) -> None:
    listed = (
        "platform,account,class,name,source\nx,rawacct-ministry,official,Ministry,https://a.example"
    )
    desk.post("/claims/channels", by=BY, list=listed)
    assert desk.said() == "1 channel is listed."
    desk.post("/claims/channels", by=BY, list="nonsense")
    assert desk.session.flashes[0].problem


def test_the_matrix_takes_hypotheses_evidence_and_readings(desk: Desk) -> None:
    here = "/campaigns/C1/hypotheses"
    desk.post(f"{here}/add", title="Fan club", says="Fans who post together.", by=BY)
    added = {
        "what": "They meet weekly.", "source": "https://a.example", "reliability": "B",
        "credibility": "2", "by": BY, "says-fans": "I", "says-spam": "",
    }  # fmt: skip
    desk.post(f"{here}/evidence", **added)
    entry = desk.said().removeprefix("Entered as ").rstrip(".")
    desk.undo()
    assert desk.said() == f"{entry} is taken back; it stays on record."
    reading = {"row": "pace", "by": BY}
    desk.post(f"{here}/rate", **reading, **{"says-fans": "C"})
    desk.post(f"{here}/rate", **reading, **{"says-fans": "II"})
    desk.undo()
    with desk.case() as case:
        found = next(each for each in case.hypotheses("C1").rows if each.id == "pace")
    assert [each.values["fans"].value for each in found.readings] == ["C"]


def test_a_technique_is_accepted_rejected_and_undone(desk: Desk) -> None:
    def standing() -> list[str]:
        with desk.case() as case:
            return [each.verdict.value for each in case.said_of_techniques() if each.stands]

    asked = {"technique": "T0084.001", "by": BY, "because": "Copied word by word."}
    desk.post("/campaigns/C1/techniques", verdict="accept", **asked)
    assert standing() == ["accept"]
    desk.post("/campaigns/C1/techniques", verdict="reject", **asked)
    assert standing() == ["reject"]
    desk.undo()
    assert standing() == ["accept"]
    desk.post("/campaigns/C1/techniques", verdict="undo", **asked)
    assert standing() == []
    desk.post("/campaigns/C1/techniques", verdict="", **asked)
    assert desk.said() == "Say whether the group shows the technique."


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_form_is_labelled_and_hidden_from_who_only_reads(lang: str) -> None:
    session = Session("id", "secret", lang, read_only=False)
    given = {"campaign": "C1", "code": "N1", "judged": (), "names": ("a", "b")}
    templates = (
        "_judge_form.html",
        "_label_form.html",
        "_claim_forms.html",
        "_technique_forms.html",
    )
    for template in templates:
        page = rendered(template, session, (), **given)
        fields = re.findall(
            r'<(?:input type="(?:text|checkbox)"|select|textarea) id="([^"]+)"', page
        )
        assert fields
        assert set(fields) == set(re.findall(r'<label for="([^"]+)"', page))
        assert page.count('name="csrf" value="secret"') == page.count("<form ")
        assert "style=" not in page
    session.read_only = True
    for template in templates:
        assert "<form" not in rendered(template, session, (), **given)


def test_hostile_words_stay_words_in_a_form() -> None:
    session = Session("id", "secret", "en", read_only=False)
    evil = '"><script>alert(1)</script>'
    session.typed = Typed("judge-C1", {"statement": evil}, Sentence("No."))
    page = rendered("_judge_form.html", session, (), campaign="C1")
    assert "<script" not in page
    assert evil in unescape(page)


def test_acts_and_forms_have_names_of_their_own() -> None:
    assert len({act.id for act in ACTS}) == len({act.address for act in ACTS}) == len(ACTS)
    assert all(form.fields for form in FORMS.values())


def finished(desk: Desk, order: str, **values: str) -> str:
    """The page of work that was ordered, once it is over."""
    values |= {"csrf": desk.session.csrf, "at": f"order-{order}"}
    place = desk.client.post(f"/hand-over/{order}", data=values, follow_redirects=False)
    assert re.fullmatch(r"/jobs/\w+", place.headers["location"]), place.headers["location"]
    for _ in range(2000):
        page = desk.client.get(place.headers["location"])
        assert page.status_code == 200
        if "hx-trigger" not in page.text:
            return page.text
        time.sleep(0.02)
    raise AssertionError("it never ends")


def downloaded(desk: Desk, page: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that a job's page links to."""
    (address,) = re.findall(r'href="(/jobs/\w+/file)"', page)
    answer = desk.client.get(address)
    assert answer.headers["x-content-type-options"] == "nosniff"
    kind, _, name = answer.headers["content-disposition"].partition("; filename=")
    assert kind == "attachment"
    return name.strip('"'), answer.content


def test_an_export_is_made_logged_and_downloaded(desk: Desk) -> None:
    page = finished(desk, "graphml", reveal="yes", kind="text")
    name, content = downloaded(desk, page)
    assert name == "graphml.graphml"
    assert b"rawacct-op-00" in content
    assert "names accounts as the platforms do" in page
    with desk.case() as case:
        log = (case.path / "custody.log").read_text("utf-8")
    assert '"reveal"' in log


def test_a_folder_of_tables_comes_as_one_file(desk: Desk) -> None:
    name, content = downloaded(desk, finished(desk, "csv"))
    assert name == "csv.zip"
    packed = zipfile.ZipFile(BytesIO(content))
    assert {Path(each).name for each in packed.namelist()} == set(EXPORTERS["csv"].files)
    assert b"rawacct" not in packed.read("csv/posts.csv")


def test_one_campaign_is_exported_as_stix(desk: Desk) -> None:
    pytest.importorskip("stix2", reason="STIX takes pip install 'demasque[stix]'")
    name, content = downloaded(desk, finished(desk, "stix", campaigns="C1", tlp="green"))
    assert name == "stix.json"
    assert json.loads(content)["type"] == "bundle"


def test_what_is_wrong_with_an_order_is_said_and_nothing_typed_is_lost(desk: Desk) -> None:
    page = finished(desk, "statement", campaign="C77", signer="A. Signer", shape="txt")
    assert "C77" in page
    assert 'class="problem"' in page
    again = desk.client.get("/hand-over").text
    assert '<details class="act" id="order-statement" open>' in again
    assert 'value="A. Signer"' in again
    desk.post("/hand-over/referral", at="order-referral", campaign="C1")
    assert desk.said() == "Platform is needed."


def test_the_page_of_a_group_offers_its_stix_in_one_click(desk: Desk) -> None:
    page = desk.client.get("/hand-over?campaign=C1&format=stix&lang=fr").text
    assert '<details class="act" id="order-stix" open>' in page
    assert 'name="campaigns" value="C1"' in page
    assert "Transmettre" in page
    desk.client.get("/?lang=en")


@pytest.mark.parametrize(
    "address",
    [
        "/jobs/none",
        "/jobs/none/file",
        "/jobs/..%2F..%2Fetc%2Fpasswd/file",
        "/jobs/../../etc/passwd",
    ],
)
def test_no_other_file_is_given(desk: Desk, address: str) -> None:
    assert desk.client.get(address).status_code == 404


def test_nothing_is_started_by_who_only_reads(desk: Desk) -> None:
    desk.session.read_only = True
    try:
        assert "<form method" not in desk.client.get("/hand-over").text
        answer = desk.client.post("/hand-over/csv", data={"csrf": desk.session.csrf})
        assert "/jobs/" not in str(answer.url)
    finally:
        desk.session.read_only = False


def test_an_order_of_no_known_name_is_not_found(desk: Desk) -> None:
    assert desk.client.post("/hand-over/rm-rf", data={"csrf": desk.session.csrf}).status_code == 404
