"""Every guard, in their order: what is cheap to refuse is refused first."""

from typing import Final

from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp

from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.form_guard import FormGuard
from demasque.web.guarding.letting_in import Leaving, LettingIn
from demasque.web.guarding.mishap_pages import mishap
from demasque.web.guarding.right_address import RightAddress
from demasque.web.guarding.safe_headers import SafeHeaders
from demasque.web.sessions import Sessions

USUAL: Final = Doorway()


def guard(inside: ASGIApp, sessions: Sessions, doorway: Doorway = USUAL) -> ASGIApp:
    """Put every guard before ``inside``, which then answers only who was let in."""
    forms = FormGuard(Leaving(inside, sessions, doorway), doorway.limits.body)
    entered = LettingIn(forms, sessions, doorway)
    answering = ServerErrorMiddleware(RightAddress(entered, doorway), handler=mishap)
    return SafeHeaders(answering)
