"""Drawn pictures and clips, what people do to them, and the truth about it."""
