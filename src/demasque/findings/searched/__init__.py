"""Where do words stand? An index of the words of all posts, and what is found by it."""
