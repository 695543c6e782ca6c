"""Where are the eyes? Positions only: no face is recognised."""
