"""What a watch does again and again: take files, add, detect, compare, tell."""
