"""The small picture of one file, as the case holds it: blurred, unless it is asked for clear.

Nothing else is ever answered: the files themselves stay where they are, and of a protected one
(:func:`demasque.media.protected_media`) there is no picture, blurred or not.
"""

from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from demasque.findings import small_picture
from demasque.media import protected_media
from demasque.sentences import Sentence
from demasque.web.editions.edition import Edition
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.missing_pages import NotThereError

PICTURE_ADDRESS: Final = "/media/{media}/picture"

_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "content-disposition": "inline",
    "cache-control": "private, no-store",
}


def picture_answering(keeper: EditionKeeper) -> Callable[[Request], Response]:
    """What answers at :data:`PICTURE_ADDRESS`."""

    def answer(request: Request) -> Response:
        media = request.path_params["media"].lower()
        clear = request.query_params.get("clear") == "1"
        with keeper.reading() as edition:
            picture = small_picture(edition.store, media, hidden_media(edition), clear=clear)
        if picture is None:
            raise NotThereError(Sentence("There is no picture to show here."))
        return Response(picture, media_type="image/webp", headers=_HEADERS)

    return answer


def hidden_media(edition: Edition) -> frozenset[str]:
    """The files of which nothing may be shown, by SHA-256."""
    hidden: frozenset[str] = edition.figures_once(
        "hidden media", lambda: protected_media(edition.store)
    )
    return hidden
