"""Which campaigns belong together, and what became of the names of the detection before."""
