"""The normal form of words, by which copies are recognised."""
