"""What the analyst asks to be told of: options, and rules in a file."""
