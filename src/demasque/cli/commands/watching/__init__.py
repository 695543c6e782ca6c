"""Watching a case, and how it is doing."""
