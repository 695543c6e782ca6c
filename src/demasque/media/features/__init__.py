"""Do two pictures show the same thing in part? Local features and geometry."""
