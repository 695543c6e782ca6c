"""A statement for the public, in both languages, each sentence from a finding."""
