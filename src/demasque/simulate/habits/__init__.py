"""When, how much and in which words people post."""
