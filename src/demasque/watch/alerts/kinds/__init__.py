"""What there is to tell: one file per kind of alert."""
