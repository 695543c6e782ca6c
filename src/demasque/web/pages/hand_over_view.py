"""What leaves the house from here: texts for people, exports; and other long work."""

from typing import Final

from demasque.sentences import Sentence
from demasque.web.jobs import grouped_orders
from demasque.web.views import Asked, Shown, View

_GROUPS: Final = (
    Sentence("For people to read"),
    Sentence("For other programs"),
    Sentence("To find something out"),
)


def _read(asked: Asked) -> Shown:
    campaign = asked.query.get("campaign", "")
    content = {
        "groups": list(zip(_GROUPS, grouped_orders(), strict=True)),
        "given": {"campaign": campaign, "campaigns": campaign, "lang": asked.session.lang},
        "opened": asked.query.get("format", ""),
        "campaign": campaign,
        "jobs": () if asked.jobs is None else asked.jobs.all(),
    }
    return Shown(Sentence("Hand over"), content)


HAND_OVER: Final = View(
    "hand-over", "/hand-over", "hand_over.html", _read, live=True, menu=Sentence("Hand over")
)
