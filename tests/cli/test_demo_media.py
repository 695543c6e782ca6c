"""The demo's operation posts clips in other clothes: they alone are enough to find it."""

from pathlib import Path

import pytest
from command_line import Run

from demasque.api import create_case
from demasque.cli.commands import demo
from demasque.cli.demo_score import Score, score
from demasque.errors import DemasqueError
from demasque.simulate import World, world

pytest.importorskip("PIL", reason="drawn pictures need the extra media")
pytest.importorskip("av", reason="drawn clips need the extra media")
pytest.importorskip("pdqhash", reason="looking at clips needs the extra media")


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, list[Path]]:
    """A world without texts, and what is to be added: posts, accounts, the folder of files."""
    made = world(seed=4, accounts=1_000, posts=8_000, days=2)
    return demo.export_world(made, tmp_path_factory.mktemp("export"), True, True)


def missing() -> None:
    raise DemasqueError("{name} is not installed", name="av")


def found(made: World, exported: list[Path], folder: Path) -> Score:
    with create_case(folder / "case") as case:
        case.add(*exported)
        case.detect(kinds=demo.quick_kinds())
        return score(demo.labels_in(case, made), case.memberships())


def test_an_operation_without_texts_is_found_by_its_clips(
    silent: tuple[World, list[Path]], tmp_path: Path
) -> None:
    made, exported = silent
    with_files = found(made, exported, tmp_path)
    assert with_files.precision == 1.0
    assert with_files.recall > 0.8
    assert not with_files.mixed


def test_without_the_files_nothing_of_it_is_left(
    silent: tuple[World, list[Path]], tmp_path: Path
) -> None:
    made, exported = silent
    assert found(made, exported[:-1], tmp_path).recall == 0.0


def test_without_the_extra_the_demo_says_what_it_leaves_out(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demasque.media.missing_packages", missing)
    shown = run("demo", "--accounts", "400", "--posts", "3000", "--seed", "2")
    assert shown.code == 0, shown.err
    assert "av is not installed" in shown.out
    assert "without pictures and clips" in shown.out
    assert not (tmp_path / "demo-case/export/media").exists()
    assert "precision" in shown.out


def test_without_texts_and_without_the_extra_nothing_is_begun(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demasque.media.missing_packages", missing)
    refused = run("demo", "--without-texts")
    assert refused.code == 2
    assert "demasque[media]" in refused.err
    assert not (tmp_path / "demo-case").exists()
