"""What is there to look at? One file per kind of page; VIEWS lists them all."""

from typing import Final

from demasque.web.pages.case_view import CASE
from demasque.web.pages.clips_view import CLIP, MEDIA
from demasque.web.pages.deciding import ACCOUNT, CLAIMS, LOG, MATRIX, NEXT, TIE
from demasque.web.pages.grouped.campaign_view import CAMPAIGN
from demasque.web.pages.grouped.groups_view import GROUPS
from demasque.web.pages.hand_over_view import HAND_OVER
from demasque.web.pages.job_view import JOB
from demasque.web.pages.messages_view import MESSAGE, MESSAGES
from demasque.web.pages.network_view import NETWORK
from demasque.web.pages.search_view import SEARCH
from demasque.web.pages.venues_view import VENUE, VENUES
from demasque.web.views import View

VIEWS: Final[tuple[View, ...]] = (
    CASE,
    GROUPS,
    CAMPAIGN,
    NETWORK,
    MATRIX,
    NEXT,
    ACCOUNT,
    TIE,
    MESSAGES,
    MESSAGE,
    MEDIA,
    CLIP,
    VENUES,
    VENUE,
    SEARCH,
    CLAIMS,
    HAND_OVER,
    JOB,
    LOG,
)
"""Every page, in the order of the menu: from what there is to what is done with it."""
