"""Which part of a long list a page shows: ``?page=N``, or another name where it has two lists."""

from dataclasses import dataclass

from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError
from demasque.web.views import Asked


@dataclass(frozen=True)
class ListPart:
    """Part ``page`` of ``pages`` of a list of ``total``; ``name`` is how an address asks for it."""

    page: int
    pages: int
    total: int
    each: int
    name: str

    @property
    def skip(self) -> int:
        """How many come before it."""
        return (self.page - 1) * self.each

    @property
    def first(self) -> int:
        """The place of its first, from 1; 0 of an empty list."""
        return min(self.skip + 1, self.total)

    @property
    def last(self) -> int:
        """The place of its last."""
        return min(self.page * self.each, self.total)


def page_number(asked: Asked, name: str = "page") -> int:
    """The page that the address asks for. NotThereError for what is no page."""
    written = asked.query.get(name, "1").strip()
    if not (written.isascii() and written.isdigit() and len(written) < 7 and int(written)):
        raise NotThereError(Sentence("This list has no page {page}.", page=repr(written[:40])))
    return int(written)


def list_part(asked: Asked, total: int, each: int = 100, name: str = "page") -> ListPart:
    """The part of a list of ``total`` that the address asks for. NotThereError past its end."""
    page, pages = page_number(asked, name), max(-(-total // each), 1)
    if page > pages:
        raise NotThereError(Sentence("This list has no page {page}.", page=repr(str(page))))
    return ListPart(page, pages, total, each, name)
