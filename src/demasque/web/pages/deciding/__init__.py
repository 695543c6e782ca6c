"""Pages on which people decide: account, tie, next to decide, hypotheses, claims, log."""

from demasque.web.pages.deciding.account_view import ACCOUNT
from demasque.web.pages.deciding.claims_view import CLAIMS
from demasque.web.pages.deciding.log_view import LOG
from demasque.web.pages.deciding.matrix_view import MATRIX
from demasque.web.pages.deciding.next_view import NEXT
from demasque.web.pages.deciding.tie_view import TIE

__all__ = ["ACCOUNT", "CLAIMS", "LOG", "MATRIX", "NEXT", "TIE"]
