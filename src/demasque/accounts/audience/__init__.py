"""Signs in whom accounts reach, where they place posts, and who listens."""
