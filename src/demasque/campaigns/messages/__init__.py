"""What is said, by a campaign and in the whole case: narratives, and waves of one message."""
