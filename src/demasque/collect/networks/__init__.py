"""One file or two per network: how it is asked, and what of its answers is kept."""
