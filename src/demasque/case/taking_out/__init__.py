"""What a case notes of files that lie beside posts: where they are, and which could not be used."""
