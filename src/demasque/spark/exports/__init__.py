"""Export files and frames of posts to source tables, on executors: descriptions, masks, keys."""
