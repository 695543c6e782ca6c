"""What does a file show? Pixels and sound, within limits of time and memory."""
