"""Campaigns without accounts that people excluded: what is left, in which parts."""
