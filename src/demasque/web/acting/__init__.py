"""What can be done from a page? One file per kind of act; ACTS lists them all."""

from collections.abc import Mapping
from typing import Final

from demasque.web.acting.act import Act
from demasque.web.acting.claiming_acts import CHANNELS, CLAIM, CLAIMING, LINK, RETRACT
from demasque.web.acting.classing_acts import CLASSING, TECHNIQUE
from demasque.web.acting.deciding_acts import DECIDE, DECIDE_MANY
from demasque.web.acting.judging_acts import JUDGE, JUDGING, READ, WITHDRAW
from demasque.web.acting.labelling_acts import LABEL, LABELLING
from demasque.web.acting.page_forms import PageForm
from demasque.web.acting.weighing_acts import (
    EVIDENCE,
    HYPOTHESIS,
    RATE,
    RETRACT_WEIGHED,
    WEIGHING,
    mark_fields,
)

ACTS: Final[tuple[Act, ...]] = (
    DECIDE,
    DECIDE_MANY,
    *JUDGING,
    *LABELLING,
    *CLAIMING,
    *WEIGHING,
    *CLASSING,
)
"""Every act."""

_FORMS: Final = (
    JUDGE, READ, WITHDRAW, LABEL, CLAIM, LINK, RETRACT, CHANNELS, HYPOTHESIS, EVIDENCE, RATE,
    RETRACT_WEIGHED, TECHNIQUE,
)  # fmt: skip

FORMS: Final[Mapping[str, PageForm]] = {form.id: form for form in _FORMS}
"""By id, the forms of acts, for the templates."""

__all__ = ["ACTS", "FORMS", "mark_fields"]
