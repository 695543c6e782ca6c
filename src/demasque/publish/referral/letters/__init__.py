"""The letter itself: what it says, and its forms."""
