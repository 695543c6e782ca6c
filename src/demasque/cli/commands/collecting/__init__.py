"""Commands that collect posts: one file per network."""
