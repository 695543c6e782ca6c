"""When do they work? Hours of the week, zones, quiet days, batches, shifts, ordered hours."""
