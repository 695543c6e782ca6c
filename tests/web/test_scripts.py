"""What is round every page, and the scripts of others: pinned, fetched by name, done without."""

import json
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handed_case import handed_case

pytest.importorskip("starlette", reason="pages take the extra web")
pytest.importorskip("httpx", reason="the test client asks by httpx")

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import copied_scripts
from starlette.testclient import TestClient

from demasque.web import rendering
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.serving import guarded
from demasque.web.sessions import Flash, Sessions, Undo

ROOT = Path(__file__).parents[2]

in_a_checkout = pytest.mark.skipif(
    not (ROOT / "package-lock.json").exists(), reason="only a checkout has what npm is asked for"
)


@pytest.fixture(scope="module")
def sessions() -> Sessions:
    return Sessions("en", read_only=False)


@pytest.fixture(scope="module")
def client(sessions: Sessions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    case = handed_case(tmp_path_factory.mktemp("scripts")).path
    with EditionKeeper(case) as keeper:
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
