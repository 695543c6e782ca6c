"""What was found, as a page shows it: pictures, marked texts, names for readers."""
