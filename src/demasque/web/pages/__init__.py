"""What is there to look at? One file per kind of page; VIEWS lists them all."""

from typing import Final

from demasque.web.pages.case_view import CASE
from demasque.web.views import View

VIEWS: Final[tuple[View, ...]] = (CASE,)
"""Every page, in the order of the menu."""
