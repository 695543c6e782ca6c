"""A sign that also bears on an innocent explanation is said once, with both readings."""

import re
from html import unescape
from pathlib import Path

import pytest

from demasque.accounts import Seen
from demasque.campaigns import find_campaigns
from demasque.findings import read_findings
from demasque.publish import write_report
from demasque.publish.drawing.weighed_signs import shown_explanations, shown_signs
from demasque.wording import catalogue
from hand_made import case_of, world


@pytest.fixture
def found(tmp_path: Path):
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        html = write_report(store, tmp_path / "report.html").read_text("utf-8")
        yield read_findings(store).campaigns, html


def test_reasons_are_told_apart_and_none_is_lost(found) -> None:
    for campaign in found[0]:
        judged = campaign.assessment
        sentences = {each.number: each.sign.sentence for each in shown_signs(judged)}
        for each in shown_explanations(judged):
            for reasons, others, numbers in (
                (each.weighed.in_favour, each.in_favour, each.signs_in_favour),
                (each.weighed.against, each.against, each.signs_against),
            ):
                assert sorted([*others, *(sentences[n] for n in numbers)]) == sorted(reasons)
                assert not set(others) & set(sentences.values())


def test_a_sign_names_the_explanations_it_bears_on(found) -> None:
    bearing = 0
    for campaign in found[0]:
        by_number = {each.number: each for each in shown_signs(campaign.assessment)}
        for explanation in shown_explanations(campaign.assessment):
            title = explanation.weighed.title
            assert all(title in by_number[n].speaks_for for n in explanation.signs_in_favour)
            assert all(title in by_number[n].speaks_against for n in explanation.signs_against)
            bearing += len(explanation.signs_in_favour) + len(explanation.signs_against)
    assert bearing


def test_the_page_says_each_sign_that_is_there_once(found) -> None:
    campaigns, html = found
    first = html.split('<article class="campaign')[1]
    text = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", first)))
    signs = [each for each in campaigns[0].assessment.signs if each.seen is Seen.PRESENT]
    assert signs
    for sign in signs:
        assert text.count(catalogue("en").say(sign.sentence)) == 1
    assert "Speaks against:" in text
    for sign in signs:
        for cause in sign.innocent:
            assert text.count(catalogue("en").say(cause)) == 1
    for n in re.findall(r'href="#C1-sign-(\d+)"', first):
        assert f'id="C1-sign-{n}"' in first


def test_signs_that_are_there_come_first(found) -> None:
    for campaign in found[0]:
        seen = [each.sign.seen for each in shown_signs(campaign.assessment)]
        order = [Seen.PRESENT, Seen.ABSENT, Seen.UNKNOWN]
        assert seen == sorted(seen, key=order.index)
        assert len(seen) == len(campaign.assessment.signs)
