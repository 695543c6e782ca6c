"""What is round every page, and the scripts of others: pinned, fetched by name, done without."""

import json
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handed_case import START, HandedCase, handed_case

pytest.importorskip("starlette", reason="pages take the extra web")
pytest.importorskip("httpx", reason="the test client asks by httpx")

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import copied_scripts
from starlette.testclient import TestClient

from demasque.coordination import tie_posts
from demasque.findings import LaidOutNetwork, drawn_ties, laid_out_network
from demasque.web import rendering
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.serving import guarded
from demasque.web.sessions import Flash, Sessions, Undo

ROOT = Path(__file__).parents[2]

Meeting = tuple[datetime, datetime]

in_a_checkout = pytest.mark.skipif(
    not (ROOT / "package-lock.json").exists(), reason="only a checkout has what npm is asked for"
)


@pytest.fixture(scope="module")
def sessions() -> Sessions:
    return Sessions("en", read_only=False)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    return handed_case(tmp_path_factory.mktemp("scripts"))


@pytest.fixture(scope="module")
def keeper(case: HandedCase) -> Iterator[EditionKeeper]:
    with EditionKeeper(case.path) as keeper:
        yield keeper


@pytest.fixture(scope="module")
def client(sessions: Sessions, keeper: EditionKeeper) -> Iterator[TestClient]:
    app = guarded(keeper, sessions)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        client.get(f"/?token={sessions.token}")
        yield client


def test_a_page_is_the_same_without_the_scripts_of_others(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rendering, "VENDOR", tmp_path)
    without = client.get("/?lang=en").text
    (tmp_path / "versions.json").write_text("{}")
    with_them = client.get("/").text
    assert "vendor" not in without
    assert "their scripts were not fetched (make web)" in without
    assert "/static/vendor/htmx.min.js" in with_them
    assert "not fetched" not in with_them
    main = re.compile("<main.*</main>", re.DOTALL)
    assert main.findall(without) == main.findall(with_them) != []


def test_pages_hold_nothing_that_a_strict_policy_would_refuse(client: TestClient) -> None:
    text = client.get("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://", text)


def test_the_language_is_chosen_once(client: TestClient) -> None:
    assert '<html lang="fr"' in client.get("/?lang=fr").text
    page = client.get("/").text
    assert '<html lang="fr"' in page
    assert 'hreflang="en"' in page
    assert '<html lang="fr"' in client.get("/?lang=klingon").text
    assert '<html lang="en"' in client.get("/?lang=en").text


def test_every_page_says_how_it_is_cited(client: TestClient) -> None:
    cited = re.search(r'id="cited">(.*?)</p>', client.get("/?from=2026-03-01").text, re.DOTALL)
    assert cited is not None
    assert "/?from=2026-03-01" in cited[1]
    assert re.search(r"findings of .* made by version .*custody log of \d+ lines", cited[1])
    assert re.search(r"last hash [0-9a-f]{64}", cited[1])


def test_tables_of_a_page_are_offered_as_they_were_asked(client: TestClient) -> None:
    assert 'href="/?csv=rejects&amp;from=2026-03-01"' in client.get("/?from=2026-03-01").text


def test_what_was_done_is_said_once_with_its_way_back(
    client: TestClient, sessions: Sessions
) -> None:
    session = sessions.get(client.cookies["demasque"])
    assert session is not None
    undo = Undo("/acts/undo", {"account": '"><script>'})
    session.flashes.append(Flash("Excluded <b>one</b>.", undo))  # type: ignore[arg-type]
    page = client.get("/").text
    assert "Excluded &lt;b&gt;one&lt;/b&gt;." in page
    assert f'name="csrf" value="{session.csrf}"' in page
    assert 'action="/acts/undo"' in page
    assert "<script>" not in page
    assert "Excluded" not in client.get("/").text


def test_the_sheet_of_the_report_is_there(client: TestClient) -> None:
    answer = client.get("/report.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "--paper:" in answer.text


@in_a_checkout
def test_what_npm_fetches_is_pinned_and_checked_and_has_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    versions = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    assert not any("resolved" in each for each in packages.values())
    for name, version in versions.items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_what_is_copied_comes_with_its_licence(tmp_path: Path) -> None:
    for package, files in copied_scripts.FILES.items():
        folder = tmp_path / "node_modules" / package
        (folder / "dist").mkdir(parents=True)
        (folder / "package.json").write_text('{"version": "1.2.3"}')
        for file in files:
            (folder / file).write_text(f"{package} {file}")
    left_over = tmp_path / copied_scripts.VENDOR / "old.js"
    left_over.parent.mkdir(parents=True)
    left_over.write_text("of an earlier version")

    assert copied_scripts.copy(tmp_path) == dict.fromkeys(copied_scripts.FILES, "1.2.3")
    names = {path.name for path in (tmp_path / copied_scripts.VENDOR).iterdir()}
    assert {f"{package}-LICENCE.txt" for package in copied_scripts.FILES} < names
    assert "old.js" not in names


@in_a_checkout
def test_a_wheel_holds_them_where_they_were_fetched(tmp_path: Path) -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel", reason="hatchling builds the wheel")
    register = "src/demasque/dossier/techniques/register/LICENCE"
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", register):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    vendor = tmp_path / copied_scripts.VENDOR
    vendor.mkdir(parents=True)
    (tmp_path / "src/demasque/__init__.py").touch()
    (vendor / "htmx.min.js").write_text("// fetched")

    [built] = wheel.WheelBuilder(str(tmp_path)).build(directory=str(tmp_path / "dist"))
    with zipfile.ZipFile(built) as opened:
        assert "demasque/web/static/vendor/htmx.min.js" in opened.namelist()


NETWORK = "/campaigns/C1/network"


def test_the_network_is_there_as_a_picture_and_as_a_table(
    client: TestClient, case: HandedCase
) -> None:
    page = client.get(NETWORK).text
    marks = re.findall(r'<path class="mark [^>]*><title>(\w+)</title>', page)
    linked = re.findall(r'<th scope="row"><a class="code" href="/accounts/(\w+)"', page)
    assert sorted(marks) == sorted(linked) == sorted(case.members)
    assert case.excluded not in page
    assert client.get("/campaigns/C99/network").status_code == 404
    assert client.get(f"{NETWORK}?page=2").status_code == 404
    assert client.get(f"{NETWORK}?page=%D9%A3").status_code == 404


def test_the_table_of_ties_is_the_one_of_the_case(
    client: TestClient, keeper: EditionKeeper
) -> None:
    lines = client.get(f"{NETWORK}?csv=ties").text.splitlines()
    members = "(SELECT account FROM memberships WHERE campaign = 'C1')"
    pairs = keeper.current().store.sql(
        f"SELECT 1 FROM strengths WHERE account_a IN {members} AND account_b IN {members}"
    )
    assert len(lines) - 1 == pairs.num_rows > 0
    assert client.get(NETWORK).text == client.get(NETWORK).text


@pytest.fixture(scope="module")
def network(keeper: EditionKeeper) -> LaidOutNetwork:
    return laid_out_network(keeper.current().store, "C1")


@pytest.fixture(scope="module")
def meetings(keeper: EditionKeeper, network: LaidOutNetwork) -> dict[int, list[Meeting]]:
    """By row of the pairs, from when to when each pair of posts lies that ties the two."""
    store = keeper.current().store
    accounts = network.nodes["account"].to_pylist()
    found: dict[int, list[Meeting]] = {}
    for row, pair in enumerate(network.pairs.to_pylist()):
        one, other = accounts[pair["a"]], accounts[pair["b"]]
        ties = "SELECT kind FROM ties WHERE account_a = ? AND account_b = ?"
        posts = [
            each
            for kind in store.sql(ties, (one, other))["kind"].to_pylist()
            for each in tie_posts(store, one, other, kind).to_pylist()
        ]
        found[row] = [
            (min(each["at_a"], each["at_b"]), max(each["at_a"], each["at_b"])) for each in posts
        ]
    return found


@given(since=st.integers(0, 40 * 24), hours=st.integers(1, 14 * 24))
@settings(max_examples=12, deadline=None)
def test_a_stretch_keeps_the_ties_that_met_in_it(
    keeper: EditionKeeper,
    network: LaidOutNetwork,
    meetings: dict[int, list[Meeting]],
    since: int,
    hours: int,
) -> None:
    begin = START + timedelta(hours=since)
    end = begin + timedelta(hours=hours)
    drawn = drawn_ties(keeper.current().store, network, begin, end)
    slow = {
        row
        for row, each in meetings.items()
        if any(begin <= low and high < end for low, high in each)
    }
    assert set(drawn.met.tolist()) == slow
    assert set(drawn.rows.tolist()) <= slow
    ends = network.pairs.take(drawn.met)
    assert set(drawn.shown.tolist()) == {*ends["a"].to_pylist(), *ends["b"].to_pylist()}
