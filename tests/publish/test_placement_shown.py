"""What the report and the exports show of whom a campaign addresses."""

import re
from pathlib import Path

import pytest

from demasque.campaigns import find_campaigns, place_campaigns
from demasque.publish import export, write_brief, write_report
from demasque.schema import HASHTAGS, MENTIONS, PERSONAL_DETAILS, RESULT_TABLES, VENUE_LIST
from hand_made import case_of, rows, world

LISTED = [
    {"account": "ministry", "kind": "department", "name": "Ministry <of> Works"},
    {"account": "jo", "kind": "private_person", "name": "Jo Roe"},
]


@pytest.fixture
def store(tmp_path: Path):
    tables = world()
    own = [row for row in tables["posts"].to_pylist() if row["account"].startswith("op")][:6]
    more = {
        "mentions": rows(MENTIONS, [{"post": row["post"], "account": "jo"} for row in own]),
        "hashtags": rows(HASHTAGS, [{"post": row["post"], "tag": "shame"} for row in own]),
        "personal_details": rows(
            PERSONAL_DETAILS, [{"post": own[0]["post"], "kind": "phone", "count": 1}]
        ),
        "venue_list": rows(VENUE_LIST, LISTED),
    }
    with case_of(tmp_path, tables | more) as store:
        find_campaigns(store)
        place_campaigns(store)
        yield store


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", ("Whom they address", "department", "private person", "telephone numbers")),
        ("fr", ("À qui ils s’adressent", "administration", "personne privée", "numéros de")),
    ],
)
def test_listed_names_are_shown_and_a_private_persons_never(
    store, tmp_path: Path, lang: str, says: tuple[str, ...]
) -> None:
    page = write_report(store, tmp_path / "r.html", lang).read_text("utf-8")
    start = page.index('id="C1-targets"')
    part = page[start : page.index("<h3", start + 10)]
    assert all(word in part for word in says)
    assert "Ministry &lt;of&gt; Works" in part
    assert "Ministry <of>" not in page
    assert "Jo Roe" not in page
    assert "#shame" in part
    pictures = re.findall(r"<svg[^>]*>", part)
    assert pictures
    # A bar beside the figure that it repeats is not read out twice.
    bars = [one for one in pictures if 'class="meter"' in one and 'aria-hidden="true"' in one]
    told = [one for one in pictures if one not in bars]
    assert told
    assert all('role="img"' in one and "aria-label" in one for one in told)


def test_words_of_a_list_are_counted_as_the_analysts(store, tmp_path: Path) -> None:
    without = write_report(store, tmp_path / "r.html").read_text("utf-8")
    page = write_report(store, tmp_path / "r.html", lexicon=["minutes"]).read_text("utf-8")
    assert "Words of the analyst’s list" in page
    assert "Words of the analyst’s list" not in without


def test_exports_hold_names_beside_pseudonyms(store, tmp_path: Path) -> None:
    folder = export(store, "csv", tmp_path / "tables")
    targets = (folder / "targets.csv").read_text("utf-8")
    assert '"ministry","department","Ministry <of> Works"' in targets
    assert '"jo","private_person",,' in targets
    assert "Roe" not in targets
    assert {"target_days.csv", "floods.csv"} <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [("The Daily", "media", "The Daily"), ("Jo Roe", "private_person", "ministry")],
)
def test_the_first_page_names_who_is_favoured_as_the_list_allows(
    store, tmp_path: Path, name: str, kind: str, shown: str
) -> None:
    listed = {"account": "ministry", "kind": kind, "name": name}
    store.replace({"venue_list": rows(VENUE_LIST, [listed])})
    targets = store.sql("FROM targets").to_pylist()
    for row in targets:
        row |= {"ratio": 3.0, "ratio_low": 2.0, "ratio_high": 4.0, "log10_p": -6.0, "q": 1e-5}
    store.replace(
        {"targets": rows(RESULT_TABLES["targets"], [targets[0] | {"account": "ministry"}])}
    )
    brief = write_brief(store, tmp_path / "b.html").read_text("utf-8")
    assert f"Addressed more than chance: {shown}." in brief
    assert "Jo Roe" not in brief
