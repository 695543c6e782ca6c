"""Which accounts belong together? All groups, and one of them."""
