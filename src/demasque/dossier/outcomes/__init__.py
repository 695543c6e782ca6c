"""What became of what was handed over: removed, still up, back under other names."""
