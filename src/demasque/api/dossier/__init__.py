"""The dossier for Python: what people judge, and what helps them to."""
