"""Exports that are tables: one row, one post, account or comment."""
