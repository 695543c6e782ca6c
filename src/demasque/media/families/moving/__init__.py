"""Which clips and recordings are one? Frames that pass in one order, and what sounds the same."""
