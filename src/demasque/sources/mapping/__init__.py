"""Records to rows of the source tables: cells, times, kinds, handles found in texts."""
