"""A letter to a platform: which accounts and posts, why, under which of its policies."""
