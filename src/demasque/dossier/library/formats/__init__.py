"""Formats that indicators are published in: one file each, named in ``format_list.py``."""
