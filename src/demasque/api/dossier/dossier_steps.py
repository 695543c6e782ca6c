"""All that a case offers of its dossier."""

from demasque.api.dossier.claiming_steps import Claiming
from demasque.api.dossier.comparing_steps import Comparing
from demasque.api.dossier.deciding_steps import Deciding
from demasque.api.dossier.filing_steps import Filing
from demasque.api.dossier.judging_steps import Judging
from demasque.api.dossier.knowing_steps import Knowing
from demasque.api.dossier.signing_steps import Signing
from demasque.api.dossier.weighing_steps import Weighing


class DossierSteps(Judging, Deciding, Signing, Comparing, Knowing, Weighing, Claiming, Filing):
    """What people judge, on what evidence."""
