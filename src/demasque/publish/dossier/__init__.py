"""What the pages of the dossier show, drawn."""
