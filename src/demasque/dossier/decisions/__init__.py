"""Decisions on accounts: confirmed, excluded, unsure; and what follows for the figures."""
