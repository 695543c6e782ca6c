"""What is given: events, the identifiers in them, their order, and windows."""
