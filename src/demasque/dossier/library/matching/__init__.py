"""Which posts carry which known indicator, and whether that says anything."""
