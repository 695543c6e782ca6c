"""When was it? One value read as a time, and how a file writes its times."""
