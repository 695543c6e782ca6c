"""Open data is a valid package, whole and the same again, and says nothing of fewer than ten."""

import csv
import json
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import frictionless
import pytest

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.publish import ExportOptions, export
from demasque.publish.exporters.open_data.data_package import table_file
from demasque.publish.exporters.open_data.open_tables import OPEN_TABLES
from demasque.wording import catalogue
from hand_made import case_of, world


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("world"), world(size=45)) as store:
        with store.run("detect", {"fdr": 0.01, "min_shared": 2}, seed=7):
            find_campaigns(store)
        yield store


@pytest.fixture(scope="module")
def package(store: CaseStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    asked = ExportOptions(campaigns=("C1",), by="Example\nOffice")
    return export(store, "open", tmp_path_factory.mktemp("open") / "out", options=asked)


def table(package: Path, name: str) -> list[dict[str, str]]:
    with (package / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_a_valid_data_package(package: Path) -> None:
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    described = json.loads((package / "datapackage.json").read_text("utf-8"))
    assert described["contributors"] == [{"title": "Example Office", "role": "publisher"}]
    assert "licenses" not in described
    for resource in described["resources"]:
        content = (package / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
        fields = resource["schema"]["fields"]
        assert all(each["description"] and each["description_fr"] for each in (resource, *fields))
        assert all(each["description"] != each["description_fr"] for each in (resource, *fields))


def test_its_sums_are_checked_by_the_usual_tool(package: Path) -> None:
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=package, capture_output=True, text=True, check=True
    )
    named = {line.split(":")[0] for line in checked.stdout.splitlines()}
    assert named == {each.name for each in package.iterdir()} - {"SHA256SUMS"}


def test_every_number_of_accounts_or_posts_is_a_multiple_of_ten(package: Path) -> None:
    assert len(table(package, "campaigns")) == 1
    assert table(package, "ties")
    for each in OPEN_TABLES:
        for row in table(package, each.name):
            for name in ("accounts_at_least", "posts_at_least"):
                value = row.get(name) or "10"
                assert int(value) >= 10
                assert int(value) % 10 == 0


def test_methods_and_data_sheet_are_whole_in_both_languages(package: Path) -> None:
    french = catalogue("fr")
    for name in ("methods", "datasheet"):
        english, other = (
            (package / f"{name}{ending}.md").read_text("utf-8") for ending in ("", ".fr")
        )
        lines, lignes = english.splitlines(), other.splitlines()
        assert len(lines) == len(lignes)
        same = [line for line in lines if line in lignes and len(line) > 30]
        assert same == []
        assert "Example Office" in other or name == "methods"
        assert french.text("Methods") in other or french.text("Data sheet") in other
    methods = (package / "methods.md").read_text("utf-8")
    assert "`fdr`: 0.01" in methods
    assert "seed 7" in methods


def test_original_ids_are_refused_before_anything_is_written(
    store: CaseStore, tmp_path: Path
) -> None:
    before = len(store.custody.entries())
    with pytest.raises(UsageError, match="everybody"):
        export(store, "open", tmp_path / "out", reveal=True)
    assert len(store.custody.entries()) == before
    assert list(tmp_path.iterdir()) == []


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed() -> None:
    rows = [
        {"campaign": "C1", "platform": name, "accounts_at_least": 10, "posts_at_least": None}
        for name in ("x", "=1+1", "@SUM", 'a"b,c')
    ]
    made = table_file(OPEN_TABLES[1], rows).decode()
    assert made.splitlines() == [
        "campaign,platform,accounts_at_least,posts_at_least",
        "C1,'=1+1,10,",
        "C1,'@SUM,10,",
        'C1,"a""b,c",10,',
        "C1,x,10,",
    ]
