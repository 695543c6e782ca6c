"""What people write, looked through before it is kept for good."""
