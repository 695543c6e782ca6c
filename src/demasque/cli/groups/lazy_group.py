"""The program's commands as one group, each loaded when somebody asks for it by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from demasque.cli.groups.claim_group import CLAIM_GROUP
from demasque.cli.groups.collect_group import COLLECT_GROUP
from demasque.cli.groups.command_list import COMMANDS
from demasque.cli.groups.dossier_group import DOSSIER_GROUP
from demasque.cli.groups.hypotheses_group import HYPOTHESES_GROUP
from demasque.cli.groups.library_group import LIBRARY_GROUP
from demasque.cli.groups.media_group import MEDIA_GROUP

GROUPS: Final = (
    MEDIA_GROUP,
    LIBRARY_GROUP,
    CLAIM_GROUP,
    DOSSIER_GROUP,
    HYPOTHESES_GROUP,
    COLLECT_GROUP,
)

LISTED: Final = {each.name: each.help for each in (*COMMANDS, *GROUPS)}
"""Help of every command and group, by name, in the order in which help names them."""

Dress = Callable[[Any, Mapping[str, Sequence[str]]], Any]
"""Makes a command as its reader wants it; with the command lines that stand below the help, by what
is typed before --help."""


class LazyGroup(TyperGroup):
    """All commands; ``commands`` loads one when it is looked up."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands: Any = _Commands()
        self._word: Callable[[str], str] = str

    def dressed(self, dress: Dress, word: Callable[[str], str]) -> None:
        """Make commands so when they are loaded; word the help of those that are only listed."""
        self.commands.dress, self._word = dress, word

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Show what there is, by the list alone."""
        loaded = self.commands
        self.commands = {
            name: TyperCommand(name, help=self._word(said)) for name, said in LISTED.items()
        }
        try:
            super().format_help(ctx, formatter)
        finally:
            self.commands = loaded


class _Commands(Mapping[str, Any]):
    """The commands by name, loaded when they are asked for."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}
        self.dress: Dress = lambda command, examples: command

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = self.dress(*_made(name))
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(LISTED)

    def __len__(self) -> int:
        return len(LISTED)


def _made(name: str) -> tuple[Any, Mapping[str, Sequence[str]]]:
    """A command, or a group with those under it, and command lines for its help.

    Raises:
        KeyError: there is none of this name.
    """
    for command in COMMANDS:
        if command.name == name:
            return command.made(), {name: command.load().EXAMPLES}
    group = {each.name: each for each in GROUPS}[name]
    return get_command(group.typer()), group.examples
