"""Commands that hand a case to others."""
