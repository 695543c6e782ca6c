"""One pure file per export: which columns or fields mean what. Nothing here knows of a case."""
