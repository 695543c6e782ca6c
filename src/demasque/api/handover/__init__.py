"""Steps that hand a case to others, for Python."""
