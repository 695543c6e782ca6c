"""Commands gathered under one name, such as ``demasque media list``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import typer

from demasque.cli.terms import Lang, Language


@dataclass(frozen=True)
class CommandGroup:
    """One group: its name, its help, and command lines that stand below it.

    ``commands`` are modules below ``demasque.cli.commands`` with ``NAME``, ``HELP``, ``EXAMPLES``
    and ``command``, loaded when the group is asked for. To add a command is to name it there.
    """

    name: str
    help: str
    own_examples: Sequence[str]
    commands: Sequence[str]

    @property
    def examples(self) -> Mapping[str, Sequence[str]]:
        """The command lines that stand below the help, by what is typed before --help."""
        each = {f"{self.name} {command.NAME}": command.EXAMPLES for command in self._loaded()}
        return {self.name: self.own_examples, **each}

    def _loaded(self) -> Iterator[ModuleType]:
        return (import_module(f"demasque.cli.commands.{each}") for each in self.commands)

    def typer(self) -> typer.Typer:
        """The group as Typer takes it."""
        group = typer.Typer(
            name=self.name,
            help=self.help,
            add_completion=False,
            no_args_is_help=True,
            rich_markup_mode="rich",
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        group.callback()(_language)
        for command in self._loaded():
            group.command(name=command.NAME, help=command.HELP)(command.command)
        return group


def _language(lang: Lang = Language.EN) -> None:
    """Take the option that may stand before the command."""
