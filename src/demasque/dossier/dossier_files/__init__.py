"""The dossier as files that a team reviews: out, in, and never a rewriting of what is there."""
