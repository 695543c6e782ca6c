"""Which files are one clip or picture in other clothes? Families round exemplars."""
