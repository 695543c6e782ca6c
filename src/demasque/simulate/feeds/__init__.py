"""Worlds that go by, day after day, as the files of a stream: something to watch."""
