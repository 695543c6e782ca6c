"""Files of nested records from beginning to end: by one process, or by several side by side."""
