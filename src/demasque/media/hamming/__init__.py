"""Which hashes are within so many bits of each other? An exact index."""
