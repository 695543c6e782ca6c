"""What people said of a case, one entry after another, in its custody log."""
