"""How did others count? Published tools' numbers, reproduced exactly.

:mod:`demasque.compat.coortweet` gives the pairs and edges of the R package CooRTweet 2.1.3,
:mod:`demasque.compat.qut` the weights of the QUT coordination-network-toolkit. Both count and
cut at a number that somebody chose: use them to replicate published work, and
``demasque.find_ties`` to decide who is coordinated.
"""

from demasque.compat import coortweet, qut
from demasque.compat._inputs import ReplicationError

__all__ = ["ReplicationError", "coortweet", "qut"]
