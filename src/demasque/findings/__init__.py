"""One read model of what was found, for whoever shows it."""
