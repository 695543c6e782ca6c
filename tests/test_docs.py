"""Documentation that lies fails: its Python and its command lines run, file by file, in order."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from demasque.cli import main
from demasque.schema import markdown_rows
from exports import write_posts

ROOT = Path(__file__).parent.parent
PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("**/*.md"))
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")


def blocks(page: Path) -> Iterator[tuple[int, str, str]]:
    """Line, language and content of each block that can run."""
    text = page.read_text("utf-8")
    for found in BLOCK.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[1], found[2]


def run_commands(block: str) -> None:
    """Run the lines that begin with ``$ demasque``; others are what they print."""
    for line in block.splitlines():
        if line.startswith("$ "):
            words = shlex.split(line[2:], comments=True)
            assert words[0] == "demasque", f"only demasque's own commands are tried: {line}"
            assert main(words[1:]) == 0, line


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(blocks(page))], ids=lambda page: page.name
)
def test_the_blocks_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_posts(tmp_path / "posts.csv")
    names: dict[str, object] = {"__name__": "page"}
    for line, language, content in blocks(page):
        if language == "console":
            run_commands(content)
        else:
            exec(compile("\n" * line + content, str(page), "exec"), names)


def test_the_readme_has_the_two_commands_and_four_steps() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"^make \w+", text, re.MULTILINE) == ["make demo", "make test"]
    steps = re.findall(r"^\$ demasque (\w+)", text, re.MULTILINE)
    assert steps[:4] == ["init", "add", "detect", "report"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = [target for target, _ in LINK.findall(page.read_text("utf-8"))]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_architecture_names_every_table_and_real_files() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| [a-z_]+ \|.*$", text, re.MULTILINE)
    assert rows[1:] == markdown_rows()
    files = re.findall(r"`([a-z_]+/[a-z_]+\.py)`", text)
    assert files
    assert [file for file in files if not (ROOT / "src" / "demasque" / file).exists()] == []
