"""Which files lie beside the posts, and what is kept of them?"""
