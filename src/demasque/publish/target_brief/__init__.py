"""What a person or body that was targeted is told."""
