"""The command line in French, by option and by environment."""

from pathlib import Path

import pytest
from command_line import Run


def test_help_in_french(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMASQUE_LANG", "fr")
    assert "Ajouter des fichiers d’export" in run("--help").out
    assert "Exemples :" in run("detect", "--help").out
    assert "Find" not in run("detect", "--help").out


def test_an_investigation_in_french(
    run: Run, posts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMASQUE_LANG", "fr")
    assert "est maintenant un dossier d’enquête" in run("init", "case").out
    assert "Lignes lues" in run("add", "case", "posts.csv").out
    found = run("detect", "case", "--window", "60s")
    assert "15 paires de comptes sont liées au-delà du hasard" in found.out
    assert "Campagne" in found.out
    assert "Le rapport est rapport.html" in run("report", "case", "-o", "rapport.html").out
    assert '<html lang="fr"' in (tmp_path / "rapport.html").read_text("utf-8")


def test_the_option_goes_before_the_environment(
    run: Run, found_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMASQUE_LANG", "fr")
    assert "Campaign" in run("campaigns", found_case, "--lang", "en").out
    assert "Erreur :" in run("campaigns", "nowhere").err


def test_an_unknown_language_is_a_usage_error(
    run: Run, found_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMASQUE_LANG", "tlh")
    refused = run("campaigns", found_case)
    assert refused.code == 2
    assert "DEMASQUE_LANG" in refused.err
