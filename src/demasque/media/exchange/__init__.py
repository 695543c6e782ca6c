"""How do others write hashes? In and out."""
