"""What a layout is: a frozen description of how some program lays files beside posts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from demasque.sources.folders.folder_listing import FolderListing, Listed


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to say which file belongs to which post.

    ``lists`` finds the files of a folder that say so; ``read`` gives the rows of one of them.
    ``names`` says in words (Markdown) what it goes by, ``checked_against`` what it was tried on.
    ``of_posts`` is true where such a list is an export of posts as well, to be read as one;
    ``guessed`` where lists are known by some words in them: one that names no file is then none.
    """

    id: str
    title: str
    names: str
    checked_against: str
    lists: Callable[[FolderListing], list[str]]
    read: Callable[[FolderListing, str], Iterator[Listed]]
    of_posts: bool = False
    guessed: bool = False
