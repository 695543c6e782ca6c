"""What was said, for a reader: narratives, leads between them, and waves of one message."""
