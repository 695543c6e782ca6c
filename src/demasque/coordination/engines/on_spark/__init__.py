"""What the engine on Spark is made of: events by trace, rows in blocks, pairs in parts."""
