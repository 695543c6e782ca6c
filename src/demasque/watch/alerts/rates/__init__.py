"""Whether a day has more posts than its own past explains."""
