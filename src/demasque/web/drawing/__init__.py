"""Pictures that pages draw without scripts."""
