"""What records say in one field, read for many records at once."""
