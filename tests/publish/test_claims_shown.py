"""The report draws claim and counter-claim side by side, and who carries them apart from that."""

import re
from pathlib import Path

from demasque import open_case
from exports import write_posts

BY = "A. Example, Office of Examples"


def test_claims_in_the_report(tmp_path: Path) -> None:
    with open_case(tmp_path / "case", create=True) as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        case.detect(["60s"])
        assert 'id="claims"' not in case.report(tmp_path / "none.html").read_text("utf-8")
        code = case.narratives(limit=1)["code"][0].as_py()
        first = case.claim(
            "Group X <works> for a state",
            who="Agency A",
            about="Group X",
            when="2024-03-02",
            where="https://a.example/report?a=1&b=2",
            archived="https://archive.example/1",
            sha256="ab" * 32,
            evidence="documents",
            by=BY,
            narratives=[code],
        )
        reply = case.claim(
            "Group X is a hoax",
            who="Centre B",
            about="Agency A",
            when="2024-04-15",
            where="https://b.example/reply",
            evidence="assertion",
            by=BY,
            answers=[first.id],
        )
        heard: list[tuple[str, int, int | None]] = []
        page = case.report(
            tmp_path / "report.html", progress=lambda *step: heard.append(step)
        ).read_text("utf-8")
        again = case.report(tmp_path / "again.html").read_text("utf-8")
        french = case.report(tmp_path / "fr.html", "fr").read_text("utf-8")
    shown = page[page.index('<section id="claims">') :]
    ledger, carried = shown.split('id="carriers"', 1)
    assert f'<article class="claim" id="{first.id}">' in ledger
    assert f'<article class="claim across" id="{reply.id}">' in ledger
    assert "Group X &lt;works&gt; for a state" in ledger
    assert 'href="https://a.example/report?a=1&amp;b=2" rel="noreferrer noopener"' in ledger
    assert "ab" * 32 in ledger
    # Nothing on the page can be followed by mistake but what the analyst named as a source.
    outside = re.findall(r'<a [^>]*href="(?!#)([^"]*)"([^>]*)>', page)
    assert {address for address, _ in outside} == {
        "https://a.example/report?a=1&amp;b=2", "https://archive.example/1",
        "https://b.example/reply",
    }  # fmt: skip
    assert all('rel="noreferrer noopener"' in more for _, more in outside)
    assert ("claims", 1, 1) in heard
    assert "documents shown" in ledger
    # Numbers of posts stand below, with what they do not say, and nowhere in the ledger.
    assert "nothing of whether it is true" in carried
    assert not re.search(r"\bposts?\b|\baccounts?\b", ledger)
    assert page.split('id="record"')[0] == again.split('id="record"')[0]
    assert "Affirmations et contre-affirmations" in french
    assert "preuves invoquées, non montrées" in french


def test_a_claim_that_was_changed_in_the_log_is_left_out_and_later_ones_are_doubted(
    tmp_path: Path,
) -> None:
    with open_case(tmp_path / "case", create=True) as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        for what in ("Group X is a hoax", "Group X is real"):
            case.claim(
                what,
                who="Centre B",
                about="Agency A",
                when="2024-04-15",
                where="https://b.example/reply",
                evidence="none",
                by=BY,
            )
    log = tmp_path / "case" / "custody.log"
    log.write_text(log.read_text("utf-8").replace("is a hoax", "is no hoax"), "utf-8")
    with open_case(tmp_path / "case") as case:
        page = case.report(tmp_path / "report.html").read_text("utf-8")
    shown = page[page.index('<section id="claims">') :]
    assert "The custody log is not as it was written from line" in shown
    assert "The custody log no longer proves that this is as it was said." in shown
    assert "hoax" not in shown
    assert "Group X is real" in shown
