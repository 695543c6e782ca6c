"""The process that reads blocks of a large file: lines in, their rows out."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from demasque.child_process import answers_only, end_with_parent, receive, send


def main(apart: str) -> None:
    """Answer until standard input ends; ``apart`` is where the format's description stands."""
    end_with_parent()
    answers = answers_only()
    sys.meta_path.insert(0, _WithoutPandas())
    from demasque.sources.nested_files.block_messages import TOLD, Begin, Known
    from demasque.sources.nested_files.block_reader import BlockReader, described

    nested = described(apart)
    reader: BlockReader | None = None
    while (written := receive(sys.stdin.buffer)) is not None:
        told = TOLD.decode(written)
        if isinstance(told, Begin):
            reader = BlockReader(nested, told)
        elif reader is not None:
            if isinstance(told, Known):
                reader.know(told)
            else:
                send(answers, reader.answer(told))


class _WithoutPandas(MetaPathFinder):
    """PyArrow loads pandas to ask whether values are of it: a third of the time to start."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)
        return None
