"""What copy families on Spark are made of: keys, trees as a shuffle, families by component."""
