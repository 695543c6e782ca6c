"""A command that is known by name and help before it is loaded."""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.main import get_command


@dataclass(frozen=True)
class ListedCommand:
    """One command: its module below ``demasque.cli.commands`` has ``EXAMPLES`` and ``command``."""

    module: str
    help: str

    @property
    def name(self) -> str:
        """What is typed: the module's own name."""
        return self.module.rpartition(".")[2]

    def load(self) -> ModuleType:
        """The module that does it."""
        return import_module(f"demasque.cli.commands.{self.module}")

    def made(self) -> Any:
        """The command as Typer makes it."""
        alone = typer.Typer(
            add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False
        )
        alone.command(name=self.name, help=self.help)(self.load().command)
        return get_command(alone)
