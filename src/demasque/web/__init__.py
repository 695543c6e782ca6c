"""A page to look with: explore, decide, print; the door of this room. Extra ``web``.

serve(case, options)   serve one case to a browser on this machine, until Ctrl-C
"""

from demasque.web.serving import ServeOptions, serve

__all__ = ["ServeOptions", "serve"]
