"""In French nothing of Typer's English is left: help pages and mistakes in the command line."""

import re

import pytest
import typer
from command_line import Run
from typer.main import get_command

from demasque.cli import COMMANDS, GROUPS, app
from demasque.cli.help_pages import METAVARS
from demasque.cli.usage_errors import usage_sentence

ENGLISH = re.compile(
    r"\b(Usage: |OPTIONS? \b|COMMAND|ARGS|FILE|CASE|required|default|env var|Show|exit|"
    r"Missing|Invalid|Try|No such|Input|should|valid|Error|Possible|Got|unexpected|requires|"
    r"There|missing|wanted|needs|takes|smallest|bool|int|float|list|path|str)\b"
)
NAMES = [
    "",
    *(command.name for command in COMMANDS),
    *(name for group in GROUPS for name in group.examples),
]


def english_in(shown: str) -> list[str]:
    """English words of Typer's in what was shown, commands and names of options left out."""
    list_command = r"│ list |\b(media|claim|library) list\b|, list\b"
    options = r"--[\w-]+|'[^']*'|<[^>]*>"
    prose = re.sub(rf"(?m)^ +demasque .*$|{options}|{list_command}", "", shown)
    return ENGLISH.findall(prose)


@pytest.mark.parametrize("name", NAMES)
def test_no_help_page_has_english_in_it(run: Run, name: str) -> None:
    pages = [run(*name.split(), "--help")]  # English first: the next starts from nothing
    assert english_in(pages[0].out)
    shown = run(*name.split(), "--help", "--lang", "fr")
    assert (shown.code, english_in(shown.out)) == (0, [])


def test_the_language_may_stand_before_the_command(run: Run) -> None:
    assert "est maintenant un dossier" in run("--lang", "fr", "init", "case").out
    assert "Il manque" in run("--lang=fr", "detect").err
    assert run("--lang", "fr", "--help").out == run("--help", "--lang=fr").out


MISTAKES = [
    ("media frobnicate", "Aucune commande ne s’appelle frobnicate"),
    ("frobnicate", "Aucune commande ne s’appelle frobnicate"),
    ("ad case", "Noms voisins : add"),
    ("detect", "Il manque DOSSIER."),
    ("add case", "Il manque FICHIER."),
    ("report case", "Il manque --output."),
    ("verify case case", "plus que la commande n’accepte"),
    ("verify case --frobnicate", "L’option --frobnicate n’existe pas"),
    ("detect case --windw 3s", "vouliez-vous dire"),
    ("detect case --window", "doit être suivi d’une valeur"),
    ("export case --reveal=3", "ne prend pas de valeur"),
    ("detect case --fdr many", "un nombre est attendu"),
    ("detect case --seed 1.5", "un nombre entier est attendu"),
    ("campaigns case --limit 0", "le minimum est 1"),
    ("demo --seed -1", "le minimum est 0"),
]


@pytest.mark.parametrize(("line", "says"), MISTAKES)
def test_a_mistake_is_named_in_french(
    run: Run, monkeypatch: pytest.MonkeyPatch, line: str, says: str
) -> None:
    monkeypatch.setenv("DEMASQUE_LANG", "fr")
    ended = run(*line.split())
    assert (ended.code, ended.out) == (2, "")
    assert says.replace(" :", "\u00a0:") in ended.err
    assert english_in(ended.err) == []
    assert "--help" in ended.err


@pytest.mark.parametrize("name", NAMES[1:])
def test_every_command_names_what_it_misses_in_french(run: Run, name: str) -> None:
    ended = run(*name.split(), "--no-such-option", "--lang", "fr")
    assert ended.code == 2
    assert english_in(ended.err) == []
    assert f"demasque {name} --help" in ended.err


def test_what_stands_for_a_value_can_be_translated() -> None:
    top = vars(get_command(app))["commands"]
    commands = [*top.values(), *vars(top["media"])["commands"].values()]
    named = {each.metavar for command in commands for each in command.params if each.metavar}
    assert named <= set(METAVARS)


def test_brackets_in_a_help_text_are_shown(run: Run) -> None:
    for language in ("en", "fr"):
        assert "demasque[meaning]" in run("report", "--help", "--lang", language).out


def test_a_mistake_of_a_kind_unknown_here_keeps_its_own_sentence() -> None:
    assert usage_sentence(typer.BadParameter("not so"), [], []) == "Invalid value: not so"
