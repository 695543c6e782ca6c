"""Which campaigns belong to one operation? Links between campaigns other than the ties in them."""
