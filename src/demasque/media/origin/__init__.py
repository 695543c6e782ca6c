"""What does a file say of where it comes from? Credentials, containers."""
