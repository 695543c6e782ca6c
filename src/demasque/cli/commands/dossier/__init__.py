"""Commands of the dossier: what people judge, on what evidence."""
