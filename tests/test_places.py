"""A sentence's places and the values given for them agree, wherever a sentence is made."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import demasque

PACKAGE = Path(demasque.__file__).parent
MAKERS = {"DemasqueError": 1, "UsageError": 1, "Sentence": 1, "text": 1, "plural": 2, "counted": 2}
"""What makes a sentence -> how many forms it takes first; with two, the number stands third."""


def mismatches(source: str) -> Iterator[tuple[int, set[str], set[str]]]:
    """Line, places and names of values, of every sentence whose two do not agree."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        forms = [_literal(argument) for argument in call.args[: MAKERS.get(name, 0)]]
        if not forms or None in forms or any(keyword.arg is None for keyword in call.keywords):
            continue
        places = {place for form in forms for place in _places(str(form))}
        given = {str(keyword.arg) for keyword in call.keywords}
        if MAKERS[name] == 2:
            given.add("n")
            places.add("n")  # a form may do without its number: "one account"
        if (given and places != given) or (places and not given and name != "Sentence"):
            yield call.lineno, places, given


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _places(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def test_places_and_values_agree_everywhere() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}, line {line}: places {sorted(places)}, given {sorted(given)}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, places, given in mismatches(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ('UsageError("at most {most}", MOST=3)', True),
        ('DemasqueError("{path}: {why}", path=p)', True),
        ('words.text("nothing here", path=p)', True),
        ('words.plural("{n} post of {who}", "{n} posts", 3)', True),
        ('DemasqueError("{path}: gone")', True),
        ('UsageError("at most {most}", most=3)', False),
        ('words.plural("one post", "{n} posts", 3)', False),
        ('Sentence("[default: {}]")', False),
        ("words.text(variable, path=p)", False),
        ('Sentence("{a}", **values)', False),
    ],
)
def test_what_counts_as_a_mismatch(source: str, wrong: bool) -> None:
    assert bool(list(mismatches(source))) == wrong
