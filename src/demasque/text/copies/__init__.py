"""Families of posts that carry one message."""
