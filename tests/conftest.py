"""Puts this folder on the import path, for `hand_made`."""
