"""A contract for import-linter: rooms are entered by their doors.

From another room only ``demasque.ROOM`` may be imported, never ``demasque.ROOM.part``: what a room
does not name in its ``__init__.py`` is its own affair. pyproject.toml registers the contract.
"""

from typing import Any

import grimp
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application import contract_utils
from importlinter.application.contract_utils import AlertLevel

TOP = 1
"""Dots in the name of a room: ``demasque.case``."""


class DoorsContract(Contract):  # type: ignore[misc, unused-ignore]
    """Modules are imported from within their own room; other rooms import the room itself.

    ``ignore_imports`` are imports not yet mended; one that is mended has to leave the list.
    """

    type_name = "doors"

    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)
    unmatched_ignore_imports_alerting = fields.EnumField(AlertLevel, default=AlertLevel.ERROR)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Find imports of a part of another room, with the lines that do it."""
        removed = contract_utils.remove_ignored_imports_and_report(
            graph=graph,
            ignore_imports=self.ignore_imports,
            unmatched_alerting=self.unmatched_ignore_imports_alerting,
        )
        past = [
            (importer, imported, _lines(graph, importer, imported))
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if goes_past_a_door(importer, imported)
        ]
        return ContractCheck(
            kept=not past,
            warnings=list(removed.warnings),
            ignored_import_count=removed.ignored_import_count,
            metadata={"past": past},
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each such import, and the door that it should take."""
        for importer, imported, lines in check.metadata["past"]:
            output.print_error(f"{importer} -> {imported} ({lines}): import {room(imported)}")
        output.new_line()


def room(module: str) -> str:
    """The room of a module: the first two parts of its name."""
    return ".".join(module.split(".")[: TOP + 1])


def goes_past_a_door(importer: str, imported: str) -> bool:
    """Whether an import names a part of a room in which the importer is not."""
    return imported.count(".") > TOP and room(imported) != room(importer)


def _lines(graph: grimp.ImportGraph, importer: str, imported: str) -> str:
    details: Any = graph.get_import_details(importer=importer, imported=imported)
    return ", ".join(f"l.{detail['line_number']}" for detail in details)
