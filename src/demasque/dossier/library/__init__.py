"""What is known already: signatures, and indicators that others published."""
