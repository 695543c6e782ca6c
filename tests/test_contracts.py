"""The contracts of the house bite: an import that they forbid is found."""

import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from importlinter.configuration import configure  # noqa: E402
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract  # noqa: E402
from tools.doors import DoorsContract  # noqa: E402


def house(*imports: tuple[str, str]) -> grimp.ImportGraph:
    """A small house with these imports in it."""
    graph = grimp.ImportGraph()
    for name in ("demasque", "demasque.case", "demasque.case.store", "demasque.case.parts"):
        graph.add_module(name)
    for name in ("demasque.case.parts.lock", "demasque.publish", "demasque.publish.page"):
        graph.add_module(name)
    for importer, imported in imports:
        graph.add_import(
            importer=importer, imported=imported, line_number=7, line_contents="import"
        )
    return graph


def broken(*imports: tuple[str, str]) -> list[tuple[str, str, str]]:
    contract = DoorsContract("doors", session_options={}, contract_options={})
    check = contract.check(house(*imports), verbose=False)
    assert check.kept == (not check.metadata["past"])
    return list(check.metadata["past"])


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("demasque.publish.page", "demasque.case.store"),
        ("demasque.publish", "demasque.case.parts.lock"),
        ("demasque", "demasque.case.store"),
    ],
)
def test_a_part_of_another_room_is_past_its_door(importer: str, imported: str) -> None:
    assert broken((importer, imported)) == [(importer, imported, "l.7")]


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("demasque.publish.page", "demasque.case"),
        ("demasque.case", "demasque.case.store"),
        ("demasque.case.parts.lock", "demasque.case.store"),
        ("demasque", "demasque.publish"),
    ],
)
def test_doors_and_ones_own_room_are_open(importer: str, imported: str) -> None:
    assert broken((importer, imported)) == []


def test_an_import_that_comes_back_is_found() -> None:
    configure()
    contract = AcyclicSiblingsContract(
        "acyclic", session_options={}, contract_options={"ancestors": ["demasque"]}
    )
    one_way = ("demasque.case.store", "demasque.case.parts.lock")
    back = ("demasque.case.parts.lock", "demasque.case.store")
    assert contract.check(house(one_way), verbose=False).kept
    assert not contract.check(house(one_way, back), verbose=False).kept


def test_every_room_is_under_the_contracts() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        linter = tomllib.load(file)["tool"]["importlinter"]
    by_type = {contract["type"]: contract for contract in linter["contracts"]}
    assert {"layers", "doors", "acyclic_siblings"} <= set(by_type)
    layered = {name for layer in by_type["layers"]["layers"] for name in layer.split(" | ")}
    package = ROOT / "src" / "demasque"
    rooms = {path.stem for path in package.iterdir() if path.suffix == ".py"} | {
        path.name for path in package.iterdir() if (path / "__init__.py").exists()
    }
    # kernels compiles what other rooms hold, and is run by hand and by make only.
    assert {f"demasque.{room}" for room in rooms - {"__init__", "kernels"}} == layered
