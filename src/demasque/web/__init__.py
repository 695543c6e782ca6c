"""A page to look with: explore, decide, print; the door of this room. Extra ``web``.

serve(case, options)   serve one case to a browser on this machine, until Ctrl-C
password_in(file)      the password that a file holds
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.web.guarding.passwords import password_in
    from demasque.web.serve_options import ServeOptions
    from demasque.web.serving import serve
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = ["ServeOptions", "password_in", "serve"]
