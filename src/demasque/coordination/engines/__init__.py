"""The same answer by different means: in memory, on disk."""
