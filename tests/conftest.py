"""Puts this folder on the import path, for `hand_made`; which examples hypothesis draws.

`make test` draws the same ones at every run: what failed there fails again, and what passed on one
machine passes on the next. `make explore` draws others every time.
"""

import os

from hypothesis import settings

# As a shell gives it to a program that writes to no terminal: workers that share tests out set it.
os.environ.pop("COLUMNS", None)

settings.register_profile("explore", deadline=None, print_blob=True)
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
