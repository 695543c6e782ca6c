"""Platforms' own records by type: the fast way beside each format, with the same answer."""
