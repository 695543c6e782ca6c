"""Which techniques of the DISARM framework were seen, by what posts, and who accepts that."""
