"""``demasque demo --watch``: a made-up fortnight goes by, watched round after round."""
