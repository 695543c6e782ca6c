"""How is a search ready when it is asked? An index of words, made beside the pages."""
