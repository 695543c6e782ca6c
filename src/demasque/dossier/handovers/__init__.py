"""What was handed to whom, kept for whoever asks later."""
