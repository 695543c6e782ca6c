"""From export files to a case, read and judged on Spark: what the command does."""
