"""Whom alerts go to: one file per sink."""
