"""Where are the eyes? Positions only: no face is recognised, no likeness of faces is computed."""
