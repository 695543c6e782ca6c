"""Records captured by a browser while somebody looked at a platform."""
