"""Exports in the words of a platform's own interface: nested records."""
