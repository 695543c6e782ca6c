"""What leaves a case, and what keeps it out."""
